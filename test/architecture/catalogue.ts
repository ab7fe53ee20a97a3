/**
 * The names that the core gives to what it does: steps and facts from the type that lists them, error codes from
 * wherever the sources spell them.
 */
import { join } from 'node:path';
import ts from 'typescript';
import { fieldPaths } from '../../core/trace/units.ts';
import { filesBelow, parse, root } from './source-files.ts';

/** Every name of `StepData` in core/trace/catalogue.ts. */
export const stepNames: readonly string[] = namesOfType('core/trace/catalogue.ts', 'StepData');

/** A protocol, a colon, words: how facts and error codes are spelled. */
const spelling = /^[a-z0-9]+:[a-z0-9_]+$/;

/**
 * Folders whose names of this spelling are no codes to be explained: Node's modules; errors of configurations, which
 * are shown in Xray's own words (core/config/errors.ts).
 */
const without = ['core/node/', 'core/config/'];

/** Every error code. */
export const errorCodes: readonly string[] = [
  ...new Set(filesBelow('core', '.ts').flatMap(codesIn)),
]
  .filter((code) => !stepNames.includes(code) && !(code in fieldPaths))
  .sort();

function codesIn(path: string): string[] {
  if (without.some((folder) => path.startsWith(folder))) return [];
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && spelling.test(node.text) && !isPrefix(node))
      found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(parse(path));
  return found;
}

/** Whether a literal is looked for at the beginning of names, and so is none itself. */
function isPrefix({ parent }: ts.Node): boolean {
  return (
    ts.isCallExpression(parent) &&
    ts.isPropertyAccessExpression(parent.expression) &&
    parent.expression.name.text === 'startsWith'
  );
}

function namesOfType(path: string, name: string): string[] {
  const file = join(root, path);
  const program = ts.createProgram([file], {
    allowImportingTsExtensions: true,
    module: ts.ModuleKind.NodeNext,
    noEmit: true,
    strict: true,
    target: ts.ScriptTarget.ES2023,
    types: [],
  });
  const source = program.getSourceFile(file);
  const alias = source?.statements.find(
    (statement) => ts.isTypeAliasDeclaration(statement) && statement.name.text === name,
  );
  if (!alias) throw new Error(`No type ${name} in ${path}`);
  return program
    .getTypeChecker()
    .getTypeAtLocation(alias)
    .getProperties()
    .map((property) => property.name);
}
