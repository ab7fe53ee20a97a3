/**
 * Base64 (RFC 4648 §4, §5) as Go's decoders read it: line breaks are passed over, and so are the bits of the last digit
 * that make no octet.
 */
import { type Base64Alphabet, fromBase64 } from '../bytes/base64.ts';

/** Go's RawURLEncoding: the alphabet for URLs, without padding. Null for anything else. */
export const fromRawUrlBase64 = (text: string): Uint8Array | null =>
  decode(text.replace(/[\r\n]/g, ''), 'url');

/** Go's StdEncoding: the standard alphabet, padded. Null for anything else. */
export function fromStdBase64(text: string): Uint8Array | null {
  const compact = text.replace(/[\r\n]/g, '');
  return compact.length % 4 === 0 ? decode(compact.replace(/={1,2}$/, ''), 'standard') : null;
}

function decode(digits: string, alphabet: Base64Alphabet): Uint8Array | null {
  const missing = (4 - (digits.length % 4)) % 4;
  if (missing === 3 || digits.includes('=')) return null;
  // whole groups leave no bits over
  const octets = fromBase64(digits + 'A'.repeat(missing), alphabet);
  return octets?.subarray(0, Math.floor((digits.length * 3) / 4)) ?? null;
}
