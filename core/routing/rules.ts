/**
 * Which routing rule a connection falls under.
 *
 * Xray v26.7.28, app/router/condition.go and app/router/router.go:PickRoute, with the domain strategy AsIs: names are
 * not resolved, so a rule with addresses applies to no name. Networks, ports, domains, addresses, users, inbound tags.
 */
import { parseIp } from '../bytes/ip.ts';
import { type IpRange, isInRanges } from '../bytes/ip-ranges.ts';
import type { Destination } from '../sansio/machine.ts';

/** All conditions must hold; one that is null always does. An empty list of ports never does. */
export interface Rule {
  readonly ruleTag: string;
  readonly outboundTag: string;
  readonly inboundTags: readonly string[] | null;
  readonly networks: readonly string[] | null;
  /** Both ends belong to it. */
  readonly ports: readonly { readonly from: number; readonly to: number }[] | null;
  readonly domains: readonly DomainRule[] | null;
  readonly ips: readonly IpRange[] | null;
  /** Email addresses, compared exactly. */
  readonly users: readonly string[] | null;
}

/** `value` in lower case. `full`: the name is it; `domain`: or below it; `keyword`: contains it; `dotless`: and has no dot. */
export interface DomainRule {
  readonly type: 'full' | 'domain' | 'keyword' | 'dotless';
  readonly value: string;
}

/** What rules are held against. */
export interface RoutedConnection {
  readonly destination: Destination;
  readonly inboundTag: string;
  /** Empty for nobody. */
  readonly user: string;
}

/** The number of the first rule that applies, from 0, or null. */
export function firstRule(rules: readonly Rule[], connection: RoutedConnection): number | null {
  const index = rules.findIndex((rule) => applies(rule, connection));
  return index < 0 ? null : index;
}

function applies(rule: Rule, { destination, inboundTag, user }: RoutedConnection): boolean {
  const { host, port } = destination;
  const ip = parseIp(host);
  return (
    (!rule.inboundTags || rule.inboundTags.includes(inboundTag)) &&
    (!rule.networks || rule.networks.includes('tcp')) &&
    (!rule.ports || rule.ports.some(({ from, to }) => from <= port && port <= to)) &&
    (!rule.users || (user !== '' && rule.users.includes(user))) &&
    (!rule.ips || (ip !== null && isInRanges(ip, rule.ips))) &&
    (!rule.domains || (ip === null && isNamedBy(rule.domains, host.toLowerCase())))
  );
}

const tests: Readonly<Record<DomainRule['type'], (name: string, value: string) => boolean>> = {
  full: (name, value) => name === value,
  domain: (name, value) => name === value || name.endsWith(`.${value}`),
  keyword: (name, value) => name.includes(value),
  dotless: (name, value) => !name.includes('.') && name.includes(value),
};

const isNamedBy = (domains: readonly DomainRule[], name: string): boolean =>
  domains.some(({ type, value }) => tests[type](name, value));
