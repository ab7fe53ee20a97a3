/** Where the run's randomness comes from: a number of octets at a time. */
export type Random = (length: number) => Uint8Array;

/**
 * A repeatable source (SplitMix32 feeding xoshiro128**): equal seeds give equal runs. For teaching and tests; it
 * protects nothing.
 */
export function seededRandom(seed: number): Random {
  let mix = seed >>> 0;
  const next = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let [a, b, c, d] = [next(), next(), next(), next()] as [number, number, number, number];
  const rotl = (x: number, k: number): number => ((x << k) | (x >>> (32 - k))) >>> 0;
  const word = (): number => {
    const result = Math.imul(rotl(Math.imul(b, 5) >>> 0, 7), 9) >>> 0;
    const t = (b << 9) >>> 0;
    c = (c ^ a) >>> 0;
    d = (d ^ b) >>> 0;
    b = (b ^ c) >>> 0;
    a = (a ^ d) >>> 0;
    c = (c ^ t) >>> 0;
    d = rotl(d, 11);
    return result;
  };
  return (length) => {
    const octets = new Uint8Array(length);
    for (let i = 0; i < length; i += 4) {
      const w = word();
      for (let k = 0; k < 4 && i + k < length; k++) octets[i + k] = (w >>> (8 * k)) & 255;
    }
    return octets;
  };
}

/** An unsigned 32-bit number from 4 octets of a source. */
export function randomUint32(random: Random): number {
  const [a = 0, b = 0, c = 0, d = 0] = random(4);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
