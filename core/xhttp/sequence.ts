/** Sequence numbers of packets, as Go's strconv.ParseUint takes them. */

const largest = 2n ** 64n - 1n;

/** Decimal digits, at most 2^64 - 1; past 2^53 the value is the nearest that there is. */
export function parseSequence(text: string): number | 'syntax' | 'range' {
  if (!/^\d+$/.test(text)) return 'syntax';
  return BigInt(text) > largest ? 'range' : Number(text);
}
