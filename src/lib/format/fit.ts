/** How wide text is, nearly, without asking a browser: labels in the diagram are laid out before they are drawn. */

/** Of the text's height: a Latin letter, and a Chinese character. */
const latin = 0.54;
const wide = 1.02;

/** Pixels, at a font size in pixels. */
export function widthOf(text: string, size: number): number {
  let width = 0;
  for (const character of text) width += character > '\u2e7f' ? wide : latin;
  return width * size;
}

/** The text, its end cut and marked where it is wider than `pixels`. */
export function fit(text: string, pixels: number, size: number): string {
  if (widthOf(text, size) <= pixels) return text;
  let kept = '';
  let width = latin * size;
  for (const character of text) {
    width += (character > '\u2e7f' ? wide : latin) * size;
    if (width > pixels) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
