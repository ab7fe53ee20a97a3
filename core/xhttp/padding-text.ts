/**
 * What padding is made of: a run of X, or letters that look like a token.
 *
 * splithttp/xpadding.go:GeneratePadding of Xray (v26.7.28). HPACK's Huffman code gives X and Z eight bits, so a run of
 * X is as long on the wire as it is in text; a token is measured as it is on the wire, give or take two octets.
 */
import { toUtf8 } from '../bytes/utf8.ts';
import { huffmanOctets } from '../http2/hpack/huffman.ts';
import { type Doing, random } from '../sansio/machine.ts';
import { draw } from './range.ts';
import type { PaddingMethod, PaddingSettings } from './settings.ts';

/** By how many octets a token may miss its length. */
const tolerance = 2;
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Of a character of base 62, on average and in Xray's reckoning, in octets. */
const averageOctets = 0.8;
const mostAdjustments = 150;

/** Padding of a length that is drawn now; a run of X where nothing is to be obfuscated. */
export function* drawPadding({
  xPaddingBytes,
  xPaddingObfsMode,
  xPaddingMethod,
}: PaddingSettings): Doing<string> {
  const length = yield* draw(xPaddingBytes);
  const isToken = xPaddingObfsMode && xPaddingMethod === 'tokenish';
  return isToken ? yield* token(length) : 'X'.repeat(length);
}

/** Random characters whose Huffman code has `octets` octets, give or take two. */
export function* token(octets: number): Doing<string> {
  let text = yield* drawCharacters(Math.max(1, Math.ceil(octets / averageOctets)));
  let next = 'X';
  for (let i = 0; i < mostAdjustments; i++) {
    const excess = huffmanOctets(text) - octets;
    if (Math.abs(excess) <= tolerance) break;
    if (excess > 0) {
      if (text.length <= 1) break;
      text = text.slice(0, -1);
    } else {
      text += next;
      next = next === 'X' ? 'Z' : 'X';
    }
  }
  return text;
}

/** Every character as likely as another: octets that would make the first ones likelier are passed over. */
function* drawCharacters(count: number): Doing<string> {
  const limit = 256 - (256 % base62.length);
  let text = '';
  while (text.length < count) {
    for (const octet of yield* random(count - text.length)) {
      if (octet < limit) text += base62.charAt(octet % base62.length);
    }
  }
  return text;
}

/** Whether a server takes it. What is past ASCII is measured by its UTF-8. */
export function isAccepted(
  padding: string,
  { xPaddingBytes, xPaddingMethod }: Pick<PaddingSettings, 'xPaddingBytes' | 'xPaddingMethod'>,
): boolean {
  if (padding === '') return false;
  const slack = xPaddingMethod === 'tokenish' ? tolerance : 0;
  const length = measure(padding, xPaddingMethod);
  // both ends belong to the range here, unlike where lengths are drawn
  return length >= Math.max(0, xPaddingBytes.from - slack) && length <= xPaddingBytes.to + slack;
}

function measure(padding: string, method: PaddingMethod): number {
  const octets = toUtf8(padding);
  return method === 'tokenish' ? huffmanOctets(String.fromCharCode(...octets)) : octets.length;
}
