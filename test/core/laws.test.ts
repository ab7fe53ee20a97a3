/**
 * The laws of every codec and machine in core. The tables are `test/laws/<protocol>.laws.ts`, each exporting
 * `codecs` and `machines`; a codec or machine of the tree that stands in none of them fails here.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, root } from '../architecture/source-files.ts';
import { type CodecLaws, codecLaws } from '../support/codec-laws.ts';
import { takeInventory } from '../support/inventory.ts';
import {
  type MachineLaws,
  outcomeOf,
  resegmented,
  segmentLengths,
} from '../support/segmentation.ts';

const inventory = await takeInventory();
const codecs: CodecLaws = {};
const machines: MachineLaws = {};
for (const path of filesBelow('test/laws', '.laws.ts')) {
  const table = await import(join(root, path));
  Object.assign(codecs, table.codecs);
  Object.assign(machines, table.machines);
}
/** A machine may have several entries, each with options of its own: `<file>#<class>, <what it shows>`. */
const machineNames = Object.keys(machines).map((name) => name.split(',')[0] as string);
const missing = (have: Iterable<string>, wanted: Iterable<string>) => {
  const present = new Set(have);
  return [...wanted].filter((name) => !present.has(name));
};

describe('every module of core', () => {
  it('loads', () => {
    expect(inventory.broken).toEqual([]);
  });
});

describe('every codec of core', () => {
  it('has an entry in a table of test/laws', () => {
    expect(inventory.codecs.size).toBeGreaterThan(0);
    expect(missing(Object.keys(codecs), inventory.codecs.keys())).toEqual([]);
  });

  it('is what its entry says', () => {
    const named = Object.entries(codecs).filter(
      ([name, { codec }]) => inventory.codecs.get(name) !== codec,
    );
    expect(named.map(([name]) => name)).toEqual([]);
  });
});

describe('every machine of core', () => {
  it('has an entry in a table of test/laws', () => {
    expect(inventory.machines.size).toBeGreaterThan(0);
    expect(missing(machineNames, inventory.machines)).toEqual([]);
  });

  it('has an entry no longer than it exists', () => {
    expect(missing(inventory.machines, machineNames)).toEqual([]);
  });

  it('has at least one conversation', () => {
    const mute = Object.entries(machines).filter(
      ([, { conversations }]) => Object.keys(conversations).length === 0,
    );
    expect(mute.map(([name]) => name)).toEqual([]);
  });
});

describe.each(Object.entries(codecs))('the codec %s', (_name, entry) => {
  it.each(Object.entries(codecLaws))('%s', (_law, check) => {
    check(entry); // an expectation fails inside, with the counterexample
  });
});

describe.each(Object.entries(machines))('the machine %s', (_name, { create, conversations }) => {
  describe.each(Object.entries(conversations))('in "%s"', (_conversation, inputs) => {
    it.each(segmentLengths)('does the same when the wire is cut every %d octets', (length) => {
      const asGiven = outcomeOf(create(), inputs);
      expect(outcomeOf(create(), resegmented(inputs, length))).toEqual(asGiven);
    });
  });
});
