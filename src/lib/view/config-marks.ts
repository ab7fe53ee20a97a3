/** Which lines of the two configuration texts a step comes from. */
import { lineRange, readDocument } from '../../../core/config/json.ts';
import { nodeAt } from '../../../core/config/json-path.ts';
import { parseConfig } from '../../../core/config/parse.ts';
import { configLinesOf } from '../../../core/scenarios/config-lines.ts';
import type { ConfigText } from '../../../core/scenarios/scenario.ts';
import type { Step } from '../../../core/trace/step.ts';

export type ConfigFile = 'client' | 'server';

/** Lines from 1, both ends included. */
export interface Mark {
  readonly file: ConfigFile;
  readonly first: number;
  readonly last: number;
}

export type Marker = (step: Step) => readonly Mark[];

/** Reads the texts once. Throws ConfigError. */
export function markerOf(texts: Readonly<Record<ConfigFile, ConfigText>>): Marker {
  const configs = { client: parseConfig([texts.client]), server: parseConfig([texts.server]) };
  const documents = {
    client: readDocument(texts.client.text),
    server: readDocument(texts.server.text),
  };
  return (step) =>
    configLinesOf(configs, step).flatMap(({ file, path }) => {
      const node = nodeAt(documents[file].root, path);
      return node ? [{ file, ...lineRange(texts[file].text, node) }] : [];
    });
}

/** The numbers of the marked lines of one file. */
export function linesOf(marks: readonly Mark[], file: ConfigFile): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const mark of marks) {
    if (mark.file !== file) continue;
    for (let line = mark.first; line <= mark.last; line++) lines.add(line);
  }
  return lines;
}
