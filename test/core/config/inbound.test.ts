import { describe, expect, it } from 'vitest';
import type { SocksInbound } from '../../../core/config/types.ts';
import { complaint, facts, parse } from '../../support/config-facts.ts';

const words = {
  file: 'infra/conf/serial: failed to decode config: &{Name:c.json Format:json} > infra/conf/serial: failed to read config file',
  untagged: 'infra/conf: failed to build inbound config with tag  > ',
  sniffing:
    'infra/conf: failed to build inbound config with tag  > infra/conf: failed to build sniffing config > ',
};
const config = (inbound: string) => `{"inbounds":[${inbound}]}`;

const socks = (more: object): SocksInbound => {
  const inbound = { tag: 'in', protocol: 'socks', port: 1080, ...more };
  const [first] = parse(JSON.stringify({ inbounds: [inbound] })).inbounds;
  if (first?.protocol !== 'socks') throw new TypeError('Expected a SOCKS inbound');
  return first;
};

describe('buildInbound', () => {
  it.each(
    facts(
      String.raw`
{"tag":1} => [file] at line 1 char 21 > json: cannot unmarshal number into Go struct field InboundDetourConfig.inbounds.tag of type string
{"port":{}} => [file] at line 1 char 1 > infra/conf: invalid port: {} > json: cannot unmarshal object into Go value of type uint32
[] => [file] at line 1 char 14 > json: cannot unmarshal array into Go struct field Config.inbounds of type conf.InboundDetourConfig
{"streamSettings":5} => [file] at line 1 char 32 > json: cannot unmarshal number into Go struct field InboundDetourConfig.inbounds.streamSettings of type conf.StreamConfig
{"streamSettings":{"network":5}} => [file] at line 1 char 43 > json: cannot unmarshal number into Go struct field StreamConfig.inbounds.streamSettings.network of type conf.TransportProtocol
{} => [untagged]infra/conf: Listen on AnyIP but no Port(s) set in InboundDetour.
{"tag":"a"} => infra/conf: failed to build inbound config with tag a > infra/conf: Listen on AnyIP but no Port(s) set in InboundDetour.
{"protocol":"socks"} => [untagged]infra/conf: Listen on AnyIP but no Port(s) set in InboundDetour.
{"protocol":"socks","port":1} => Configuration OK.
{"protocol":"SOCKS","port":1} => Configuration OK.
{"protocol":"foo","port":1} => [untagged]infra/conf: failed to load inbound detour config for protocol foo > infra/conf: unknown config id: foo
{"protocol":"Foo","port":1,"tag":"t"} => infra/conf: failed to build inbound config with tag t > infra/conf: failed to load inbound detour config for protocol Foo > infra/conf: unknown config id: foo
{"port":1} => [untagged]infra/conf: failed to load inbound detour config for protocol  > infra/conf: unknown config id: 
{"port":1,"protocol":null} => [untagged]infra/conf: failed to load inbound detour config for protocol  > infra/conf: unknown config id: 
{"protocol":"socks","listen":"127.0.0.1"} => [untagged]infra/conf: Listen on specific ip without port in InboundDetour.
{"protocol":"socks","listen":"localhost"} => [untagged]infra/conf: Listen on specific ip without port in InboundDetour.
{"protocol":"socks","listen":"example.com","port":1} => [untagged]infra/conf: unable to listen on domain address: example.com
{"protocol":"socks","listen":"example.com"} => [untagged]infra/conf: unable to listen on domain address: example.com
{"protocol":"socks","listen":5,"port":1} => [file] at line 1 char 1 > infra/conf: invalid address: 5 > json: cannot unmarshal number into Go value of type string
{"protocol":"socks","listen":["x"],"port":1} => [file] at line 1 char 1 > infra/conf: invalid address: ["x"] > json: cannot unmarshal array into Go value of type string
{"protocol":"socks","listen":{},"port":1} => [file] at line 1 char 1 > infra/conf: invalid address: {} > json: cannot unmarshal object into Go value of type string
{"protocol":"socks","listen":null,"port":1} => Configuration OK.
{"protocol":"socks","listen":"[::1]","port":1} => Configuration OK.
{"protocol":"socks","listen":" 127.0.0.1 ","port":1} => Configuration OK.
{"protocol":"socks","listen":"127.0.0.01","port":1} => [untagged]infra/conf: unable to listen on domain address: 127.0.0.01
{"protocol":"socks","listen":true,"port":1} => [file] at line 1 char 4 > infra/conf: invalid address: true > json: cannot unmarshal bool into Go value of type string
{"protocol":"socks","listen":1.5,"port":1} => [file] at line 1 char 3 > infra/conf: invalid address: 1.5 > json: cannot unmarshal number into Go value of type string
{"protocol":"socks","port":"80"} => Configuration OK.
{"protocol":"socks","port":"80-90"} => Configuration OK.
{"protocol":"socks","port":"80,443,1000-1010"} => Configuration OK.
{"protocol":"socks","port":" 80 , 90 "} => Configuration OK.
{"protocol":"socks","port":""} => Configuration OK.
{"protocol":"socks","port":"0"} => Configuration OK.
{"protocol":"socks","port":"abc"} => [file] at line 1 char 1 > infra/conf: invalid port: abc > invalid character 'a' looking for beginning of value
{"protocol":"socks","port":"80x"} => [file] at line 1 char 3 > infra/conf: invalid port: 80x > invalid character 'x' after top-level value
{"protocol":"socks","port":"80.5"} => [file] at line 1 char 4 > infra/conf: invalid port: 80.5 > json: cannot unmarshal number 80.5 into Go value of type uint32
{"protocol":"socks","port":"-1"} => [file] > infra/conf: invalid port range: -1 > common/net: invalid port range: 
{"protocol":"socks","port":"1-"} => [file] > infra/conf: invalid port range: 1- > common/net: invalid port range: 
{"protocol":"socks","port":"1-x"} => [file] > infra/conf: invalid port range: 1-x > common/net: invalid port range: x
{"protocol":"socks","port":"70000"} => [file] > infra/conf: invalid port: 70000 > common/net: invalid port range: 70000
{"protocol":"socks","port":"1-70000"} => [file] > infra/conf: invalid port range: 1-70000 > common/net: invalid port range: 70000
{"protocol":"socks","port":"90-80"} => Configuration OK.
{"protocol":"socks","port":"99999999999"} => [file] at line 1 char 11 > infra/conf: invalid port: 99999999999 > json: cannot unmarshal number 99999999999 into Go value of type uint32
{"protocol":"socks","port":"1-99999999999"} => [file] > infra/conf: invalid port range: 1-99999999999 > common/net: invalid port range: 99999999999
{"protocol":"socks","port":"８０"} => [file] at line 1 char 1 > infra/conf: invalid port: ８０ > invalid character 'ï' looking for beginning of value
{"protocol":"socks","port":"1 2"} => [file] at line 1 char 3 > infra/conf: invalid port: 1 2 > invalid character '2' after top-level value
{"protocol":"socks","port":"80-90-100"} => [file] > infra/conf: invalid port range: 80-90-100 > common/net: invalid port range: 90-100
{"protocol":"socks","port":","} => Configuration OK.
{"protocol":"socks","port":"\""} => [file] at line 1 char 1 > infra/conf: invalid port: " > unexpected end of JSON input
{"protocol":"socks","port":"[1"} => [file] at line 1 char 2 > infra/conf: invalid port: [1 > unexpected end of JSON input
{"protocol":"socks","port":"null"} => Configuration OK.
{"protocol":"socks","port":"true"} => [file] at line 1 char 4 > infra/conf: invalid port: true > json: cannot unmarshal bool into Go value of type uint32
{"protocol":"socks","port":0} => Configuration OK.
{"protocol":"socks","port":80} => Configuration OK.
{"protocol":"socks","port":65535} => Configuration OK.
{"protocol":"socks","port":-1} => [file] at line 1 char 2 > infra/conf: invalid port: -1 > json: cannot unmarshal number -1 into Go value of type uint32
{"protocol":"socks","port":1.5} => [file] at line 1 char 3 > infra/conf: invalid port: 1.5 > json: cannot unmarshal number 1.5 into Go value of type uint32
{"protocol":"socks","port":10000000000} => [file] at line 1 char 11 > infra/conf: invalid port: 10000000000 > json: cannot unmarshal number 10000000000 into Go value of type uint32
{"protocol":"socks","port":4294967296} => [file] at line 1 char 10 > infra/conf: invalid port: 4294967296 > json: cannot unmarshal number 4294967296 into Go value of type uint32
{"protocol":"socks","port":true} => [file] at line 1 char 4 > infra/conf: invalid port: true > json: cannot unmarshal bool into Go value of type uint32
{"protocol":"socks","port":[80]} => [file] at line 1 char 1 > infra/conf: invalid port: [80] > json: cannot unmarshal array into Go value of type uint32
{"protocol":"socks","port":{}} => [file] at line 1 char 1 > infra/conf: invalid port: {} > json: cannot unmarshal object into Go value of type uint32
{"protocol":"socks","port":[]} => [file] at line 1 char 1 > infra/conf: invalid port: [] > json: cannot unmarshal array into Go value of type uint32
{"protocol":"socks","port":1,"settings":5} => [untagged]infra/conf: failed to load inbound detour config for protocol socks > json: cannot unmarshal number into Go value of type conf.SocksServerConfig
{"protocol":"socks","port":1,"settings":[]} => [untagged]infra/conf: failed to load inbound detour config for protocol socks > json: cannot unmarshal array into Go value of type conf.SocksServerConfig
{"protocol":"socks","port":1,"settings":null} => Configuration OK.
{"protocol":"socks","port":1,"settings":{"auth":5}} => [untagged]infra/conf: failed to load inbound detour config for protocol socks > json: cannot unmarshal number into Go struct field SocksServerConfig.auth of type string
{"protocol":"socks","port":1,"settings":{"auth":"x"}} => Configuration OK.
{"protocol":"socks","port":1,"settings":{"auth":"password","accounts":[{"user":"a","pass":"b"}]}} => Configuration OK.
{"protocol":"socks","port":1,"settings":{"accounts":{}}} => [untagged]infra/conf: failed to load inbound detour config for protocol socks > json: cannot unmarshal object into Go struct field SocksServerConfig.accounts of type []*conf.SocksAccount
{"protocol":"socks","port":1,"settings":{"users":[{"user":1}]}} => [untagged]infra/conf: failed to load inbound detour config for protocol socks > json: cannot unmarshal number into Go struct field SocksAccount.users.user of type string
{"protocol":"socks","port":1,"settings":{"udp":1}} => [untagged]infra/conf: failed to load inbound detour config for protocol socks > json: cannot unmarshal number into Go struct field SocksServerConfig.udp of type bool
{"protocol":"socks","port":1,"settings":{"udp":true,"ip":"1.2.3.4"}} => Configuration OK.
{"protocol":"socks","port":1,"settings":{"ip":4}} => [untagged]infra/conf: failed to load inbound detour config for protocol socks > infra/conf: invalid address: 4 > json: cannot unmarshal number into Go value of type string
{"protocol":"socks","port":1,"settings":{"userLevel":-1}} => [untagged]infra/conf: failed to load inbound detour config for protocol socks > json: cannot unmarshal number -1 into Go struct field SocksServerConfig.userLevel of type uint32
{"tag":"m","protocol":"mixed","port":1} => Configuration OK.
{"protocol":"socks","port":1,"sniffing":{"destOverride":["http","foo"]}} => [sniffing]infra/conf: unknown protocol: foo
{"protocol":"socks","port":1,"sniffing":{"destOverride":"http,foo"}} => [sniffing]infra/conf: unknown protocol: foo
{"protocol":"socks","port":1,"sniffing":{"destOverride":5}} => [file] > infra/conf: unknown format of a string list: 5
{"protocol":"socks","port":1,"sniffing":{"destOverride":[1,2]}} => [file] > infra/conf: unknown format of a string list: [1,2]
{"protocol":"socks","port":1,"sniffing":{"destOverride":null,"enabled":false}} => Configuration OK.
{"protocol":"socks","port":1,"sniffing":{"domainsExcluded":["dotless:a.b"]}} => [sniffing]common/geodata: illegal domain rule: dotless:a.b > common/geodata: substr in dotless rule should not contain a dot
{"protocol":"socks","port":1,"sniffing":{"ipsExcluded":["foo"]}} => [sniffing]common/geodata: illegal ip rule: foo > common/geodata: unsupported address family
{"protocol":"socks","port":1,"sniffing":{"enabled":"x"}} => [file] at line 1 char 67 > json: cannot unmarshal string into Go struct field SniffingConfig.inbounds.sniffing.enabled of type bool
{"protocol":"socks","port":1,"sniffing":5} => [file] at line 1 char 54 > json: cannot unmarshal number into Go struct field InboundDetourConfig.inbounds.sniffing of type conf.SniffingConfig
{"tag":"a","port":1,"protocol":"socks","PORT":null} => infra/conf: failed to build inbound config with tag a > infra/conf: Listen on AnyIP but no Port(s) set in InboundDetour.
`,
      words,
    ),
  )('says of %s what Xray says', (inbound, said) => {
    expect(complaint(config(inbound))).toBe(said);
  });

  it('fills in what is not said', () => {
    expect(socks({})).toEqual({
      at: { file: 'c.json', path: 'inbounds[0]' },
      tag: 'in',
      protocol: 'socks',
      listen: { type: 'ipv4', host: '0.0.0.0' },
      ports: [{ from: 1080, to: 1080 }],
      stream: {
        at: { file: 'c.json', path: 'inbounds[0]' },
        network: 'raw',
        security: { type: 'none' },
      },
      auth: 'noauth',
      accounts: new Map(),
      udp: false,
    });
  });

  it('takes mixed for socks', () => {
    expect(socks({ protocol: 'Mixed' }).protocol).toBe('socks');
  });

  it('reads addresses and lists of ports', () => {
    const { listen, ports } = socks({ listen: '[::1]', port: '80, 443,1000-1010,0' });
    expect(listen).toEqual({ type: 'ipv6', host: '::1' });
    expect(ports).toEqual([
      { from: 80, to: 80 },
      { from: 443, to: 443 },
      { from: 1000, to: 1010 },
      { from: 0, to: 0 },
    ]);
    expect(socks({ port: 0 }).ports).toEqual([]);
  });

  it('prefers accounts to users, the last of one name', () => {
    const settings = {
      auth: 'password',
      users: [{ user: 'x', pass: 'x' }],
      accounts: [
        { user: 'a', pass: '1' },
        { user: 'a', pass: '2' },
      ],
    };
    const { auth, accounts } = socks({ settings });
    expect(auth).toBe('password');
    expect([...accounts]).toEqual([['a', '2']]);
  });

  it('takes an unknown method of authentication for none', () => {
    expect(socks({ settings: { auth: 'basic' } }).auth).toBe('noauth');
  });
});
