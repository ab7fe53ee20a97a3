import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toBase64 } from '../../../core/bytes/base64.ts';
import type { Security } from '../../../core/config/types.ts';
import { authority, identityOf } from '../../../core/scenarios/certificates.ts';
import { complaint, facts, parse } from '../../support/config-facts.ts';

const lines = (type: string, octets: Uint8Array) =>
  JSON.stringify([`-----BEGIN ${type}-----`, toBase64(octets), `-----END ${type}-----`]);
const { chain, privateKey } = identityOf('cdn.example');
const leaf = chain[0] as Uint8Array;
const cert = lines('CERTIFICATE', leaf);
const ca = lines('CERTIFICATE', authority());
const key = lines('PRIVATE KEY', privateKey);
const publicKey = 'GMlWSDuVZF4NnWq-mk1y9mBJcEhkPyPzqWd-zFJDZFM';
const server = `"serverNames":["a"],"privateKey":"${publicKey}","shortIds":[""]`;
const fill = (text: string) =>
  text
    .replaceAll('<cert>', cert)
    .replaceAll('<ca>', ca)
    .replaceAll('<key>', key)
    .replaceAll('<k>', publicKey)
    .replaceAll('<server>', server);

const outbound = (stream: string) =>
  `{"outbounds":[{"tag":"p","protocol":"vless","settings":{"address":"127.0.0.1","port":1,"id":"x","encryption":"none"},"streamSettings":${stream}}]}`;
const inbound = (stream: string) =>
  `{"inbounds":[{"tag":"i","port":443,"protocol":"vless","settings":{"decryption":"none"},"streamSettings":${stream}}]}`;
const tls = (settings: string) => `{"security":"tls","tlsSettings":${settings}}`;
const reality = (settings: string) => `{"security":"reality","realitySettings":${settings}}`;
const frames = {
  'tls of a client': (settings: string) => outbound(tls(settings)),
  'tls of a server': (settings: string) => inbound(tls(settings)),
  'reality of a client': (settings: string) => outbound(reality(settings)),
  'reality of a server': (settings: string) => inbound(reality(settings)),
  stream: outbound,
};
const words = {
  p: 'infra/conf: failed to build outbound config with tag p > xhttp-lab: outbounds[0].streamSettings.',
  i: 'infra/conf: failed to build inbound config with tag i > xhttp-lab: inbounds[0].streamSettings.',
};

const refused: Readonly<Record<keyof typeof frames, string>> = {
  'tls of a client': `
{"fingerprint":"firefox"} => [p]tlsSettings.fingerprint: expected "chrome" or nothing, got "firefox"; this core plays Chrome and no other program
{"fingerprint":"hellochrome_120"} => [p]tlsSettings.fingerprint: expected "chrome" or nothing, got "hellochrome_120"; this core plays Chrome and no other program
{"fingerprint":"Randomized"} => [p]tlsSettings.fingerprint: expected "chrome" or nothing, got "Randomized"; this core plays Chrome and no other program
{"serverName":"fromMitm"} => [p]tlsSettings.serverName: expected a value of its own, got "fromMitm"; this core intercepts no connections
{"alpn":["FROMMITM"]} => [p]tlsSettings.alpn: expected a value of its own, got "fromMitm"; this core intercepts no connections
{"verifyPeerCertByName":"a,fromMitm"} => [p]tlsSettings.verifyPeerCertByName: expected a value of its own, got "fromMitm"; this core intercepts no connections
{"minVersion":"1.0","maxVersion":"1.2"} => [p]tlsSettings.maxVersion: expected "1.3" or nothing, got "1.2"; this core speaks TLS 1.3 only
{"curvePreferences":["CurveP256","x"]} => [p]tlsSettings.curvePreferences: expected "X25519" and "X25519MLKEM768" among them, got "CurveP256,x"; this core has these two and no way to leave one out
{"curvePreferences":"X25519"} => [p]tlsSettings.curvePreferences: expected "X25519" and "X25519MLKEM768" among them, got "X25519"; this core has these two and no way to leave one out
{"echServerKeys":"YWJj"} => [p]tlsSettings.echServerKeys: expected nothing, got a value; this core does not encrypt ClientHellos
{"echConfigList":"x"} => [p]tlsSettings.echConfigList: expected nothing, got a value; this core does not encrypt ClientHellos
{"certificates":[{"certificate":["x"],"usage":"verify"}]} => [p]tlsSettings.certificates[0].certificate: expected a certificate in PEM, got none; Xray goes on with the system's authorities alone
`,
  'tls of a server': `
{"certificates":[{"certificate":<ca>,"key":<key>,"usage":"Issue"}]} => [i]tlsSettings.certificates[0].usage: expected "encipherment" or "verify", got "Issue"; this core signs no certificates
{"certificates":[{"certificate":<cert>}]} => [i]tlsSettings.certificates[0]: expected a certificate and its key in PEM, got what Go calls "tls: failed to find any PEM data in key input"; Xray goes on without the certificate
`,
  'reality of a client': `
{"password":"<k>","fingerprint":"safari"} => [p]realitySettings.fingerprint: expected "chrome" or nothing, got "safari"; this core plays Chrome and no other program
{"target":1,<server>} => [p]realitySettings.target: expected nothing, got a target, which is for servers; Xray cannot dial
{"dest":1,<server>} => [p]realitySettings.dest: expected nothing, got a target, which is for servers; Xray cannot dial
`,
  'reality of a server': `
{"password":"<k>"} => [i]realitySettings.target: expected a target, got settings of a client; Xray lets nobody in
{"target":"/run/x",<server>} => [i]realitySettings.target: expected a port or "host:port", got type "unix"; this core dials TCP only
{"dest":"a:1","type":"udp",<server>} => [i]realitySettings.dest: expected a port or "host:port", got type "udp"; this core dials TCP only
{"target":"a:http",<server>} => [i]realitySettings.target: expected a port of 0..65535, got "a:http"; this core dials numbers
{"target":"443","type":"tcp",<server>} => [i]realitySettings.target: expected a port of 0..65535, got "443"; this core dials numbers
`,
  stream: `
{"network":"xhttp","security":"tls","tlsSettings":{"alpn":["h3"]}} => [p]tlsSettings.alpn: expected "h2", "http/1.1" or both, got "h3" alone; HTTP/3 is not supported by this core
{"network":"xhttp","xhttpSettings":{"downloadSettings":{"address":"a","port":1,"network":"xhttp","security":"tls","tlsSettings":{"alpn":"h3"}}}} => [p]xhttpSettings.downloadSettings.tlsSettings.alpn: expected "h2", "http/1.1" or both, got "h3" alone; HTTP/3 is not supported by this core
{"network":"xhttp","xhttpSettings":{"downloadSettings":{"address":"a","port":1,"network":"xhttp","security":"tls","tlsSettings":{"fingerprint":"qq"}}}} => [p]xhttpSettings.downloadSettings.tlsSettings.fingerprint: expected "chrome" or nothing, got "qq"; this core plays Chrome and no other program
`,
};

