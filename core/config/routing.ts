/**
 * Builds the routing section: which outbound takes what.
 *
 * infra/conf/router.go (when the configuration is loaded) and app/router (when the server is created) of Xray
 * (v26.7.28). Without balancers and conditions on anything but inbound, destination and user.
 */
import { decodeRaw, placeOf, type Raw } from './decode.ts';
import { creationFault, fault, linkText, refusal, within } from './errors.ts';
import { refuseNull, unsupported } from './refusals.ts';
import { parseDomainRules, parseIpRules } from './rules.ts';
import { type FieldRule, fieldRule, type RoutingSection, routerRule } from './schema.ts';
import type { Place, Routing, Rule } from './types.ts';

export interface BuiltRouting {
  readonly rules: readonly (Rule & { readonly balancerTag: string })[];
}

export function buildRouting(section: RoutingSection): BuiltRouting {
  const rules = (section.rules ?? []).map((rule) => buildRule(rule as Raw));
  for (const [i, balancer] of (section.balancers ?? []).entries()) {
    refuseNull(balancer, placeOf(section, 'balancers'), i);
    if (balancer.tag === '') throw fault(placeOf(balancer, 'tag'), 'config:balancer_tag_empty');
    if (balancer.selector.length === 0) {
      throw fault(placeOf(balancer, 'selector'), 'config:balancer_selector_empty');
    }
    const strategy = balancer.strategy.type.toLowerCase();
    if (!['', 'random', 'leastload', 'leastping', 'roundrobin'].includes(strategy)) {
      throw fault(placeOf(balancer.strategy, 'type'), 'config:balancer_strategy_unknown', strategy);
    }
    throw unsupported(
      placeOf(section, 'balancers'),
      'none',
      'a balancer',
      'this core has no balancers',
    );
  }
  const strategy = section.domainStrategy?.toLowerCase() ?? '';
  const resolves = strategy === 'ipifnonmatch' || strategy === 'ipondemand';
  if (resolves && rules.some((rule) => rule.ips !== null)) {
    throw unsupported(
      placeOf(section, 'domainStrategy'),
      '"AsIs" beside a rule with "ip"',
      `"${section.domainStrategy}"`,
      'this core does not resolve domains to choose an outbound',
    );
  }
  return { rules };
}

/** What Xray checks when it makes the router. */
export function createRouting({ rules }: BuiltRouting): Routing {
  for (const rule of rules) {
    const conditions = [
      rule.inboundTags,
      rule.networks,
      rule.ports,
      rule.domains,
      rule.ips,
      rule.users,
    ];
    if (conditions.every((condition) => condition === null)) {
      throw creationFault(rule.at, 'config:rule_without_condition');
    }
    if (rule.balancerTag !== '') {
      throw creationFault(rule.at, 'config:balancer_not_found', rule.balancerTag);
    }
  }
  return { rules: rules.map(({ balancerTag: _, ...rule }) => rule) };
}

function buildRule(written: Raw): BuiltRouting['rules'][number] {
  within(linkText('config:router_rule_invalid'), () => decodeRaw(routerRule, written));
  return within(linkText('config:field_rule_invalid'), () => {
    const rule = decodeRaw(fieldRule, written);
    if (rule.outboundTag === '' && rule.balancerTag === '') {
      throw fault(written.place, 'config:rule_without_outbound');
    }
    const domain = conditionOf(rule, 'domain', parseDomainRules);
    const domains = rule.domains ? conditionOf(rule, 'domains', parseDomainRules) : domain;
    const ips = conditionOf(rule, 'ip', parseIpRules);
    refuseConditions(rule);
    return {
      at: written.place,
      ruleTag: rule.ruleTag,
      outboundTag: rule.outboundTag,
      balancerTag: rule.outboundTag === '' ? rule.balancerTag : '',
      inboundTags: filled(rule.inboundTag)?.filter((tag) => tag !== '') ?? null,
      networks: filled(rule.network),
      ports: rule.port,
      domains,
      ips,
      users: userEmails(rule),
    };
  });
}

/** A list without members is no condition. */
const filled = <T>(list: readonly T[] | null): readonly T[] | null => (list?.length ? list : null);

function conditionOf<T>(
  rule: FieldRule,
  field: 'domain' | 'domains' | 'ip',
  parse: (rules: readonly string[], place: Place) => T[],
): readonly T[] | null {
  const list = rule[field];
  return list ? filled(parse(list, placeOf(rule, field))) : null;
}

function userEmails(rule: FieldRule): readonly string[] | null {
  const users = filled(rule.user);
  const pattern = users?.find((user) => user.startsWith('regexp:') && user.length > 7);
  if (pattern !== undefined) {
    throw refusal(placeOf(rule, 'user'), {
      code: 'config:unsupported',
      expected: 'email addresses',
      got: `"${pattern}"`,
      why: 'this core reads no regular expressions',
    });
  }
  return users?.filter((user) => user !== '') ?? null;
}

const unreadConditions = [
  'sourceIP',
  'source',
  'sourcePort',
  'vlessRoute',
  'protocol',
  'attrs',
  'localIP',
  'localPort',
  'process',
  'webhook',
] as const;

function refuseConditions(rule: FieldRule): void {
  for (const field of unreadConditions) {
    if (rule[field] === null) continue;
    throw unsupported(
      placeOf(rule, field),
      'no such condition',
      'one',
      'this core routes by inboundTag, network, port, domain, ip and user',
    );
  }
}
