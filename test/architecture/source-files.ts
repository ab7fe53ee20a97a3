/**
 * The project's sources as the architecture tests see them: which files there are, what each
 * imports, and what TypeScript makes of it.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import ts from 'typescript';

export const root = join(import.meta.dirname, '..', '..');

/** An import or re-export, or an `import()`. */
export interface Import {
  /** The importing file, from the root, with `/`. */
  readonly from: string;
  readonly line: number;
  readonly specifier: string;
  /** What it names: a file from the root, a package, or `node:…`. */
  readonly target: string;
  readonly isRelative: boolean;
  /** `import type`: gone when the program runs. */
  readonly isTypeOnly: boolean;
}

/** The files below a folder whose names end in one of `endings`, from the root, sorted. */
export function filesBelow(folder: string, ...endings: string[]): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .filter((path) => statSync(join(root, path)).isFile())
    .sort();
}

export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The syntax tree of a `.ts` file, or of the scripts of a `.svelte` or `.astro` file. */
export function parse(path: string, text = textOf(path)): ts.SourceFile {
  return ts.createSourceFile(path, scriptsOf(path, text), ts.ScriptTarget.Latest, true);
}

export function importsOf(path: string, text = textOf(path)): Import[] {
  const source = parse(path, text);
  const imports: Import[] = [];
  const add = (name: ts.Expression | undefined, isTypeOnly: boolean) => {
    if (!name || !ts.isStringLiteralLike(name)) return;
    const isRelative = name.text.startsWith('.');
    const plain = name.text.replace(/\?.*$/, ''); // Vite's `?raw`
    imports.push({
      from: path,
      line: source.getLineAndCharacterOfPosition(name.pos).line + 1,
      specifier: name.text,
      target: isRelative ? posix.join(posix.dirname(path), plain) : packageOf(plain),
      isRelative,
      isTypeOnly,
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal as ts.Expression, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

/** Whether nothing of a module is left when its types are taken out. */
export function holdsTypesOnly(path: string, text = textOf(path)): boolean {
  const { outputText } = ts.transpileModule(text, {
    fileName: path,
    compilerOptions: {
      target: ts.ScriptTarget.Latest,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      removeComments: true,
    },
  });
  return outputText.replace(/export \{\};/g, '').trim() === '';
}

/** Blanks what is not script, so that line numbers stay right. */
function scriptsOf(path: string, text: string): string {
  if (path.endsWith('.ts')) return text;
  const pieces = [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map((match) => ({
    start: match.index + match[0].indexOf('>') + 1,
    body: match[1] ?? '',
  }));
  const frontmatter = path.endsWith('.astro') ? /^---\r?\n([\s\S]*?)^---/m.exec(text) : null;
  if (frontmatter) pieces.push({ start: text.indexOf('\n') + 1, body: frontmatter[1] ?? '' });
  const blank = text.replace(/[^\r\n]/g, ' ').split('');
  for (const { start, body } of pieces) blank.splice(start, body.length, ...body.split(''));
  return blank.join('');
}

function packageOf(specifier: string): string {
  if (builtinModules.includes(specifier)) return `node:${specifier}`;
  if (specifier.includes(':')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
