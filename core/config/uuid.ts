/**
 * User ids: a UUID, or a short text that stands for one.
 *
 * After common/uuid/uuid.go of Xray (v26.7.28). A text of 1..30 octets is hashed as a UUID version 5 (RFC 9562 §5.5)
 * with sixteen zero octets as the name space. SHA-1 (RFC 3174) is here because nothing else in core needs it.
 */
import { toHex } from '../bytes/hex.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { fault, type Place } from './errors.ts';
import { hexDigit, named } from './go-hex.ts';

/** The sixteen octets of a user id. Throws Fault. */
export function parseUserId(text: string, place: Place): Uint8Array {
  const octets = toUtf8(text);
  if (octets.length >= 1 && octets.length <= 30) return namedUuid(octets);
  if (octets.length < 32 || octets.length > 36)
    throw fault(place, 'config:user_id_malformed', text);
  return uuidOctets(octets, text, place);
}

/** `5783a3e7-e373-51cd-8642-c83782b807c5`. */
export const formatUuid = (octets: Uint8Array): string =>
  toHex(octets).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** Of version 5, for a text as octets. */
export function namedUuid(name: Uint8Array): Uint8Array {
  const input = new Uint8Array(16 + name.length);
  input.set(name, 16);
  const uuid = sha1(input).slice(0, 16);
  uuid[6] = ((uuid[6] as number) & 0x0f) | 0x50;
  uuid[8] = ((uuid[8] as number) & 0x3f) | 0x80;
  return uuid;
}

/** Groups of 8, 4, 4, 4 and 12 digits, a dash before any of them; what follows is not looked at. */
function uuidOctets(text: Uint8Array, written: string, place: Place): Uint8Array {
  const uuid = new Uint8Array(16);
  let from = 0;
  let filled = 0;
  for (const digits of [8, 4, 4, 4, 12]) {
    if (text[from] === 0x2d) from++;
    const group = text.subarray(from, from + digits);
    if (group.length < digits) throw fault(place, 'config:user_id_malformed', written);
    for (let k = 0; k < digits; k += 2) {
      uuid[filled++] =
        digitValue(group[k] as number, place) * 16 + digitValue(group[k + 1] as number, place);
    }
    from += digits;
  }
  return uuid;
}

function digitValue(octet: number, place: Place): number {
  const value = hexDigit(octet);
  if (value !== undefined) return value;
  throw fault(place, 'config:user_id_not_hex', `encoding/hex: invalid byte: ${named(octet)}`);
}

/** RFC 3174. */
export function sha1(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array((((message.length + 8) >> 6) + 1) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(message.length / 0x20000000));
  view.setUint32(padded.length - 4, message.length << 3);

  const hash = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const word = new Int32Array(80);
  for (let block = 0; block < padded.length; block += 64) {
    for (let t = 0; t < 80; t++) {
      word[t] =
        t < 16
          ? view.getInt32(block + 4 * t)
          : rotate(at(word, t - 3) ^ at(word, t - 8) ^ at(word, t - 14) ^ at(word, t - 16), 1);
    }
    let [a, b, c, d, e] = hash as [number, number, number, number, number];
    for (let t = 0; t < 80; t++) {
      const [f, k] = mixing(Math.floor(t / 20), b, c, d);
      const next = (rotate(a, 5) + f + e + k + at(word, t)) | 0;
      [a, b, c, d, e] = [next, a, rotate(b, 30), c, d];
    }
    for (const [i, value] of [a, b, c, d, e].entries()) hash[i] = ((hash[i] as number) + value) | 0;
  }
  const digest = new DataView(new ArrayBuffer(20));
  for (const [i, value] of hash.entries()) digest.setInt32(4 * i, value);
  return new Uint8Array(digest.buffer);
}

function mixing(quarter: number, b: number, c: number, d: number): [number, number] {
  if (quarter === 0) return [(b & c) | (~b & d), 0x5a827999];
  if (quarter === 1) return [b ^ c ^ d, 0x6ed9eba1];
  if (quarter === 2) return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc];
  return [b ^ c ^ d, 0xca62c1d6];
}

const at = (words: Int32Array, index: number): number => words[index] as number;
const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
