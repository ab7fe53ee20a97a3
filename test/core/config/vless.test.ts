import { describe, expect, it } from 'vitest';
import type { VlessInbound, VlessOutbound } from '../../../core/config/types.ts';
import { createUsers } from '../../../core/config/vless.ts';
import { complaint, facts, parse } from '../../support/config-facts.ts';

const inboundWords = {
  in: 'infra/conf: failed to build inbound config with tag v > ',
  handler:
    'infra/conf: failed to build inbound config with tag v > infra/conf: failed to build inbound handler for protocol vless > ',
  settings:
    'infra/conf: failed to build inbound config with tag v > infra/conf: failed to load inbound detour config for protocol vless > ',
};
const inboundConfig = (settings: string) =>
  `{"inbounds":[{"tag":"v","port":1,"protocol":"vless","settings":${settings}}]}`;

const outboundWords = {
  out: 'infra/conf: failed to build outbound config with tag p > ',
  handler:
    'infra/conf: failed to build outbound config with tag p > infra/conf: failed to build outbound handler for protocol vless > ',
  settings:
    'infra/conf: failed to build outbound config with tag p > infra/conf: failed to load outbound detour config for protocol vless > ',
};
const outboundConfig = (settings: string) =>
  `{"outbounds":[{"tag":"p","protocol":"vless","settings":${settings}}]}`;

function inbound(settings: object): VlessInbound {
  const [first] = parse(
    inboundConfig(JSON.stringify({ decryption: 'none', ...settings })),
  ).inbounds;
  if (first?.protocol !== 'vless') throw new TypeError('Expected a VLESS inbound');
  return first;
}

function outbound(settings: object): VlessOutbound {
  const [first] = parse(outboundConfig(JSON.stringify(settings))).outbounds;
  if (first?.protocol !== 'vless') throw new TypeError('Expected a VLESS outbound');
  return first;
}

