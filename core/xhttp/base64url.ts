/** Base64 with the alphabet of URLs and without padding (RFC 4648 §5), as Go's base64.RawURLEncoding has it. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const values = new Map([...alphabet].map((character, value) => [character, value]));

export function encodeBase64Url(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 3) {
    const [a = 0, b = 0, c = 0] = octets.subarray(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    const count = Math.min(3, octets.length - at) + 1;
    for (let i = 0; i < count; i++) text += alphabet.charAt((bits >> (18 - 6 * i)) & 63);
  }
  return text;
}

/** The octets; or the place of the character at which Go gives up. Line ends are skipped. */
export function decodeBase64Url(text: string): Uint8Array | number {
  const octets = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [length, bits, count] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\r' || character === '\n') continue;
    const value = values.get(character);
    if (value === undefined) return at;
    bits = ((bits << 6) | value) & 0xffff;
    count++;
    // the second, third and fourth of four characters complete an octet each, with 4, 2 and 0 bits to spare
    const spare = 2 * (3 - ((count - 1) % 4));
    if (spare < 6) octets[length++] = (bits >> spare) & 255;
  }
  return count % 4 === 1 ? text.length - 1 : octets.subarray(0, length);
}
