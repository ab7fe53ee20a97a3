/**
 * UTF-8 (RFC 3629) without TextEncoder, which core cannot name.
 *
 * Encoding a lone surrogate and decoding malformed octets both give U+FFFD, as the WHATWG encoder and decoder do.
 */

export function toUtf8(text: string): Uint8Array {
  const octets: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) octets.push(code);
    else if (code < 0x800) octets.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) {
      octets.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    } else {
      octets.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63));
      octets.push(0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
  }
  return Uint8Array.from(octets);
}

export function fromUtf8(octets: Uint8Array): string {
  let text = '';
  for (let i = 0; i < octets.length; ) {
    const first = octets[i] as number;
    const length =
      first < 0x80
        ? 1
        : first < 0xc2
          ? 0
          : first < 0xe0
            ? 2
            : first < 0xf0
              ? 3
              : first < 0xf5
                ? 4
                : 0;
    const code = length === 1 ? first : length === 0 ? -1 : multiOctet(octets, i, length);
    text += code < 0 ? '\ufffd' : String.fromCodePoint(code);
    i += code < 0 ? malformedLength(octets, i, length) : length;
  }
  return text;
}

/** The code point of a sequence of 2..4 octets, or -1 when it is malformed, overlong, a surrogate or past U+10FFFF. */
function multiOctet(octets: Uint8Array, at: number, length: number): number {
  let code = (octets[at] as number) & (0x7f >> length);
  for (let k = 1; k < length; k++) {
    const octet = octets[at + k];
    if (octet === undefined || (octet & 0xc0) !== 0x80) return -1;
    code = (code << 6) | (octet & 63);
  }
  const smallest = [0, 0, 0x80, 0x800, 0x10000][length] as number;
  return code < smallest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? -1 : code;
}

/** How many octets one replacement character stands for: the longest prefix that could have begun a sequence. */
function malformedLength(octets: Uint8Array, at: number, length: number): number {
  const first = octets[at] as number;
  let k = 1;
  for (; k < length; k++) {
    const octet = octets[at + k];
    if (octet === undefined || (octet & 0xc0) !== 0x80) break;
    if (k === 1) {
      const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
      const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
      if (octet < low || octet > high) break;
    }
  }
  return k;
}

/** One octet a character, for protocols that are ASCII or Latin-1 on the wire (HTTP/1.1 heads). Throws RangeError past U+00FF. */
export function toLatin1(text: string): Uint8Array {
  const octets = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255)
      throw new RangeError(`Character U+${code.toString(16)} does not fit in one octet`);
    octets[i] = code;
  }
  return octets;
}

export function fromLatin1(octets: Uint8Array): string {
  let text = '';
  // in slices, because the argument count of one call is limited
  for (let i = 0; i < octets.length; i += 4096) {
    text += String.fromCharCode(...octets.subarray(i, i + 4096));
  }
  return text;
}
