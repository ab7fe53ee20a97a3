/**
 * What the tree of core exports that laws are for: codecs, and machines (classes whose prototype has a generator
 * method `handle`). `test/core/laws.test.ts` holds it against the tables in `test/laws/`.
 */
import { join } from 'node:path';
import { type Codec, isCodec } from '../../core/bytes/codec.ts';
import { filesBelow, root } from '../architecture/source-files.ts';

export interface Inventory {
  /** By file and export: `core/socks/messages.ts#request`. */
  readonly codecs: ReadonlyMap<string, Codec<unknown>>;
  readonly machines: ReadonlySet<string>;
  /** Files that do not load, with the reason. */
  readonly broken: readonly string[];
}

export async function takeInventory(): Promise<Inventory> {
  const codecs = new Map<string, Codec<unknown>>();
  const machines = new Set<string>();
  const broken: string[] = [];
  const files = filesBelow('core', '.ts').filter((path) => !path.startsWith('core/node/'));
  for (const path of files) {
    try {
      const module: Record<string, unknown> = await import(join(root, path));
      for (const [name, value] of Object.entries(module)) {
        if (isCodec(value)) codecs.set(`${path}#${name}`, value);
        if (isMachineClass(value)) machines.add(`${path}#${name}`);
      }
    } catch (error) {
      broken.push(`${path}: ${error}`);
    }
  }
  return { codecs, machines, broken };
}

const GeneratorFunction = Object.getPrototypeOf(function* () {}).constructor;

const isMachineClass = (value: unknown): boolean =>
  typeof value === 'function' && value.prototype?.handle instanceof GeneratorFunction;
