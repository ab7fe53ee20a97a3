import { describe, expect, it } from 'vitest';
import { toBase64 } from '../../../core/bytes/base64.ts';
import { toHex } from '../../../core/bytes/hex.ts';
import { complaint, facts, parse } from '../../support/config-facts.ts';

const key = 'GMlWSDuVZF4NnWq-mk1y9mBJcEhkPyPzqWd-zFJDZFM';
const outbound = (reality: string) =>
  `{"outbounds":[{"tag":"p","protocol":"vless","settings":{"address":"127.0.0.1","port":1,"id":"x","encryption":"none"},"streamSettings":{"security":"reality","realitySettings":${reality}}}]}`;
const inbound = (reality: string, port = 443) =>
  `{"inbounds":[{"tag":"i","port":${port},"protocol":"vless","settings":{"decryption":"none"},"streamSettings":{"security":"reality","realitySettings":${reality}}}]}`;
const server = `"target":"a.example:443","serverNames":["a.example"],"privateKey":"${key}","shortIds":["01"]`;

const words = {
  out: 'infra/conf: failed to build outbound config with tag p > infra/conf: failed to build stream settings for outbound detour > infra/conf: Failed to build REALITY config. > infra/conf: ',
  in: 'infra/conf: failed to build inbound config with tag i > infra/conf: Failed to build REALITY config. > infra/conf: ',
};
const filled = (table: string) =>
  facts(table.replaceAll('<k>', key).replaceAll('<server>', server), words);

describe('buildReality, of a client', () => {
  const built = (reality: object) =>
    parse(outbound(JSON.stringify(reality))).outbounds[0]?.stream.security;

  it('fills in what is not said', () => {
    expect(built({ password: key })).toEqual({
      type: 'reality',
      side: 'client',
      at: { file: 'c.json', path: 'outbounds[0].streamSettings.realitySettings' },
      fingerprint: 'chrome',
      serverName: '',
      publicKey: Uint8Array.from(Buffer.from(key, 'base64url')),
      shortId: new Uint8Array(8),
      mldsa65Verify: null,
      spiderX: '/',
      masterKeyLog: '',
    });
  });

  it('prefers password to publicKey, and pads a short id', () => {
    const zero = toBase64(new Uint8Array(32), 'url');
    const mldsa65Verify = toBase64(new Uint8Array(1952).fill(1), 'url');
    expect(
      built({ publicKey: key, password: zero, shortId: 'aB', mldsa65Verify, spiderX: '/x?p=1' }),
    ).toMatchObject({
      publicKey: new Uint8Array(32),
      shortId: Uint8Array.of(0xab, 0, 0, 0, 0, 0, 0, 0),
      mldsa65Verify: new Uint8Array(1952).fill(1),
      spiderX: '/x?p=1',
    });
  });

  it.each(
    filled(`
{} => [out]empty "password"
{"password":"<k>="} => [out]invalid "password": <k>=
{"publicKey":"AAAA"} => [out]invalid "password": AAAA
{"fingerprint":"Unsafe","serverNames":["a"]} => [out]invalid "fingerprint": unsafe
{"fingerprint":"hellogolang"} => [out]invalid "fingerprint": hellogolang
{"fingerprint":"opera"} => [out]unknown "fingerprint": opera
{"serverNames":["a"]} => [out]non-empty "serverNames", please use "serverName" instead
{"password":"<k>","shortIds":[""]} => [out]non-empty "shortIds", please use "shortId" instead
{"password":"<k>","shortId":"0123456789abcdef0"} => [out]too long "shortId": 0123456789abcdef0
{"password":"<k>","shortId":"012"} => [out]invalid "shortId": 012
{"password":"<k>","shortId":"xx"} => [out]invalid "shortId": xx
{"password":"<k>","mldsa65Verify":"<k>"} => [out]invalid "mldsa65Verify": <k>
{"password":"<k>","spiderX":"x"} => [out]invalid "spiderX": x
`),
  )('says of %s what Xray says', (reality, said) => {
    expect(complaint(outbound(reality))).toBe(said);
  });

  it.each(['/%zz', '/a#%2', '//a:b/', '/\\u007f'])(
    'refuses the path %s, at which Xray panics',
    (path) => {
      expect(complaint(outbound(`{"password":"${key}","spiderX":"${path}"}`))).toMatch(
        /spiderX: expected a path, got .*; Xray panics when it loads this$/,
      );
    },
  );
});

