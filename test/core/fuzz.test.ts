/**
 * Every machine takes mutations of valid conversations, and floods; every state of every transition table is reached.
 *
 * At most `FUZZ_MUTATIONS` (200,000) a machine, and as many as it can take in about `FUZZ_SECONDS` (3);
 * `npm run fuzz` takes them all. The codecs are in `fuzz-codecs.test.ts`.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { port, send } from '../../core/sansio/machine.ts';
import { fuzzMachine } from '../support/fuzz.ts';
import { coverageText, unreachedStates, watchTables } from '../support/fuzz-coverage.ts';
import { floodMachine } from '../support/fuzz-flood.ts';
import { affordable } from '../support/fuzz-runs.ts';
import { fuzzed } from '../support/fuzz-tables.ts';
import { closed, opened, received } from '../support/playbook.ts';
import { type MachineLaw, start } from '../support/segmentation.ts';

const tables = await watchTables();
const { machines } = await fuzzed();
const seed = 1;
const counts: string[] = [];
/** Floods of one machine: more of them show nothing new. */
const mostFloods = 60;

describe.each(machines)('the machine %s', (name, law) => {
  it('throws nothing, and ends, whatever comes', { timeout: 120_000 }, () => {
    const count = affordable((some) => fuzzMachine(law, { count: some, seed }));
    const { cases, failures } = fuzzMachine(law, { count, seed });
    counts.push(`${name}: ${cases}`);
    expect(failures.join('\n\n')).toBe('');
    expect(cases).toBeGreaterThanOrEqual(count);
  });

  it('keeps no flood, and lets nobody flood its neighbours', { timeout: 120_000 }, () => {
    const { failures } = floodMachine(law, mostFloods);
    expect(failures.join('\n\n')).toBe('');
  });
});

describe('the transition tables', () => {
  it('have no state that is not reached', () => {
    expect(tables).not.toEqual([]);
    expect(unreachedStates(tables)).toEqual([]);
  });
});

afterAll(() => {
  console.log(`mutations of conversations:\n${counts.join('\n')}\n\n${coverageText(tables)}`);
});

describe('the fuzzing of machines', () => {
  const fewFloods = 6;
  const outer = port<Uint8Array>('outer');
  const inner = port<Uint8Array>('inner');
  /** Passes octets on, after an octet that says how many follow; `fault` is what is wrong with it. */
  const law = (fault: 'none' | 'throws' | 'sends after an end' | 'keeps all'): MachineLaw => ({
    create() {
      const kept: unknown[] = [];
      let hasEnded = false;
      let hasWorked = false;
      return {
        state: { name: 'ON' },
        *handle(input) {
          if (input.type === 'start') {
            yield { type: 'open', port: 'inner', target: { to: 'transport' } };
          } else if (input.type === 'closed') {
            if (input.port === 'inner' && input.how !== 'end') hasEnded = true;
            if (input.port === 'outer' && !hasEnded) {
              yield { type: 'close', port: 'inner', how: 'end' };
              hasEnded = true;
            }
          } else if (input.type === 'received' && input.port === 'outer') {
            const octets = input.value as Uint8Array;
            if (fault === 'throws' && octets[0] === 0xff) throw new TypeError('Unforeseen');
            if (fault === 'keeps all') kept.push(octets);
            else if (!hasEnded) yield* send(inner, octets);
            else if (fault === 'sends after an end' && hasWorked) yield* send(inner, octets);
            hasWorked = true;
          } else if (input.type === 'blocked' && input.port === 'inner') {
            yield { type: 'pause_reading', port: outer.name };
          }
        },
      };
    },
    conversations: {
      'octets and an end': [
        ...[start, opened('inner'), received('outer', '02 61 62'), received('outer', '01 63')],
        ...[closed('outer', 'end')],
      ],
    },
  });

  it('finds nothing where nothing is wrong', { timeout: 120_000 }, () => {
    expect(fuzzMachine(law('none'), { count: 5_000, seed }).failures).toEqual([]);
    expect(floodMachine(law('none'), fewFloods).failures).toEqual([]);
  });

  it.each([
    ['throws', /^TypeError: Unforeseen/],
    ['sends after an end', /^Error: The machine sends on inner/],
  ] as const)('finds a machine that %s', (fault, text) => {
    const { failures } = fuzzMachine(law(fault), { count: 5_000, seed });
    expect(failures[0]).toMatch(text);
    expect(failures[0]).toMatch(/\nseed 1, case \d+:\n {2}start\n/);
  });

  it('finds a machine that keeps all that it gets', { timeout: 120_000 }, () => {
    expect(floodMachine(law('keeps all'), fewFloods).failures[0]).toMatch(/octets are kept/);
  });
});
