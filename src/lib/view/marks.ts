/** Lines of the two configuration texts. */

export type ConfigFile = 'client' | 'server';

/** Lines from 1, both ends included. */
export interface Mark {
  readonly file: ConfigFile;
  readonly first: number;
  readonly last: number;
}

/** The numbers of the marked lines of one file. */
export function linesOf(marks: readonly Mark[], file: ConfigFile): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const mark of marks) {
    if (mark.file !== file) continue;
    for (let line = mark.first; line <= mark.last; line++) lines.add(line);
  }
  return lines;
}

/** Numbers in words of lines: `3–5, 9`. */
export function rangesOf(lines: ReadonlySet<number>): string {
  const ranges: [number, number][] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges
    .map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`))
    .join(', ');
}

/** The marked lines of a text without the indent that all of them have; `…` stands for what is left out between them. */
export function excerptOf(text: string, lines: ReadonlySet<number>): string {
  const numbers = [...lines].sort((a, b) => a - b);
  const all = text.split('\n');
  const kept = numbers.map((number) => all[number - 1] ?? '');
  const indent = Math.min(...kept.map((line) => line.length - line.trimStart().length));
  return kept
    .flatMap((line, i) => {
      const gap = i > 0 && numbers[i] !== (numbers[i - 1] ?? 0) + 1;
      return gap ? ['…', line.slice(indent)] : [line.slice(indent)];
    })
    .join('\n');
}