describe('buildReality, of a server', () => {
  const built = (reality: string) => parse(inbound(reality)).inbounds[0]?.stream.security;
  const said = (reality: string, port?: number) =>
    parse(inbound(reality, port)).warnings.map(({ at, said }) => [at.path.split('.').at(-1), said]);

  it('fills in what is not said', () => {
    expect(built(`{${server}}`)).toEqual({
      type: 'reality',
      side: 'server',
      at: { file: 'c.json', path: 'inbounds[0].streamSettings.realitySettings' },
      target: { address: { type: 'domain', host: 'a.example' }, port: 443 },
      xver: 0,
      serverNames: ['a.example'],
      privateKey: Uint8Array.from(Buffer.from(key, 'base64url')),
      minClientVer: [26, 3, 27],
      maxClientVer: null,
      maxTimeDiff: 0,
      shortIds: [Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0)],
      mldsa65Seed: null,
      limitFallbackUpload: null,
      limitFallbackDownload: null,
      masterKeyLog: '',
    });
  });

  it('prefers target to dest, and takes a number for a port of this host', () => {
    expect(built(`{${server},"dest":"b.example:1"}`)).toMatchObject({
      target: { address: { host: 'a.example' } },
    });
    const rest = server.replace('"target":"a.example:443"', '"dest":8443');
    expect(built(`{${rest}}`)).toMatchObject({
      target: { address: { type: 'domain', host: 'localhost' }, port: 8443 },
    });
  });

  it('reads versions, short ids, limits and the seed', () => {
    const seed = toBase64(new Uint8Array(32).fill(7), 'url');
    const limit = '{"afterBytes":1,"bytesPerSec":2,"burstBytesPerSec":3}';
    const security = built(
      `{${server},"xver":2,"minClientVer":"1","maxClientVer":"26.255","maxTimeDiff":60000,"shortIds":["","0123456789ABcdef"],"mldsa65Seed":"${seed}","limitFallbackUpload":${limit},"limitFallbackDownload":{"afterBytes":5}}`,
    );
    expect(security).toMatchObject({
      xver: 2,
      minClientVer: [1, 0, 0],
      maxClientVer: [26, 255, 0],
      maxTimeDiff: 60000,
      mldsa65Seed: new Uint8Array(32).fill(7),
      limitFallbackUpload: { afterBytes: 1, bytesPerSec: 2, burstBytesPerSec: 3 },
      // without a rate there is no limit
      limitFallbackDownload: null,
    });
    const ids = security && 'shortIds' in security ? security.shortIds.map(toHex) : [];
    expect(ids).toEqual(['0000000000000000', '0123456789abcdef']);
  });

  it.each(
    filled(`
{"target":"a"} => [in]please fill in a valid value for "target"
{"target":true} => [in]please fill in a valid value for "target"
{"target":1,"xver":3} => [in]invalid PROXY protocol version, "xver" only accepts 0, 1, 2
{"target":1} => [in]empty "serverNames"
{"target":1,"serverNames":["a"]} => [in]empty "privateKey"
{"target":1,"serverNames":["a"],"privateKey":"x"} => [in]invalid "privateKey": x
{<server>,"minClientVer":"1.2.3.4"} => [in]invalid "minClientVer": 1.2.3.4
{<server>,"minClientVer":"1.256"} => [in]"minClientVer[1]" should be less than 256
{<server>,"maxClientVer":"1..2"} => [in]"maxClientVer[1]" should be less than 256
{<server>,"shortIds":[]} => [in]empty "shortIds"
{<server>,"shortIds":["","0123456789abcdef0"]} => [in]too long "shortIds[1]": 0123456789abcdef0
{<server>,"shortIds":["","0"]} => [in]invalid "shortIds[1]": 0
{<server>,"mldsa65Seed":"<k>"} => [in]"mldsa65Seed" and "privateKey" can not be the same value: <k>
{<server>,"mldsa65Seed":"x"} => [in]invalid "mldsa65Seed": x
`),
  )('says of %s what Xray says', (reality, words) => {
    expect(complaint(inbound(reality))).toBe(words);
  });

  it('warns of the version that it asks for, whatever it is', () => {
    const of = (text: string) => said(`{${server}${text}}`);
    expect(of('')).toEqual([
      [
        'minClientVer',
        'REALITY: The default minimal client version is Xray-core v26.3.27, other clients may be refused to connect',
      ],
    ]);
    expect(of(',"minClientVer":"26.3.27"')).toEqual([
      [
        'minClientVer',
        `REALITY: Changing "minClientVer" will increase the likelihood of your server's IP being blocked by the GFW`,
      ],
    ]);
  });

  it('warns of each name that is ill chosen, and of another port than 443', () => {
    const names = '"serverNames":["www.Apple.com","ok.example","b.RU","c.ru.example"]';
    expect(said(`{${server},${names}}`, 8443).slice(1)).toEqual([
      ['serverNames', expect.stringContaining('Choosing "www.apple.com" as the target')],
      ['serverNames', expect.stringContaining('Choosing "b.ru" as the target')],
      ['streamSettings', expect.stringContaining('Listening on non-443 ports')],
    ]);
  });
});
