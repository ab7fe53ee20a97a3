/** What a client sends before its first frame (RFC 9113 §3.4). */
import type { Codec } from '../bytes/codec.ts';
import { toLatin1 } from '../bytes/utf8.ts';

export const prefaceOctets: Uint8Array = toLatin1('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** How many octets at the front of `octets`, from `at` of the preface on, are as they must be. */
export function matchedPreface(octets: Uint8Array, at: number): number {
  const most = Math.min(octets.length, prefaceOctets.length - at);
  for (let i = 0; i < most; i++) if (octets[i] !== prefaceOctets[at + i]) return i;
  return most;
}

export const connectionPreface: Codec<null> = {
  read: (reader) =>
    reader.field('preface', (r) => {
      const octets = r.take(prefaceOctets.length);
      if (matchedPreface(octets, 0) === prefaceOctets.length) return null;
      throw r.malformed('http2:malformed_preface', 'A connection does not begin with the preface');
    }),
  write: (writer) => writer.put(prefaceOctets),
};
