/**
 * Domain and IP rules, as routing and sniffing write them.
 *
 * common/geodata/rule_parser.go of Xray (v26.7.28). Without lists from files (geosite, geoip, ext) and without regular
 * expressions: JavaScript's can take time without bound, Go's cannot.
 */
import { formatIp, parseIp } from '../bytes/ip.ts';
import { parseAddress } from './address.ts';
import { fault, linkText, type Place, refusal, within, wrapped } from './errors.ts';
import { itemPath } from './json-path.ts';
import type { DomainRule, IpRule } from './types.ts';

export const parseDomainRules = (rules: readonly string[], place: Place): DomainRule[] =>
  rules.map((rule, i) => parseDomainRule(rule, { ...place, path: itemPath(place.path, i) }));

function parseDomainRule(rule: string, place: Place): DomainRule {
  refusePrefixes(rule, ['geosite:', 'ext:', 'ext-domain:', 'ext-site:', 'regexp:'], place);
  const [, type, value] = /^(full|domain|keyword|dotless):(.*)$/s.exec(rule) ?? [];
  if (type === undefined || value === undefined)
    return { type: 'keyword', value: rule.toLowerCase() };
  if (type !== 'dotless')
    return { type: type as 'full' | 'domain' | 'keyword', value: value.toLowerCase() };
  if (value.includes('.')) {
    throw wrapped(
      linkText('config:domain_rule_illegal', rule),
      fault(place, 'config:dotless_with_dot'),
    );
  }
  // Xray makes a regular expression of it, in which these characters stand for themselves
  if (!/^[a-zA-Z0-9_-]*$/.test(value)) refusePrefixes(rule, ['dotless:'], place);
  return { type: 'dotless', value };
}

export const parseIpRules = (rules: readonly string[], place: Place): IpRule[] =>
  rules.map((rule, i) => parseIpRule(rule, { ...place, path: itemPath(place.path, i) }));

function parseIpRule(rule: string, place: Place): IpRule {
  const range = rule.replace(/^!+/, '');
  const inverted = (rule.length - range.length) % 2 === 1;
  refusePrefixes(range, ['geoip:', 'ext:', 'ext-ip:'], place);
  return within(linkText('config:ip_rule_illegal', rule), () => ({
    ...parseCidr(range, place),
    inverted,
  }));
}

function parseCidr(range: string, place: Place): { octets: Uint8Array; prefix: number } {
  const slash = range.indexOf('/');
  const address = parseAddress(slash < 0 ? range : range.slice(0, slash));
  const octets = parseIp(address.host);
  if (address.type === 'domain' || !octets) throw fault(place, 'config:ip_rule_not_ip');
  const most = octets.length * 8;
  const written = slash < 0 ? '' : range.slice(slash + 1);
  if (written === '') return { octets, prefix: most };
  const prefix = within(linkText('config:prefix_length_malformed', written), () =>
    prefixLength(written, place),
  );
  if (prefix > most) {
    throw fault(place, 'config:prefix_length_too_long', String(prefix), String(most));
  }
  return { octets, prefix };
}

function prefixLength(text: string, place: Place): number {
  const said = (what: string) => `strconv.ParseUint: parsing ${JSON.stringify(text)}: ${what}`;
  if (!/^\d+$/.test(text)) throw fault(place, 'config:number_syntax', said('invalid syntax'));
  if (BigInt(text) >= 2n ** 32n)
    throw fault(place, 'config:number_syntax', said('value out of range'));
  return Number(text);
}

/** An address range as Xray writes it: `10.0.0.0/8`, `!10.0.0.0/8`. */
export const ipRuleText = ({ octets, prefix, inverted }: IpRule): string =>
  `${inverted ? '!' : ''}${formatIp(octets)}/${prefix}`;

function refusePrefixes(rule: string, prefixes: readonly string[], place: Place): void {
  if (!prefixes.some((prefix) => rule.startsWith(prefix))) return;
  throw refusal(place, {
    code: 'config:unsupported',
    expected: 'a rule that stands for itself',
    got: `"${rule}"`,
    why: 'this core reads no rule files and no regular expressions',
  });
}
