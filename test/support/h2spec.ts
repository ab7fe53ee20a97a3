/** h2spec, the conformance suite for HTTP/2, as test/interop/h2spec/go.mod pins it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { builtProgram, hasGoFor } from './go-program.ts';

/** Whether this machine can build it; where everything is required, its lack is an error. */
export const hasH2spec = (): boolean => hasGoFor('h2spec');

export interface Verdict {
  readonly tests: number;
  readonly passed: number;
  readonly skipped: number;
  readonly failed: number;
  /** All that it has printed. */
  readonly report: string;
}

/** Runs every case, strict ones too, against a server on a loopback port. */
export async function runH2spec(port: number): Promise<Verdict> {
  const report = await h2spec('--strict', '-p', String(port));
  const counts = /^(\d+) tests, (\d+) passed, (\d+) skipped, (\d+) failed$/m.exec(report);
  if (!counts) throw new Error(`h2spec has printed no totals:\n${report}`);
  const [tests = 0, passed = 0, skipped = 0, failed = 0] = counts.slice(1).map(Number);
  return { tests, passed, skipped, failed, report };
}

/** How many cases it lists, strict ones too. */
export async function listedCases(): Promise<number> {
  const list = await h2spec('--strict', '--dryrun', '-p', '1');
  return list.match(/^\s+\d+: /gm)?.length ?? 0;
}

async function h2spec(...args: readonly string[]): Promise<string> {
  const binary = await builtProgram('h2spec', 'github.com/summerwind/h2spec/cmd/h2spec');
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return printed;
}
