/**
 * The table of the matrix: the interop test writes it to a file, README.md shows it between two comments.
 *
 * `npm run matrix` copies it from the one to the other.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const readme = join(root, 'README.md');
export const tableFile = join(root, 'node_modules', '.cache', 'xhttp-lab', 'matrix.md');

const shown = /(?<=<!-- matrix -->\n)[\s\S]*?(?=<!-- end of matrix -->)/;

export function writeTable(table: string): void {
  mkdirSync(dirname(tableFile), { recursive: true });
  writeFileSync(tableFile, table);
}

/** What README.md shows. */
export const shownTable = (): string | undefined => shown.exec(readFileSync(readme, 'utf8'))?.[0];

if (import.meta.main) {
  const table = readFileSync(tableFile, 'utf8');
  writeFileSync(
    readme,
    readFileSync(readme, 'utf8').replace(shown, () => table),
  );
}
