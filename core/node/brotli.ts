/** Certificates that come compressed (RFC 8879), which Chrome's ClientHello lets a server do. */
import { brotliDecompressSync } from 'node:zlib';

/** The code of Brotli. */
const brotliAlgorithm = 2;

/** Gives `length` octets, or null for another algorithm, another length, or what is not Brotli. */
export function brotli(algorithm: number, octets: Uint8Array, length: number): Uint8Array | null {
  if (algorithm !== brotliAlgorithm) return null;
  try {
    const whole = brotliDecompressSync(octets, { maxOutputLength: length });
    return whole.length === length ? new Uint8Array(whole) : null;
  } catch {
    return null;
  }
}
