/** How wide text is, nearly, without asking a browser: labels in the diagram are laid out before they are drawn. */

/** Parts of the font size: of the widest sans-serif fonts in use, so that what fits here fits everywhere. */
function widthOfCharacter(character: string): number {
  if (character > '\u2e7f') return 1.02;
  if (/[ijltfr.,:;'|!/() ]/.test(character)) return 0.4;
  return /[A-Z0-9mw…→]/.test(character) ? 0.7 : 0.62;
}

/** Pixels, at a font size in pixels. */
export function widthOf(text: string, size: number): number {
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width * size;
}

/** The text, its end cut and marked where it is wider than `pixels`. */
export function fit(text: string, pixels: number, size: number): string {
  if (widthOf(text, size) <= pixels) return text;
  let kept = '';
  let width = widthOf('…', size);
  for (const character of text) {
    width += widthOfCharacter(character) * size;
    if (width > pixels) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
