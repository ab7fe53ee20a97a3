/** What there is to fuzz: every codec and machine in the tables of test/laws. */
import { join } from 'node:path';
import { filesBelow, root } from '../architecture/source-files.ts';
import type { CodecLaw, CodecLaws } from './codec-laws.ts';
import type { MachineLaw, MachineLaws } from './segmentation.ts';

export interface Fuzzed {
  readonly codecs: readonly (readonly [name: string, law: CodecLaw<unknown>])[];
  readonly machines: readonly (readonly [name: string, law: MachineLaw])[];
}

/** By names; those of which a part of the name is given, or all. */
export async function fuzzed(parts: readonly string[] = []): Promise<Fuzzed> {
  const codecs: CodecLaws = {};
  const machines: MachineLaws = {};
  for (const path of filesBelow('test/laws', '.laws.ts')) {
    const table = await import(join(root, path));
    Object.assign(codecs, table.codecs);
    Object.assign(machines, table.machines);
  }
  const chosen = <T>(all: Readonly<Record<string, T>>) =>
    Object.entries(all).filter(
      ([name]) => parts.length === 0 || parts.some((part) => name.includes(part)),
    );
  return { codecs: chosen(codecs), machines: chosen(machines) };
}
