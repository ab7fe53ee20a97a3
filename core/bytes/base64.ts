/** Octets to and from Base64 text (RFC 4648 §4, §5). */

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const alphabets = { standard: `${letters}+/`, url: `${letters}-_` } as const;
export type Base64Alphabet = keyof typeof alphabets;

/** With padding in the standard alphabet, without in the one for URLs. */
export function toBase64(octets: Uint8Array, alphabet: Base64Alphabet = 'standard'): string {
  const digits = alphabets[alphabet];
  let text = '';
  for (let i = 0; i < octets.length; i += 3) {
    const [a = 0, b = 0, c = 0] = octets.subarray(i, i + 3);
    const bits = (a << 16) | (b << 8) | c;
    const count = Math.min(octets.length - i, 3) + 1;
    for (let k = 0; k < count; k++) text += digits.charAt((bits >> (18 - 6 * k)) & 63);
    if (alphabet === 'standard') text += '='.repeat(4 - count);
  }
  return text;
}

/**
 * Null for any text that `toBase64` does not write: a digit of another alphabet, white space, padding that is missing or
 * too much, bits left over that are not zero.
 */
export function fromBase64(text: string, alphabet: Base64Alphabet = 'standard'): Uint8Array | null {
  const bare = alphabet === 'standard' ? text.replace(/={1,2}$/, '') : text;
  const octets = new Uint8Array(Math.floor((bare.length * 3) / 4));
  let bits = 0;
  let count = 0;
  let at = 0;
  for (const character of bare) {
    const digit = digitOf(character, alphabet);
    if (digit < 0) return null;
    bits = ((bits << 6) | digit) & 0xfff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    octets[at++] = bits >> count;
  }
  const isWhole = bare.length % 4 !== 1 && (bits & ((1 << count) - 1)) === 0;
  const isPadded = alphabet === 'url' || text.length % 4 === 0;
  return isWhole && isPadded ? octets : null;
}

const values = {
  standard: new Map([...alphabets.standard].map((digit, value) => [digit, value])),
  url: new Map([...alphabets.url].map((digit, value) => [digit, value])),
} as const;

const digitOf = (character: string, alphabet: Base64Alphabet): number =>
  values[alphabet].get(character) ?? -1;