describe('buildVlessInbound', () => {
  it.each(
    facts(
      `
{} => [handler]infra/conf: VLESS settings: please add/set "decryption":"none" to every settings
{"decryption":"none"} => Configuration OK.
{"decryption":""} => [handler]infra/conf: VLESS settings: please add/set "decryption":"none" to every settings
{"decryption":"foo"} => [handler]infra/conf: VLESS settings: unsupported "decryption": foo
{"decryption":5} => [settings]json: cannot unmarshal number into Go struct field VLessInboundConfig.decryption of type string
{"decryption":"none","clients":[{"id":"5783a3e7-e373-51cd-8642-c83782b807c5"}]} => Configuration OK.
{"decryption":"none","users":[{"id":"x"}],"clients":null} => Configuration OK.
{"decryption":"none","clients":[{"id":""}]} => [handler]common/uuid: invalid UUID: 
{"decryption":"none","clients":[{}]} => [handler]common/uuid: invalid UUID: 
{"decryption":"none","clients":[null]} => [handler]common/uuid: invalid UUID: 
{"decryption":"none","clients":[5]} => [handler]infra/conf: VLESS users: invalid user > json: cannot unmarshal number into Go value of type protocol.User
{"decryption":"none","clients":[{"id":5}]} => [handler]infra/conf: VLESS users: invalid user > json: cannot unmarshal number into Go struct field Account.id of type string
{"decryption":"none","clients":[{"id":"5783a3e7-e373-51cd-8642-c83782b807c5","email":5}]} => [handler]infra/conf: VLESS users: invalid user > json: cannot unmarshal number into Go struct field User.email of type string
{"decryption":"none","clients":[{"id":"5783a3e7-e373-51cd-8642-c83782b807c5","level":"x"}]} => [handler]infra/conf: VLESS users: invalid user > json: cannot unmarshal string into Go struct field User.level of type uint32
{"decryption":"none","clients":[{"id":"5783a3e7-e373-51cd-8642-c83782b807c5","flow":"x"}]} => [handler]infra/conf: VLESS users: "flow" doesn't support "x" in this version
{"decryption":"none","clients":[{"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"}]} => [handler]infra/conf: VLESS users: "encryption" should not be in inbound settings
{"decryption":"none","clients":[{"id":"5783a3e7-e373-51cd-8642-c83782b807c5","reverse":{}}]} => [handler]infra/conf: VLESS users: "tag" can't be empty for "reverse"
{"decryption":"none","clients":[{"id":"5783a3e7-e373-51cd-8642-c83782b807c5","reverse":5}]} => [handler]infra/conf: VLESS users: invalid user > json: cannot unmarshal number into Go struct field Account.reverse of type vless.Reverse
{"decryption":"none","flow":"foo"} => [handler]infra/conf: VLESS "settings.flow" doesn't support "foo" in this version
{"decryption":"none","flow":5} => [settings]json: cannot unmarshal number into Go struct field VLessInboundConfig.flow of type string
{"decryption":"none","clients":{}} => [settings]json: cannot unmarshal object into Go struct field VLessInboundConfig.clients of type []json.RawMessage
{"decryption":"none","clients":[{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]} => [handler]common/uuid: invalid UUID: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
{"decryption":"none","clients":[{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]} => [handler]common/uuid: invalid UUID: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
{"decryption":"none","clients":[{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]} => Configuration OK.
{"decryption":"none","clients":[{"id":"gggggggggggggggggggggggggggggggg"}]} => [handler]encoding/hex: invalid byte: U+0067 'g'
{"decryption":"none","clients":[{"id":"5783a3e7-e373-51cd-8642-c83782b807cg"}]} => [handler]encoding/hex: invalid byte: U+0067 'g'
{"decryption":"none","clients":[{"id":"5783a3e7e37351cd8642c83782b807c5"}]} => Configuration OK.
{"decryption":"none","clients":[{"id":"5783a3e7--e373-51cd-8642-c83782b807c5"}]} => [handler]common/uuid: invalid UUID: 5783a3e7--e373-51cd-8642-c83782b807c5
{"decryption":"none","clients":[{"id":"5783a3e7-e373-51cd-8642-c83782b807"}]} => [handler]common/uuid: invalid UUID: 5783a3e7-e373-51cd-8642-c83782b807
{"decryption":"none","clients":[{"id":"éééééééééééééééé"}]} => [handler]encoding/hex: invalid byte: U+00C3 'Ã'
{"decryption":"none","clients":[{"id":"ééééééééééééééé"}]} => Configuration OK.
{"decryption":"none","clients":[{"id":"                                "}]} => [handler]encoding/hex: invalid byte: U+0020 ' '
{"decryption":"none","clients":[{"id":"5783a3e7-e373-51cd-8642c83782b807c5zz"}]} => [handler]common/uuid: invalid UUID: 5783a3e7-e373-51cd-8642c83782b807c5zz
{"decryption":"none","clients":[{"id":"a","email":"x"},{"id":"b","email":"X"}]} => failed to create server > proxy/vless/inbound: failed to initiate user > proxy/vless: User X already exists.
{"decryption":"none","clients":[{"id":"a","email":""},{"id":"b","email":""}]} => Configuration OK.
{"decryption":"none","clients":[{"id":"a"},{"id":"a"}]} => Configuration OK.
{"decryption":"none","fallbacks":[]} => Configuration OK.
{"decryption":"none","fallbacks":[{"dest":6666}]} => Configuration OK.
{"decryption":"none","fallbacks":[{}]} => [handler]infra/conf: VLESS fallbacks: please fill in a valid value for every "dest"
{"decryption":"none","fallbacks":[{"dest":""}]} => [handler]infra/conf: VLESS fallbacks: please fill in a valid value for every "dest"
{"decryption":"none","fallbacks":[{"dest":70000}]} => [handler]infra/conf: VLESS fallbacks: please fill in a valid value for every "dest"
{"decryption":"none","fallbacks":[{"dest":"6666"}]} => Configuration OK.
{"decryption":"none","fallbacks":[{"dest":"foo"}]} => [handler]infra/conf: VLESS fallbacks: please fill in a valid value for every "dest"
{"decryption":"none","fallbacks":[{"dest":"foo:bar:1"}]} => [handler]infra/conf: VLESS fallbacks: please fill in a valid value for every "dest"
{"decryption":"none","fallbacks":[{"dest":"example.com:80"}]} => Configuration OK.
{"decryption":"none","fallbacks":[{"dest":"[::1]:80"}]} => Configuration OK.
{"decryption":"none","fallbacks":[{"dest":80,"path":"x"}]} => [handler]infra/conf: VLESS fallbacks: "path" must be empty or start with "/"
{"decryption":"none","fallbacks":[{"dest":80,"path":"/x"}]} => Configuration OK.
{"decryption":"none","fallbacks":[{"dest":80,"xver":3}]} => [handler]infra/conf: VLESS fallbacks: invalid PROXY protocol version, "xver" only accepts 0, 1, 2
{"decryption":"none","fallbacks":[{"dest":80,"xver":-1}]} => [settings]json: cannot unmarshal number -1 into Go struct field VLessInboundFallback.fallbacks.xver of type uint64
{"decryption":"none","fallbacks":[{"dest":80,"xver":"1"}]} => [settings]json: cannot unmarshal string into Go struct field VLessInboundFallback.fallbacks.xver of type uint64
{"decryption":"none","fallbacks":[{"dest":80,"xver":1}]} => Configuration OK.
{"decryption":"none","fallbacks":[{"dest":true}]} => [handler]infra/conf: VLESS fallbacks: please fill in a valid value for every "dest"
{"decryption":"none","fallbacks":[{"dest":-5}]} => [handler]infra/conf: VLESS fallbacks: please fill in a valid value for every "dest"
{"decryption":"none","fallbacks":[{"dest":null}]} => Configuration OK.
{"decryption":"none","fallbacks":{}} => [settings]json: cannot unmarshal object into Go struct field VLessInboundConfig.fallbacks of type []*conf.VLessInboundFallback
{"decryption":"none","fallbacks":[5]} => [settings]json: cannot unmarshal number into Go struct field VLessInboundConfig.fallbacks of type conf.VLessInboundFallback
{"fallbacks":[{"dest":80}]} => [handler]infra/conf: VLESS settings: please add/set "decryption":"none" to every settings
{"decryption":"x","fallbacks":[{"dest":80}]} => [handler]infra/conf: VLESS settings: unsupported "decryption": x
{"decryption":"none","fallbacks":[{"dest":80,"alpn":5}]} => [settings]json: cannot unmarshal number into Go struct field VLessInboundFallback.fallbacks.alpn of type string
{"decryption":"none","fallbacks":[{"dest":80,"name":"a","alpn":"h2"},{"dest":81,"path":"/x"}]} => Configuration OK.
{"decryption":"none","fallbacks":[{"dest":80,"path":"x"},{"dest":""}]} => [handler]infra/conf: VLESS fallbacks: "path" must be empty or start with "/"
{"decryption":"none","fallbacks":[{"dest":"x","xver":3}]} => [handler]infra/conf: VLESS fallbacks: please fill in a valid value for every "dest"
{"decryption":"none","testseed":5} => [settings]json: cannot unmarshal number into Go struct field VLessInboundConfig.testseed of type []uint32
{"decryption":"none","testseed":[-1]} => [settings]json: cannot unmarshal number -1 into Go struct field VLessInboundConfig.testseed of type uint32
`,
      inboundWords,
    ),
  )('says of %s what Xray says', (settings, said) => {
    expect(complaint(inboundConfig(settings))).toBe(said);
  });

  it('prefers clients to users, and says where each stands', () => {
    const { users } = inbound({
      users: [{ id: 'other' }],
      clients: [{ id: 'example', email: 'a@b', level: 3 }],
    });
    expect(users).toEqual([
      {
        at: { file: 'c.json', path: 'inbounds[0].settings.clients[0]' },
        id: 'feb54431-301b-52bb-a6dd-e1e93e81bb9e',
        idOctets: Uint8Array.from('feb54431301b52bba6dde1e93e81bb9e'.match(/../g) ?? [], (pair) =>
          Number.parseInt(pair, 16),
        ),
        email: 'a@b',
        level: 3,
      },
    ]);
  });

  it.each([
    [6666, 'localhost:6666', { type: 'domain', host: 'localhost' }, 6666],
    ['6666', 'localhost:6666', { type: 'domain', host: 'localhost' }, 6666],
    [null, 'localhost:0', { type: 'domain', host: 'localhost' }, 0],
    ['192.0.2.1:80', '192.0.2.1:80', { type: 'ipv4', host: '192.0.2.1' }, 80],
    ['[2001:db8::1]:80', '[2001:db8::1]:80', { type: 'ipv6', host: '2001:db8::1' }, 80],
  ])('takes the dest %j for %s', (dest, text, address, port) => {
    expect(inbound({ fallbacks: [{ dest }] }).fallbacks).toEqual([
      {
        at: { file: 'c.json', path: 'inbounds[0].settings.fallbacks[0]' },
        name: '',
        alpn: '',
        path: '',
        dest: text,
        address,
        port,
        xver: 0,
      },
    ]);
  });

  it('keeps the keys of a fallback as they are written', () => {
    const fallback = { name: 'A.example', alpn: 'h2', path: '/Ws', dest: 'h:1', xver: 2 };
    expect(inbound({ fallbacks: [fallback] }).fallbacks[0]).toMatchObject(fallback);
  });
});

