import { describe, expect, it } from 'vitest';
import { decode } from '../../../core/bytes/codec.ts';
import { identityOf } from '../../../core/scenarios/certificates.ts';
import { type ClientHello, clientHello } from '../../../core/tls/messages/client-hello.ts';
import { chosenIdentity } from '../../../core/tls/server-certificates.ts';
import { trace } from '../../support/rfc8448.ts';
import { testIdentity } from '../../support/tls-machines.ts';

const read = decode(clientHello, trace(3)('client ClientHello message'))?.value as ClientHello;
const signing = (...schemes: number[]): ClientHello => ({
  ...read,
  extensions: [{ extension_type: 13, extension_data: { supported_signature_algorithms: schemes } }],
});
const hello = signing(0x0807);
const identities = [
  testIdentity('first.example'),
  testIdentity('second.example', ['other.example', '*.wild.example']),
];
const placeOf = (name: string, rejectUnknownSni = false, list = identities) =>
  chosenIdentity(hello, name, list, rejectUnknownSni).certificate;

describe('chosenIdentity', () => {
  it('goes by common name and by alternative names, whatever the case', () => {
    expect(placeOf('first.example')).toBe(0);
    expect(placeOf('SECOND.example')).toBe(1);
    expect(placeOf('other.Example')).toBe(1);
  });

  it('lets a wildcard stand for one label', () => {
    expect(placeOf('a.wild.example')).toBe(1);
    expect(placeOf('a.b.wild.example')).toBe(0);
    expect(placeOf('wild.example')).toBe(0);
  });

  it('takes the first where none fits, or no name is asked for', () => {
    expect([placeOf('third.example'), placeOf('')]).toEqual([0, 0]);
  });

  it('refuses where none fits and none else shall be shown, one certificate or many', () => {
    for (const list of [identities, identities.slice(0, 1), []]) {
      expect(() => placeOf('third.example', true, list)).toThrow('tls: no certificates configured');
      expect(() => placeOf('', true, list)).toThrow('tls: no certificates configured');
    }
    expect(placeOf('other.example', true)).toBe(1);
  });

  it('refuses where there are no certificates', () => {
    expect(() => placeOf('', false, [])).toThrow('tls: no certificates configured');
  });

  it('RFC 8446 §4.2.3: signs by the first scheme of the client’s that fits the key', () => {
    const schemeOf = (list: number[], identity = testIdentity()) =>
      chosenIdentity(signing(...list), '', [identity], false).scheme;
    expect(schemeOf([0x0403, 0x0804, 0x0807])).toBe('ed25519');
    expect(schemeOf([0x0807, 0x0401, 0x0503, 0x0403], identityOf('site.example'))).toBe(
      'ecdsa_secp256r1_sha256',
    );
    expect(() => schemeOf([0x0403, 0x0804])).toThrow(
      "tls: peer doesn't support any of the certificate's signature algorithms",
    );
  });

  it('RFC 8446 §4.2.3: wants signature_algorithms', () => {
    const silent = { ...read, extensions: [] };
    expect(() => chosenIdentity(silent, '', identities, false)).toThrow('missing extension');
  });
});
