/** Octets to send through a link: noise without a period that a lost or repeated piece could hide in. */

const pieceOctets = 64 * 1024;

/** `octets` octets, a piece at a time. */
export function* testOctets(octets: number): Generator<Uint8Array> {
  const noise = new Uint8Array(pieceOctets);
  for (let i = 0, x = 1; i < pieceOctets; i++) {
    x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
    noise[i] = x >>> 16;
  }
  for (let at = 0, number = 0; at < octets; at += pieceOctets, number++) {
    const piece = noise.slice(0, Math.min(pieceOctets, octets - at));
    if (piece.length >= 4) new DataView(piece.buffer).setUint32(0, number);
    yield piece;
  }
}
