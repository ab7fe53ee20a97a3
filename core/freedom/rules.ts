/**
 * Which targets a freedom outbound does not dial.
 *
 * Xray v26.7.28, proxy/freedom/freedom.go:matchFinalRule: the first rule that applies decides, and without one the target is
 * dialled. Left out: Xray's own last rule, which blocks private targets of VLESS clients, and resolving a name before
 * addresses are compared; a rule with addresses applies to no name.
 */
import { parseIp } from '../bytes/ip.ts';
import { type IpRange, isInRanges } from '../bytes/ip-ranges.ts';
import type { Destination } from '../sansio/machine.ts';

/** A condition that is null holds for everything. */
export interface FinalRule {
  readonly action: 'allow' | 'block';
  readonly networks: readonly string[] | null;
  /** Both ends belong to it. */
  readonly ports: readonly { readonly from: number; readonly to: number }[] | null;
  readonly ips: readonly IpRange[] | null;
  /** How long a blocked connection is held, in seconds; null: 30–90. */
  readonly blockDelay: { readonly from: number; readonly to: number } | null;
}

/** The rule that blocks the target, or null. */
export function blockingRule<R extends FinalRule>(
  rules: readonly R[],
  { host, port }: Destination,
): R | null {
  const ip = parseIp(host);
  const rule = rules.find(
    ({ networks, ports, ips }) =>
      (!networks || networks.includes('tcp')) &&
      (!ports?.length || ports.some(({ from, to }) => from <= port && port <= to)) &&
      (!ips || (ip !== null && isInRanges(ip, ips))),
  );
  return rule?.action === 'block' ? rule : null;
}
