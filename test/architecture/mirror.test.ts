import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, holdsTypesOnly, root } from './source-files.ts';

/** Modules that have no test of their own, each with the reason. This list may only shrink. */
const exempt: Readonly<Record<string, string>> = {};
const mostExempt = 0;

const modules = [
  ...filesBelow('core', '.ts').filter((path) => !path.startsWith('core/node/')),
  ...filesBelow('src/lib', '.ts'),
].filter((path) => !path.endsWith('.d.ts') && !holdsTypesOnly(path));

const twinOf = (path: string) => join('test', path.replace(/\.ts$/, '.test.ts'));
const hasTwin = (path: string) => existsSync(join(root, twinOf(path)));

describe('every module with code in core and src/lib', () => {
  it('has a test file at the same place below test/', () => {
    expect(modules).not.toEqual([]);
    const alone = modules.filter((path) => !hasTwin(path) && !(path in exempt));
    expect(alone.map((path) => `${path} wants ${twinOf(path)}`)).toEqual([]);
  });
});

describe('the list of exemptions', () => {
  it('names only modules that need it', () => {
    const idle = Object.keys(exempt).filter((path) => !modules.includes(path) || hasTwin(path));
    expect(idle).toEqual([]);
  });

  it('does not grow', () => {
    expect(Object.keys(exempt).length).toBeLessThanOrEqual(mostExempt);
  });
});

describe('a module', () => {
  it('of types needs no test, one with any code does', () => {
    const types = 'import type { A } from "./a.ts";\n/** B. */\nexport type B = A | null;';
    expect(holdsTypesOnly('core/x.ts', types)).toBe(true);
    expect(holdsTypesOnly('core/x.ts', `${types}\nexport const b = 1;`)).toBe(false);
  });
});
