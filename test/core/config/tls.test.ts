import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../../core/bytes/utf8.ts';

import { parseConfig } from '../../../core/config/parse.ts';
import type { TlsSecurity } from '../../../core/config/types.ts';
import { complaint, facts, parse } from '../../support/config-facts.ts';

const outbound = (tls: string, network = 'raw') =>
  `{"outbounds":[{"tag":"p","protocol":"vless","settings":{"address":"a.example","port":1,"id":"x","encryption":"none"},"streamSettings":{"network":"${network}","security":"tls","tlsSettings":${tls}}}]}`;

function built(tls: object): TlsSecurity {
  const security = parse(outbound(JSON.stringify(tls))).outbounds[0]?.stream.security;
  if (security?.type !== 'tls') throw new Error('No TLS');
  return security;
}

const words = {
  tls: 'infra/conf: failed to build outbound config with tag p > infra/conf: failed to build stream settings for outbound detour > infra/conf: Failed to build TLS config. > ',
};
const pin = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

describe('buildTls', () => {
  it('fills in what is not said', () => {
    const { at, ...rest } = built({});
    expect(at.path).toBe('outbounds[0].streamSettings.tlsSettings');
    expect(rest).toEqual({
      type: 'tls',
      serverName: '',
      alpn: [],
      fingerprint: 'chrome',
      certificates: [],
      authorities: [],
      disableSystemRoot: false,
      rejectUnknownSni: false,
      pinnedPeerCertSha256: [],
      verifyPeerCertByName: [],
      masterKeyLog: '',
    });
  });

  it('needs no settings', () => {
    expect(complaint(outbound('null'))).toBe('Configuration OK.');
  });

  it('keeps names as they are written, and takes lists apart', () => {
    expect(
      built({
        serverName: 'A.example',
        alpn: 'h2,http/1.1',
        fingerprint: 'Unsafe',
        verifyPeerCertByName: 'a.example, ,b.example',
        masterKeyLog: '/run/key.log',
      }),
    ).toMatchObject({
      serverName: 'A.example',
      alpn: ['h2', 'http/1.1'],
      fingerprint: 'unsafe',
      verifyPeerCertByName: ['a.example', 'b.example'],
      masterKeyLog: '/run/key.log',
    });
    expect(built({ masterKeyLog: 'none' }).masterKeyLog).toBe('');
  });

  it('reads pins in the spelling of OpenSSL too', () => {
    const colons = pin.toUpperCase().replace(/..(?=.)/g, '$&:');
    const pins = built({ pinnedPeerCertSha256: `${pin},, ${colons} ` }).pinnedPeerCertSha256;
    expect(pins.map((octets) => Buffer.from(octets).toString('hex'))).toEqual([pin, pin]);
  });

  it.each(
    facts(
      `
{"alpn":["fromMitm","h2"]} => [tls]infra/conf: only one element is allowed in "alpn" when using "fromMitm" in it
{"fingerprint":"Opera"} => [tls]infra/conf: unknown "fingerprint": opera
{"allowInsecure":true} => [tls]common/errors: The feature "allowInsecure" has been removed and migrated to "pinnedPeerCertSha256"(pcs) and "verifyPeerCertByName"(vcn). Please update your config(s) according to release note and documentation.
{"allowInsecure":true,"fingerprint":"opera"} => [tls]infra/conf: unknown "fingerprint": opera
{"allowInsecure":true,"certificates":[{}]} => [tls]infra/conf: failed to parse certificate > infra/conf: both file and bytes are empty.
{"pinnedPeerCertSha256":" 9f:86 "} => [tls]infra/conf: incorrect pinnedPeerCertSha256 length: 9f:86
{"pinnedPeerCertSha256":"9f8"} => [tls]encoding/hex: odd length hex string
{"pinnedPeerCertSha256":"xy"} => [tls]encoding/hex: invalid byte: U+0078 'x'
{"echServerKeys":"a"} => [tls]infra/conf: invalid ECH Configa
{"echSockopt":{"domainStrategy":"x"}} => [tls]infra/conf: Failed to build ech sockopt. > infra/conf: unsupported domain strategy: x
{"certificates":[{"key":["x"]}]} => [tls]infra/conf: failed to parse certificate > infra/conf: both file and bytes are empty.
{"certificates":[{"certificate":["x"],"key":[],"keyFile":""}],"fingerprint":"opera"} => [tls]infra/conf: unknown "fingerprint": opera
{"certificates":[null]} => [tls]xhttp-lab: outbounds[0].streamSettings.tlsSettings.certificates[0]: expected an object, got null; Xray panics when it loads this
{"certificates":[{"certificateFile":"a.crt"}]} => [tls]infra/conf: failed to parse certificate > xhttp-lab: outbounds[0].streamSettings.tlsSettings.certificates[0].certificateFile: expected its lines in "certificate", got "a.crt"; there are no files to read here
`,
      words,
    ),
  )('says of %s what Xray says', (tls, said) => {
    expect(complaint(outbound(tls))).toBe(said);
  });

  it('says what the system says of a file that is not there', () => {
    const readFile = (path: string): Uint8Array => {
      if (path === 'a.crt') return toUtf8('x');
      throw new Error(`open ${path}: no such file or directory`);
    };
    const text = outbound('{"certificates":[{"certificateFile":"a.crt","keyFile":"a.key"}]}');
    expect(() => parseConfig([{ name: 'c.json', text }], { readFile })).toThrow(
      `${words.tls}infra/conf: failed to parse key > open a.key: no such file or directory`,
    );
  });
});
