import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../core/config/types.ts';
import { complaint, facts, parse } from '../../support/config-facts.ts';

const words = {
  file: 'infra/conf/serial: failed to decode config: &{Name:c.json Format:json} > infra/conf/serial: failed to read config file',
  routing: 'infra/conf: failed to build routing configuration > ',
  rule: 'infra/conf: failed to build routing configuration > infra/conf: invalid router rule > ',
  field: 'infra/conf: failed to build routing configuration > infra/conf: invalid field rule > ',
};
const config = (routing: string) =>
  `{"routing":${routing},"outbounds":[{"tag":"d","protocol":"freedom"}]}`;

const rule = (conditions: object): Rule | undefined =>
  parse(config(JSON.stringify({ rules: [{ outboundTag: 'd', ...conditions }] }))).routing.rules[0];

describe('buildRouting and createRouting', () => {
  it.each(
    facts(
      `
{} => [field]infra/conf: neither outboundTag nor balancerTag is specified in routing rule
5 => [rule]json: cannot unmarshal number into Go value of type conf.RouterRule
null => [field]infra/conf: neither outboundTag nor balancerTag is specified in routing rule
{"outboundTag":5} => [rule]json: cannot unmarshal number into Go struct field RouterRule.outboundTag of type string
{"ruleTag":5} => [rule]json: cannot unmarshal number into Go struct field RouterRule.ruleTag of type string
{"outboundTag":"d"} => failed to create server > app/router: this rule has no effective fields
{"outboundTag":"d","port":80} => Configuration OK.
{"outboundTag":"d","port":"x"} => [field]infra/conf: invalid port: x > invalid character 'x' looking for beginning of value
{"outboundTag":"d","port":"70000"} => [field]infra/conf: invalid port: 70000 > common/net: invalid port range: 70000
{"outboundTag":"d","port":""} => Configuration OK.
{"outboundTag":"d","port":[]} => [field]infra/conf: invalid port: [] > json: cannot unmarshal array into Go value of type uint32
{"outboundTag":"d","network":"tcp"} => Configuration OK.
{"outboundTag":"d","network":"tcp,udp"} => Configuration OK.
{"outboundTag":"d","network":["foo"]} => Configuration OK.
{"outboundTag":"d","network":5} => [field]infra/conf: unknown format of a string list: 5
{"outboundTag":"d","network":[]} => failed to create server > app/router: this rule has no effective fields
{"outboundTag":"d","inboundTag":"a"} => Configuration OK.
{"outboundTag":"d","inboundTag":[]} => failed to create server > app/router: this rule has no effective fields
{"outboundTag":"d","inboundTag":5} => [field]infra/conf: unknown format of a string list: 5
{"outboundTag":"d","inboundTag":[""]} => Configuration OK.
{"outboundTag":"d","domain":["a","full:b","domain:c","keyword:d","dotless:e"]} => Configuration OK.
{"outboundTag":"d","domain":"a,b"} => Configuration OK.
{"outboundTag":"d","domain":["dotless:a.b"]} => [field]common/geodata: illegal domain rule: dotless:a.b > common/geodata: substr in dotless rule should not contain a dot
{"outboundTag":"d","domain":[]} => failed to create server > app/router: this rule has no effective fields
{"outboundTag":"d","domain":5} => [field]infra/conf: unknown format of a string list: 5
{"outboundTag":"d","domain":["a"],"domains":["dotless:x.y"]} => [field]common/geodata: illegal domain rule: dotless:x.y > common/geodata: substr in dotless rule should not contain a dot
{"outboundTag":"d","domain":["dotless:a.b"],"domains":["x"]} => [field]common/geodata: illegal domain rule: dotless:a.b > common/geodata: substr in dotless rule should not contain a dot
{"outboundTag":"d","ip":["1.2.3.4","10.0.0.0/8","!::1","fc00::/7"]} => Configuration OK.
{"outboundTag":"d","ip":["x"]} => [field]common/geodata: illegal ip rule: x > common/geodata: unsupported address family
{"outboundTag":"d","ip":["1.2.3.4/33"]} => [field]common/geodata: illegal ip rule: 1.2.3.4/33 > common/geodata: CIDR prefix length 33 exceeds max 32
{"outboundTag":"d","ip":["1.2.3.4/a"]} => [field]common/geodata: illegal ip rule: 1.2.3.4/a > common/geodata: invalid CIDR prefix length: a > strconv.ParseUint: parsing "a": invalid syntax
{"outboundTag":"d","ip":["1.2.3.4/-1"]} => [field]common/geodata: illegal ip rule: 1.2.3.4/-1 > common/geodata: invalid CIDR prefix length: -1 > strconv.ParseUint: parsing "-1": invalid syntax
{"outboundTag":"d","ip":["1.2.3.4/8/8"]} => [field]common/geodata: illegal ip rule: 1.2.3.4/8/8 > common/geodata: invalid CIDR prefix length: 8/8 > strconv.ParseUint: parsing "8/8": invalid syntax
{"outboundTag":"d","ip":[""]} => [field]common/geodata: illegal ip rule:  > common/geodata: unsupported address family
{"outboundTag":"d","ip":"1.2.3.4"} => Configuration OK.
{"outboundTag":"d","user":["a@b"]} => Configuration OK.
{"outboundTag":"d","user":[]} => failed to create server > app/router: this rule has no effective fields
{"outboundTag":"d","type":"field","port":1} => Configuration OK.
{"balancerTag":"b","port":1} => failed to create server > app/router: balancer b not found
{"balancerTag":"b"} => failed to create server > app/router: this rule has no effective fields
{"outboundTag":"d","balancerTag":"b","port":1} => Configuration OK.
{"outboundTag":"none","port":1} => Configuration OK.
{"outboundTag":"d","attrs":5} => [field]json: cannot unmarshal number into Go struct field RawFieldRule.attrs of type map[string]string
{"outboundTag":"d","sourcePort":"x"} => [field]infra/conf: invalid port: x > invalid character 'x' looking for beginning of value
{"outboundTag":"d","process":5} => [field]infra/conf: unknown format of a string list: 5
{"outboundTag":"d","ip":["geoip"]} => [field]common/geodata: illegal ip rule: geoip > common/geodata: unsupported address family
{"OutboundTag":"d","PORT":1} => Configuration OK.
{"outboundTag":"d","domain":[""]} => Configuration OK.
{"outboundTag":"d","webhook":5} => [field]json: cannot unmarshal number into Go struct field RawFieldRule.webhook of type conf.WebhookRuleConfig
`,
      words,
    ),
  )('say of the rule %s what Xray says', (written, said) => {
    expect(complaint(config(`{"rules":[${written}]}`))).toBe(said);
  });

  it.each(
    facts(
      `
{"rules":[{"outboundTag":"d","port":1}],"balancers":[{}]} => [routing]infra/conf: empty balancer tag
{"rules":[{"outboundTag":"d","port":1}],"balancers":[{"tag":"a"}]} => [routing]infra/conf: empty selector list
{"rules":[{"outboundTag":"d","port":1}],"balancers":[{"tag":"a","selector":["d"],"strategy":{"type":"Foo"}}]} => [routing]infra/conf: unknown balancing strategy: foo
{"rules":[{"outboundTag":"d","port":1}],"balancers":5} => [file] at line 1 char 64 > json: cannot unmarshal number into Go struct field RouterConfig.routing.balancers of type []*conf.BalancingRule
{"rules":[{"outboundTag":"d","port":1}],"balancers":[{"tag":5}]} => [file] at line 1 char 72 > json: cannot unmarshal number into Go struct field BalancingRule.routing.balancers.tag of type string
{"rules":[{"outboundTag":"d","port":1}],"domainStrategy":"foo"} => Configuration OK.
{"rules":[{"outboundTag":"d","port":1}],"domainStrategy":"AsIs"} => Configuration OK.
{"rules":[{"outboundTag":"d","port":1}],"domainStrategy":5} => [file] at line 1 char 69 > json: cannot unmarshal number into Go struct field RouterConfig.routing.domainStrategy of type string
`,
      words,
    ),
  )('say of %s what Xray says', (routing, said) => {
    expect(complaint(config(routing))).toBe(said);
  });

  it('give every condition its type', () => {
    const written = {
      ruleTag: 'r',
      inboundTag: 'a,b',
      network: 'TCP',
      port: '80,1000-2000',
      domain: ['Sub', 'full:A.example', 'domain:b.example', 'keyword:K', 'dotless:x'],
      ip: ['10.0.0.0/8', '!::1'],
      user: ['a@b', ''],
    };
    expect(rule(written)).toEqual({
      at: { file: 'c.json', path: 'routing.rules[0]' },
      ruleTag: 'r',
      outboundTag: 'd',
      inboundTags: ['a', 'b'],
      networks: ['tcp'],
      ports: [
        { from: 80, to: 80 },
        { from: 1000, to: 2000 },
      ],
      domains: [
        { type: 'keyword', value: 'sub' },
        { type: 'full', value: 'a.example' },
        { type: 'domain', value: 'b.example' },
        { type: 'keyword', value: 'k' },
        { type: 'dotless', value: 'x' },
      ],
      ips: [
        { octets: Uint8Array.of(10, 0, 0, 0), prefix: 8, inverted: false },
        {
          octets: Uint8Array.from({ length: 16 }, (_, i) => (i === 15 ? 1 : 0)),
          prefix: 128,
          inverted: true,
        },
      ],
      users: ['a@b'],
    });
  });

  it('take an absent or empty list for no condition, but an empty list of ports for one that never holds', () => {
    expect(
      rule({ port: '', network: [], inboundTag: [], domain: [], ip: [], user: [] }),
    ).toMatchObject({
      inboundTags: null,
      networks: null,
      ports: [],
      domains: null,
      ips: null,
      users: null,
    });
  });

  it('prefer domains to domain', () => {
    expect(rule({ domain: ['a'], domains: ['b'] })?.domains).toEqual([
      { type: 'keyword', value: 'b' },
    ]);
  });

  it('need no routing section', () => {
    expect(parse('{}').routing).toEqual({ rules: [] });
  });
});
