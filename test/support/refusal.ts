/** What a core says of a configuration that it refuses to load. */
import { execFile } from 'node:child_process';
import { ConfigError, failureToStart } from '../../core/config/errors.ts';
import { parseConfig } from '../../core/config/parse.ts';
import type { Core } from './lab.ts';

const standardInput = 'stdin:';

/** Null where it takes it. Ours is asked in this process, by the words of its command line. */
export async function refusal(core: Core, config: string): Promise<string | null> {
  return core === 'ours' ? refusalOfOurs(config) : refusalOfXray(core.xray, config);
}

function refusalOfOurs(text: string): string | null {
  try {
    parseConfig([{ name: standardInput, text }]);
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return failureToStart(error, [standardInput]);
    throw error;
  }
}

function refusalOfXray(xray: string, config: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = execFile(xray, ['run', '-test', '-c', standardInput], (error, output) => {
      const text = /^Failed to start: .*$/m.exec(output)?.[0];
      resolve(error ? (text ?? `${error.message}: ${output}`) : null);
    });
    child.stdin?.end(config);
  });
}
