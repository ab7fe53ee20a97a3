import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { filesBelow, parse, textOf } from './source-files.ts';

/**
 * Names that protocol code does without: the outer world, clocks, chance and promises. Most do not
 * compile under core/tsconfig.json; those of ECMAScript itself do.
 */
const impureNames = new Set([
  ...['console', 'process', 'Buffer', 'URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'fetch'],
  ...['crypto', 'document', 'window', 'globalThis', 'structuredClone', 'Promise', 'Atomics'],
]);
/** Methods that read a clock, chance, or the time zone and language of the machine. */
const impureMethods = new Set(['Date.now', 'Math.random']);
const localMethod =
  /^(toLocale\w+|getTimezoneOffset|[gs]et(Date|Day|Month|FullYear|Hours|Minutes))$/;

function impuritiesIn(path: string, text: string): string[] {
  const source = parse(path, text);
  const declared = namesDeclaredIn(source);
  const found: string[] = [];
  const report = (node: ts.Node, what: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${path}:${line + 1} ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && impureNames.has(node.text))
      if (!declared.has(node.text) && !isMemberName(node)) report(node, node.text);
    if (ts.isPropertyAccessExpression(node)) {
      if (impureMethods.has(node.getText())) report(node, node.getText());
      if (localMethod.test(node.name.text)) report(node, node.name.text);
    }
    // `new Date(ms)` is a pure conversion; `new Date()` reads the clock, and so does `Date(…)`.
    if (ts.isNewExpression(node) && isDate(node.expression) && !node.arguments?.length)
      report(node, 'new Date()');
    if (ts.isCallExpression(node) && isDate(node.expression)) report(node, 'Date()');
    if (node.kind === ts.SyntaxKind.AsyncKeyword) report(node, 'async');
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier))
      report(node, 'await');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The names of a file's own variables, parameters, functions and imports, such as `document`. */
function namesDeclaredIn(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node)
    )
      if (node.name && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function isDate(node: ts.Node): boolean {
  return ts.isIdentifier(node) && node.text === 'Date';
}

/** Whether a name stands for a member of something: `alert.process`, `{ process: 1 }`. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    ((ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent)) &&
      parent.name === node)
  );
}

describe('core, but for core/node,', () => {
  it('reads no clock, chance, environment and makes no promise', () => {
    const files = filesBelow('core', '.ts').filter((path) => !path.startsWith('core/node/'));
    expect(files).not.toEqual([]);
    expect(files.flatMap((path) => impuritiesIn(path, textOf(path)))).toEqual([]);
  });
});

describe('the purity check', () => {
  it.each([
    ['console.log(1)', 'console'],
    ['const t = setTimeout', 'setTimeout'],
    ['const n = Date.now()', 'Date.now'],
    ['const n = Math.random()', 'Math.random'],
    ['const d = new Date()', 'new Date()'],
    ['const d = new Date', 'new Date()'],
    ['const d = Date()', 'Date()'],
    ['const h = new Date(0).getHours()', 'getHours'],
    ['const s = (1).toLocaleString()', 'toLocaleString'],
    ['let p: Promise<void>', 'Promise'],
    ['const f = async () => 1', 'async'],
    ['await f()', 'await'],
    ['for await (const x of y) x', 'await'],
    ['const o = { Buffer }', 'Buffer'],
    ['new TextEncoder()', 'TextEncoder'],
  ])('finds %s', (text, what) => {
    expect(impuritiesIn('core/x.ts', text)).toEqual([`core/x.ts:1 ${what}`]);
  });

  it.each([
    '// Date.now() and Promise',
    'const s = "await Math.random()"',
    'const d = new Date(0).getUTCHours()',
    'const o = { process: 1 }; o.process',
    'interface A { fetch(): void }',
    'const f = (document: string) => document.length',
  ])('lets pass %s', (text) => {
    expect(impuritiesIn('core/x.ts', text)).toEqual([]);
  });
});
