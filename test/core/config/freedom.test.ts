import { describe, expect, it } from 'vitest';
import { complaint, facts, parse } from '../../support/config-facts.ts';

const words = {
  file: 'infra/conf/serial: failed to decode config: &{Name:c.json Format:json} > infra/conf/serial: failed to read config file',
  direct: 'infra/conf: failed to build outbound config with tag d > ',
  settings:
    'infra/conf: failed to build outbound config with tag d > infra/conf: failed to load outbound detour config for protocol freedom > ',
  handler:
    'infra/conf: failed to build outbound config with tag d > infra/conf: failed to build outbound handler for protocol freedom > ',
};
const config = (settings: string) =>
  `{"outbounds":[{"tag":"d","protocol":"freedom","settings":${settings}}]}`;

describe('buildFreedom', () => {
  it.each(
    facts(
      `
5 => [settings]json: cannot unmarshal number into Go value of type conf.FreedomConfig
{} => Configuration OK.
{"domainStrategy":"foo"} => [handler]infra/conf: unsupported domain strategy: foo
{"targetStrategy":"foo","domainStrategy":"AsIs"} => [handler]infra/conf: unsupported domain strategy: foo
{"domainStrategy":"asis"} => Configuration OK.
{"redirect":"foo"} => [handler]infra/conf: invalid redirect address: foo: address foo: missing port in address > address foo: missing port in address
{"redirect":"a:b"} => [handler]infra/conf: invalid redirect port: a:b: common/net: invalid port range: b > common/net: invalid port range: b
{"redirect":"a:99999"} => [handler]infra/conf: invalid redirect port: a:99999: common/net: invalid port range: 99999 > common/net: invalid port range: 99999
{"redirect":"a:b:1"} => [handler]infra/conf: invalid redirect address: a:b:1: address a:b:1: too many colons in address > address a:b:1: too many colons in address
{"redirect":"[a:1"} => [handler]infra/conf: invalid redirect address: [a:1: address [a:1: missing ']' in address > address [a:1: missing ']' in address
{"redirect":"[a]1"} => [handler]infra/conf: invalid redirect address: [a]1: address [a]1: missing port in address > address [a]1: missing port in address
{"redirect":"[a]"} => [handler]infra/conf: invalid redirect address: [a]: address [a]: missing port in address > address [a]: missing port in address
{"redirect":"a]:1"} => [handler]infra/conf: invalid redirect address: a]:1: address a]:1: unexpected ']' in address > address a]:1: unexpected ']' in address
{"redirect":"[a][:1"} => [handler]infra/conf: invalid redirect address: [a][:1: address [a][:1: missing port in address > address [a][:1: missing port in address
{"redirect":"[a[]:1"} => [handler]infra/conf: invalid redirect address: [a[]:1: address [a[]:1: unexpected '[' in address > address [a[]:1: unexpected '[' in address
{"redirect":"[a]:1]:2"} => [handler]infra/conf: invalid redirect address: [a]:1]:2: address [a]:1]:2: too many colons in address > address [a]:1]:2: too many colons in address
{"redirect":"[a]x:2"} => [handler]infra/conf: invalid redirect address: [a]x:2: address [a]x:2: missing port in address > address [a]x:2: missing port in address
{"noise":{}} => [handler]common/errors: The feature noise = { ... } has been removed and migrated to noises = [ { ... } ]. Please update your config(s) according to release note and documentation.
{"finalRules":[{}]} => [handler]infra/conf: unknown action: 
{"finalRules":[{"action":"foo"}]} => [handler]infra/conf: unknown action: foo
{"finalRules":[{"action":"allow"}]} => Configuration OK.
{"finalRules":[{"action":"Allow","network":"tcp","port":80,"ip":["10.0.0.0/8"]}]} => Configuration OK.
{"finalRules":[{"action":"allow","ip":["x"]}]} => [handler]common/geodata: illegal ip rule: x > common/geodata: unsupported address family
{"finalRules":[{"action":"allow","ip":["10.0.0.0/33"]}]} => [handler]common/geodata: illegal ip rule: 10.0.0.0/33 > common/geodata: CIDR prefix length 33 exceeds max 32
{"finalRules":[{"action":"allow","ip":["10.0.0.0/x"]}]} => [handler]common/geodata: illegal ip rule: 10.0.0.0/x > common/geodata: invalid CIDR prefix length: x > strconv.ParseUint: parsing "x": invalid syntax
{"finalRules":[{"action":"allow","ip":["10.0.0.0/99999999999"]}]} => [handler]common/geodata: illegal ip rule: 10.0.0.0/99999999999 > common/geodata: invalid CIDR prefix length: 99999999999 > strconv.ParseUint: parsing "99999999999": value out of range
{"finalRules":[{"action":"allow","ip":["10.0.0.0/"]}]} => Configuration OK.
{"finalRules":[{"action":"allow","ip":["::/129"]}]} => [handler]common/geodata: illegal ip rule: ::/129 > common/geodata: CIDR prefix length 129 exceeds max 128
{"finalRules":[{"action":"allow","ip":["!!x"]}]} => [handler]common/geodata: illegal ip rule: !!x > common/geodata: unsupported address family
{"finalRules":[{"action":"block","blockDelay":"x"}]} => [settings]infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"finalRules":[{"action":5}]} => [settings]json: cannot unmarshal number into Go struct field FreedomFinalRuleConfig.finalRules.action of type string
{"finalRules":{}} => [settings]json: cannot unmarshal object into Go struct field FreedomConfig.finalRules of type []*conf.FreedomFinalRuleConfig
{"finalRules":[{"action":"allow","network":5}]} => [settings]infra/conf: unknown format of a string list: 5
{"finalRules":[{"action":"allow","network":["tcp",5]}]} => [settings]infra/conf: unknown format of a string list: ["tcp",5]
{"finalRules":[{"action":"allow","port":"x"}]} => [settings]infra/conf: invalid port: x > invalid character 'x' looking for beginning of value
{"userLevel":"x"} => [settings]json: cannot unmarshal string into Go struct field FreedomConfig.userLevel of type uint32
null => Configuration OK.
{"fragment":5} => [settings]json: cannot unmarshal number into Go struct field FreedomConfig.fragment of type conf.Fragment
{"noise":5} => [settings]json: cannot unmarshal number into Go struct field FreedomConfig.noise of type conf.Noise
`,
      words,
    ),
  )('says of %s what Xray says', (settings, said) => {
    expect(complaint(config(settings))).toBe(said);
  });

  it('takes a condition that is absent or empty for none', () => {
    const rules =
      '[{"action":"Allow","network":[],"port":"","ip":[]},{"action":"block","network":"tcp,UDP,x","port":"80-90","ip":["!10.0.0.0/8"],"blockDelay":"5-2"}]';
    const [outbound] = parse(config(`{"finalRules":${rules}}`)).outbounds;
    expect(outbound).toMatchObject({
      finalRules: [
        { action: 'allow', networks: null, ports: null, ips: null, blockDelay: null },
        {
          at: { path: 'outbounds[0].settings.finalRules[1]' },
          action: 'block',
          networks: ['tcp', 'udp', 'unknown'],
          ports: [{ from: 80, to: 90 }],
          ips: [{ octets: Uint8Array.of(10, 0, 0, 0), prefix: 8, inverted: true }],
          blockDelay: { from: 2, to: 5 },
        },
      ],
    });
  });
});
