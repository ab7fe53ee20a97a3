/** Octets to and from lower-case hexadecimal text without separators. */

const digits = '0123456789abcdef';

export function toHex(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += digits.charAt(octet >> 4) + digits.charAt(octet & 15);
  return text;
}

/** Reads hexadecimal digits in either case; white space between digits is passed over. Throws RangeError for anything else or an odd count. */
export function fromHex(text: string): Uint8Array {
  const compact = text.replace(/\s+/g, '');
  if (!/^(?:[0-9a-f]{2})*$/i.test(compact)) {
    throw new RangeError('Hexadecimal text needs an even number of digits 0-9 a-f');
  }
  const octets = new Uint8Array(compact.length / 2);
  for (let i = 0; i < octets.length; i++) {
    octets[i] = Number.parseInt(compact.slice(2 * i, 2 * i + 2), 16);
  }
  return octets;
}