describe('createUsers', () => {
  const users = (...emails: string[]) =>
    inbound({ clients: emails.map((email) => ({ id: email || 'x', email })) }).users;

  it('lets users without email address be many', () => {
    expect(() => createUsers(users('', '', 'a'))).not.toThrow();
  });

  it('compares addresses without regard to case', () => {
    const [a] = users('a@b');
    if (!a) throw new TypeError('Expected a user');
    expect(() => createUsers([a, { ...a, email: 'A@B' }])).toThrow(
      'proxy/vless/inbound: failed to initiate user > proxy/vless: User A@B already exists.',
    );
  });
});

describe('buildVlessOutbound', () => {
  it.each(
    facts(
      `
{} => [handler]infra/conf: VLESS settings: "vnext" should have one and only one member. Multiple endpoints in "vnext" should use multiple VLESS outbounds and routing balancer instead
{"vnext":[]} => [handler]infra/conf: VLESS settings: "vnext" should have one and only one member. Multiple endpoints in "vnext" should use multiple VLESS outbounds and routing balancer instead
{"vnext":[{},{}]} => [handler]infra/conf: VLESS settings: "vnext" should have one and only one member. Multiple endpoints in "vnext" should use multiple VLESS outbounds and routing balancer instead
{"vnext":[{}]} => [handler]infra/conf: VLESS vnext: "address" is not set
{"vnext":[{"address":"a"}]} => [handler]infra/conf: VLESS vnext: "users" should have one and only one member. Multiple members in "users" should use multiple VLESS outbounds and routing balancer instead
{"vnext":[{"address":"a","users":[]}]} => [handler]infra/conf: VLESS vnext: "users" should have one and only one member. Multiple members in "users" should use multiple VLESS outbounds and routing balancer instead
{"vnext":[{"address":"a","users":[{},{}]}]} => [handler]infra/conf: VLESS vnext: "users" should have one and only one member. Multiple members in "users" should use multiple VLESS outbounds and routing balancer instead
{"vnext":[{"address":"127.0.0.1","port":"1","users":[{"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"}]}]} => [settings]json: cannot unmarshal string into Go struct field VLessOutboundVnext.vnext.port of type uint16
{"vnext":[{"address":"127.0.0.1","port":70000,"users":[{"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"}]}]} => [settings]json: cannot unmarshal number 70000 into Go struct field VLessOutboundVnext.vnext.port of type uint16
{"vnext":[{"address":"example.com","port":1,"users":[{"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"}]}]} => Configuration OK.
{"vnext":{}} => [settings]json: cannot unmarshal object into Go struct field VLessOutboundConfig.vnext of type []*conf.VLessOutboundVnext
{"vnext":[{"address":5}]} => [settings]infra/conf: invalid address: 5 > json: cannot unmarshal number into Go value of type string
5 => [settings]json: cannot unmarshal number into Go value of type conf.VLessOutboundConfig
{"address":"127.0.0.1","port":1,"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => Configuration OK.
{"address":"example.com","port":1,"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => [out]infra/conf: vless without TLS or other encryption is prohibited unless the server address is a private IP or domain
{"address":"8.8.8.8","port":1,"id":"5783a3e7-e373-51cd-8642-c83782b807c5"} => [out]infra/conf: vless without TLS or other encryption is prohibited unless the server address is a private IP or domain
{"address":"8.8.8.8","port":1,"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"foo"} => [handler]infra/conf: VLESS users: unsupported "encryption": foo
{"address":"a.example","port":1,"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => Configuration OK.
{"address":"host","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => Configuration OK.
{"address":"198.51.100.7","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => Configuration OK.
{"address":"2001:db8::1","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => [out]infra/conf: vless without TLS or other encryption is prohibited unless the server address is a private IP or domain
{"address":"fd00::1","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => Configuration OK.
{"address":"::1","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => Configuration OK.
{"address":"10.0.0.1","id":"5783a3e7-e373-51cd-8642-c83782b807c5"} => [handler]infra/conf: VLESS users: please add/set "encryption":"none" for every user
{"address":"10.0.0.1","encryption":"none"} => [handler]common/uuid: invalid UUID: 
{"address":"10.0.0.1","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none","flow":"y"} => [handler]infra/conf: VLESS users: "flow" doesn't support "y" in this version
{"address":"10.0.0.1","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none","reverse":{}} => [handler]infra/conf: VLESS reverse: "tag" can't be empty
{"address":"","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => [out]infra/conf: vless without TLS or other encryption is prohibited unless the server address is a private IP or domain
{"address":"x.LAN.","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => Configuration OK.
{"address":"1host","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => [out]infra/conf: vless without TLS or other encryption is prohibited unless the server address is a private IP or domain
{"address":"10.0.0.1","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none","level":"x"} => [settings]json: cannot unmarshal string into Go struct field VLessOutboundConfig.level of type uint32
{"address":"::ffff:8.8.8.8","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => [out]infra/conf: vless without TLS or other encryption is prohibited unless the server address is a private IP or domain
{"address":"[fd00::1]","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => Configuration OK.
{"port":1,"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => [handler]infra/conf: VLESS settings: "vnext" should have one and only one member. Multiple endpoints in "vnext" should use multiple VLESS outbounds and routing balancer instead
`,
      outboundWords,
    ),
  )('says of %s what Xray says', (settings, said) => {
    expect(complaint(outboundConfig(settings))).toBe(said);
  });

  const inVnext = (user: string) =>
    outboundConfig(`{"vnext":[{"address":"127.0.0.1","port":1,"users":[${user}]}]}`);

  it.each(
    facts(
      `
{} => [handler]common/uuid: invalid UUID: 
{"id":"5783a3e7-e373-51cd-8642-c83782b807c5"} => [handler]infra/conf: VLESS users: please add/set "encryption":"none" for every user
{"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"} => Configuration OK.
{"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"foo"} => [handler]infra/conf: VLESS users: unsupported "encryption": foo
{"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none","flow":"x"} => [handler]infra/conf: VLESS users: "flow" doesn't support "x" in this version
{"id":5} => [handler]infra/conf: VLESS users: invalid user > json: cannot unmarshal number into Go struct field Account.id of type string
5 => [handler]infra/conf: VLESS users: invalid user > json: cannot unmarshal number into Go value of type protocol.User
{"id":"5783a3e7-e373-51cd-8642-c83782b807c5","email":5,"encryption":"none"} => [handler]infra/conf: VLESS users: invalid user > json: cannot unmarshal number into Go struct field User.email of type string
{"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none","reverse":{"tag":"a"}} => [handler]infra/conf: VLESS users: please use simplified outbound's config style to use "reverse"
`,
      outboundWords,
    ),
  )('says of the user %s in vnext what Xray says', (user, said) => {
    expect(complaint(inVnext(user))).toBe(said);
  });

  it('gives the flat style and vnext the same shape', () => {
    const user = { id: 'example', encryption: 'none', email: 'a@b' };
    const flat = outbound({ address: 'cdn.example', port: 443, ...user });
    const nested = outbound({ vnext: [{ address: 'cdn.example', port: 443, users: [user] }] });
    expect(flat.server.at.path).toBe('outbounds[0].settings');
    expect(nested.server.at.path).toBe('outbounds[0].settings.vnext[0]');
    expect(nested.user.at.path).toBe('outbounds[0].settings.vnext[0].users[0]');
    expect({ ...flat.server, at: null }).toEqual({ ...nested.server, at: null });
    expect({ ...flat.user, at: null }).toEqual({ ...nested.user, at: null });
  });
});
