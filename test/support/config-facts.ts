/**
 * Tables of configurations and what Xray says of them: one a line, `configuration => what is said`.
 *
 * The answers are those of Xray v26.7.28, built with Go 1.26.8, to `xray run -test -c c.json`, from behind
 * `Failed to start: main: ` and, where it is there, `failed to load config files: [c.json] > `.
 */
import { ConfigError, failureToStart } from '../../core/config/errors.ts';
import { parseConfig } from '../../core/config/parse.ts';
import type { CoreConfig } from '../../core/config/types.ts';

export const accepted = 'Configuration OK.';

/** The lines of a table; a word in brackets at the front of an answer stands for what `words` says. */
export function facts(
  table: string,
  words: Readonly<Record<string, string>> = {},
): [string, string][] {
  const lines = table.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, config, mark, said] = /^(.*) => (?:\[(\w+)\])?(.*)$/.exec(line) ?? [];
    const prefix = mark === undefined ? '' : words[mark];
    if (config === undefined || said === undefined || prefix === undefined) {
      throw new RangeError(`Not a fact: ${line}`);
    }
    return [config, prefix + said];
  });
}

/** What our core says of the text of `c.json`, in the same form. */
export function complaint(text: string): string {
  const error = refusalOf(text);
  if (!error) return accepted;
  return failureToStart(error, ['c.json'])
    .replace('Failed to start: main: ', '')
    .replace('failed to load config files: [c.json] > ', '');
}

export function refusalOf(text: string): ConfigError | null {
  try {
    parse(text);
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

export const parse = (text: string): CoreConfig => parseConfig([{ name: 'c.json', text }]);