describe.each(Object.keys(frames) as (keyof typeof frames)[])('%s', (frame) => {
  it.each(facts(refused[frame], words))('%s is refused with a reason', (written, said) => {
    expect(complaint(frames[frame](fill(written)))).toBe(said);
  });
});

describe('supportedSecurity', () => {
  const ofServer = (settings: string): Security | undefined =>
    parse(inbound(tls(fill(settings)))).inbounds[0]?.stream.security;
  const ofClient = (settings: string): Security | undefined =>
    parse(outbound(tls(fill(settings)))).outbounds[0]?.stream.security;

  it('gives a server its certificates, without those that are to trust', () => {
    const security = ofServer(
      '{"certificates":[{"certificate":<ca>,"usage":"verify"},{"certificate":<cert>,"key":<key>,"usage":"x"}]}',
    );
    expect(security).toMatchObject({
      certificates: [
        {
          at: { path: 'inbounds[0].streamSettings.tlsSettings.certificates[1]' },
          chain: [leaf],
          privateKey,
        },
      ],
      authorities: [],
    });
  });

  it('gives a client all certificates to trust, whatever they are for', () => {
    const security = ofClient(
      '{"certificates":[{"certificate":<ca>,"usage":"verify"},{"certificate":<cert>}]}',
    );
    expect(security).toMatchObject({ certificates: [], authorities: [authority(), leaf] });
  });

  it.each([
    ['P-521', false],
    ['P-384', true],
  ])('knows whether it can sign with a key for %s', (namedCurve, can) => {
    const { privateKey: other } = generateKeyPairSync('ec', { namedCurve });
    const jwk = other.export({ format: 'jwk' });
    const point = Buffer.concat(
      [jwk.x ?? '', jwk.y ?? ''].map((half) => Buffer.from(half, 'base64url')),
    );
    // a certificate, as far as it is looked at: its public key
    const spki = generateSpki(namedCurve, point);
    const fields = Buffer.concat([
      ...['020100', '3000', '3000', '3000', '3000'].map((hex) => Buffer.from(hex, 'hex')),
      spki,
    ]);
    const certificate = lines('CERTIFICATE', der(0x30, der(0x30, fields)));
    const keyLines = JSON.stringify(
      other.export({ type: 'pkcs8', format: 'pem' }).toString().split('\n'),
    );
    const said = complaint(
      inbound(tls(`{"certificates":[{"certificate":${certificate},"key":${keyLines}}]}`)),
    );
    expect(said === 'Configuration OK.').toBe(can);
    if (!can) expect(said).toContain('expected a key for RSA, P-256, P-384 or Ed25519');
  });

  it('lets a server name any program whose hello it will not play', () => {
    expect(ofServer('{"fingerprint":"firefox"}')).toMatchObject({ fingerprint: 'chrome' });
  });

  it.each([
    '{"curvePreferences":["CurveP256","X25519","x25519mlkem768"]}',
    '{"curvePreferences":["nothing"]}',
    '{"minVersion":"1.2","maxVersion":"1.3","cipherSuites":"TLS_AES_128_GCM_SHA256"}',
    '{"minVersion":"9","maxVersion":"9","enableSessionResumption":true,"rejectUnknownSni":true}',
    '{"certificates":[{"certificate":<cert>,"key":<key>,"ocspStapling":3600,"oneTimeLoading":true}]}',
  ])('accepts %s', (settings) => {
    expect(ofServer(settings)?.type).toBe('tls');
  });

  it('takes "h3" beside others and on raw connections', () => {
    const stream = (network: string, alpn: string) =>
      outbound(`{"network":"${network}","security":"tls","tlsSettings":{"alpn":${alpn}}}`);
    expect(complaint(stream('xhttp', '["h3","h2"]'))).toBe('Configuration OK.');
    expect(complaint(stream('raw', '["h3"]'))).toBe('Configuration OK.');
  });
});

function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.from([tag, ...size, ...content]);
}

function generateSpki(curve: string, point: Uint8Array): Buffer {
  const identifier = Buffer.from(curve === 'P-521' ? '06052b81040023' : '06052b81040022', 'hex');
  const algorithm = Buffer.concat([Buffer.from('06072a8648ce3d0201', 'hex'), identifier]);
  const bits = Buffer.concat([Buffer.from([0, 4]), point]);
  return der(0x30, Buffer.concat([der(0x30, algorithm), der(3, bits)]));
}
