import { describe, expect, it } from 'vitest';
import { complaint, facts, parse } from '../../support/config-facts.ts';

const inbound = (protocol: string, settings: string) =>
  `{"inbounds":[{"tag":"i","port":1,"protocol":"${protocol}","settings":${settings}}]}`;
const built = (protocol: string, settings: object) =>
  parse(inbound(protocol, JSON.stringify(settings))).inbounds[0];

describe('buildSocks', () => {
  it('takes accounts before users, and an unknown auth for none', () => {
    const users = [{ user: 'a', pass: 'b' }];
    expect(built('mixed', { auth: 'Password', users, udp: true })).toMatchObject({
      protocol: 'socks',
      auth: 'noauth',
      accounts: new Map([['a', 'b']]),
      udp: true,
    });
    expect(built('socks', { auth: 'password', users, accounts: [] })).toMatchObject({
      auth: 'password',
      accounts: new Map(),
    });
  });
});

describe('buildHttpInbound', () => {
  it('fills in what is not said', () => {
    expect(built('http', {})).toMatchObject({
      protocol: 'http',
      accounts: new Map(),
      allowTransparent: false,
      stream: { network: 'raw', security: { type: 'none' } },
    });
  });

  it('takes accounts before users, and the last of two with one name', () => {
    const accounts = [
      { user: 'a', pass: 'b' },
      { user: 'a', pass: 'c' },
    ];
    expect(
      built('http', { users: [{ user: 'x' }], accounts, allowTransparent: true }),
    ).toMatchObject({ accounts: new Map([['a', 'c']]), allowTransparent: true });
  });

  const words = {
    load: 'infra/conf: failed to build inbound config with tag i > infra/conf: failed to load inbound detour config for protocol http > ',
  };
  it.each(
    facts(
      `
{"users":null,"userLevel":1} => Configuration OK.
{"accounts":{}} => [load]json: cannot unmarshal object into Go struct field HTTPServerConfig.accounts of type []*conf.HTTPAccount
{"accounts":[{"user":5}]} => [load]json: cannot unmarshal number into Go struct field HTTPAccount.accounts.user of type string
{"allowTransparent":"x"} => [load]json: cannot unmarshal string into Go struct field HTTPServerConfig.allowTransparent of type bool
{"userLevel":-1} => [load]json: cannot unmarshal number -1 into Go struct field HTTPServerConfig.userLevel of type uint32
`,
      words,
    ),
  )('says of %s what Xray says', (settings, said) => {
    expect(complaint(inbound('http', settings))).toBe(said);
  });
});
