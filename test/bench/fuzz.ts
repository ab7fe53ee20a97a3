/**
 * `npm run fuzz`: 200,000 mutations for every codec and every machine, with progress and the states reached.
 *
 *     npm run fuzz -- [--mutations 200000] [--seed 1] [part of a name …]
 *
 * Ends with 1 if anything failed. The same cases as in test/core/fuzz*.test.ts, which take fewer of the slow ones.
 */
import { argv, exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { fuzzCodec, fuzzMachine } from '../support/fuzz.ts';
import { coverageText, unreachedStates, watchTables } from '../support/fuzz-coverage.ts';
import { floodMachine } from '../support/fuzz-flood.ts';
import type { FuzzOptions, FuzzResult } from '../support/fuzz-runs.ts';
import { fuzzed } from '../support/fuzz-tables.ts';

const { values, positionals } = parseArgs({
  args: argv.slice(2),
  options: {
    mutations: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
  },
  allowPositionals: true,
});
const count = Number(values.mutations);
const seed = Number(values.seed);
const tables = await watchTables();
const { codecs, machines } = await fuzzed(positionals);
let failed = 0;

function fuzz(name: string, run: (options: FuzzOptions) => FuzzResult): void {
  const began = performance.now();
  let told = 0;
  const onProgress = (done: number) => {
    if (!stdout.isTTY || done < told) return;
    told = done + count / 100;
    stdout.write(`\r${name}: ${done} `);
  };
  const { cases, failures } = run({ count, seed, onProgress });
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  stdout.write(`${stdout.isTTY ? '\r' : ''}${name}: ${cases} in ${seconds} s\n`);
  for (const failure of failures) stdout.write(`\n${failure}\n\n`);
  failed += failures.length;
}

for (const [name, law] of codecs) fuzz(name, (options) => fuzzCodec(law, options));
for (const [name, law] of machines) {
  fuzz(name, (options) => fuzzMachine(law, options));
  fuzz(`${name}, floods`, () => floodMachine(law, Number.POSITIVE_INFINITY));
}
stdout.write(`\n${coverageText(tables)}\n`);
const unreached = positionals.length > 0 ? [] : unreachedStates(tables);
for (const state of unreached) stdout.write(`not reached: ${state}\n`);
stdout.write(`${failed} failed\n`);
exit(failed + unreached.length > 0 ? 1 : 0);
