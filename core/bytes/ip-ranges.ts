/**
 * Sets of IP addresses, as rules for routing and for targets write them.
 *
 * Xray v26.7.28, common/geodata/ip_matcher.go:buildOptimizedIPMatcher: what is written inverted is one set, and its
 * complement within its own family of addresses is added to the rest.
 */

/** The addresses of 4 or 16 octets that begin with the first `prefix` bits of `octets`. */
export interface IpRange {
  readonly octets: Uint8Array;
  readonly prefix: number;
  readonly inverted: boolean;
}

export function isInRanges(address: Uint8Array, ranges: readonly IpRange[]): boolean {
  const family = ranges.filter(({ octets }) => octets.length === address.length);
  const inverted = family.filter((range) => range.inverted);
  return (
    family.some((range) => !range.inverted && contains(range, address)) ||
    (inverted.length > 0 && !inverted.some((range) => contains(range, address)))
  );
}

function contains({ octets, prefix }: IpRange, address: Uint8Array): boolean {
  const whole = prefix >> 3;
  for (let i = 0; i < whole; i++) if (octets[i] !== address[i]) return false;
  const mask = (0xff00 >> (prefix & 7)) & 0xff;
  return mask === 0 || (((octets[whole] as number) ^ (address[whole] as number)) & mask) === 0;
}
