/**
 * Takes comments out of a configuration text, and remembers where they stood.
 *
 * After the reader in Xray's infra/conf/json (v26.7.28): `#…` and `//…` to the end of the line, block comments, all
 * outside double-quoted strings; line feeds stay, so that line numbers do. Xray counts the `char` of an error in the
 * text without comments, hence the two directions of `Stripped`.
 */

/** A run of the original text that was kept: `length` characters from `original`, at `stripped` in what is left. */
interface Kept {
  readonly original: number;
  readonly stripped: number;
  readonly length: number;
}

export interface Stripped {
  readonly text: string;
  readonly kept: readonly Kept[];
}

export function stripComments(text: string): Stripped {
  const kept: Kept[] = [];
  let left = '';
  const keep = (start: number, end: number) => {
    if (end <= start) return;
    kept.push({ original: start, stripped: left.length, length: end - start });
    left += text.slice(start, end);
  };
  let from = 0;
  let i = 0;
  while (i < text.length) {
    const c = text[i];
    if (c === '"') {
      i = endOfString(text, i);
    } else if (c === '#' || (c === '/' && text[i + 1] === '/')) {
      keep(from, i);
      const end = text.indexOf('\n', i);
      from = i = end < 0 ? text.length : end;
    } else if (c === '/' && text[i + 1] === '*') {
      keep(from, i);
      const close = text.indexOf('*/', i + 2);
      const end = close < 0 ? text.length : close + 2;
      for (let at = text.indexOf('\n', i); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
        keep(at, at + 1);
      }
      from = i = end;
    } else if (c === '/' || c === '\\' || c === "'") {
      // None of these may stand outside a string, so the JSON reader stops here: what follows is of no account. Xray
      // holds a slash or backslash back until the next character, and loses one that ends the text.
      keep(from, c !== "'" && i + 1 === text.length ? i : text.length);
      return { text: left, kept };
    } else {
      i++;
    }
  }
  keep(from, text.length);
  return { text: left, kept };
}

/** The offset in the original text of the character at `offset` in the stripped one. */
export function originalOffset(stripped: Stripped, offset: number): number {
  const run = lastRun(stripped.kept, (kept) => kept.stripped <= offset);
  return run ? run.original + offset - run.stripped : offset;
}

/** The offset in the stripped text of the character at `offset` in the original one; inside a comment: of what follows it. */
export function strippedOffset(stripped: Stripped, offset: number): number {
  const run = lastRun(stripped.kept, (kept) => kept.original <= offset);
  return run ? run.stripped + Math.min(offset - run.original, run.length) : 0;
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}

function lastRun(runs: readonly Kept[], holds: (kept: Kept) => boolean): Kept | undefined {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(runs[middle] as Kept)) low = middle + 1;
    else high = middle;
  }
  return runs[low - 1];
}
