import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toBase64 } from '../../../core/bytes/base64.ts';
import { keyPair } from '../../../core/config/key-pair.ts';
import { authority, identityOf } from '../../../core/scenarios/certificates.ts';

const pem = (type: string, octets: Uint8Array) =>
  `-----BEGIN ${type}-----\n${toBase64(octets).replace(/.{64}/g, '$&\n')}\n-----END ${type}-----\n`;
const { chain, privateKey } = identityOf('cdn.example');
const leaf = chain[0] as Uint8Array;
const certificate = pem('CERTIFICATE', leaf);
const key = pem('PRIVATE KEY', privateKey);

describe('keyPair', () => {
  it('gives the chain and the key', () => {
    const pair = keyPair(certificate + pem('CERTIFICATE', authority()), `x\n${key}`);
    expect(pair).toMatchObject({ chain: [leaf, authority()], key: { octets: privateKey } });
  });

  it('passes over other blocks before the key', () => {
    const parameters = pem('EC PARAMETERS', Uint8Array.of(6, 0));
    expect(keyPair(certificate, parameters + key)).toMatchObject({ key: { octets: privateKey } });
  });

  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  it.each([
    ['nothing', '', key, 'tls: failed to find any PEM data in certificate input'],
    [
      'a key in place of the certificate',
      key,
      key,
      'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
    ],
    [
      'no certificate among others',
      pem('X', leaf) + pem('Y Z', leaf),
      key,
      'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [X Y Z]',
    ],
    ['no key', certificate, '', 'tls: failed to find any PEM data in key input'],
    [
      'a certificate in place of the key',
      certificate,
      certificate,
      'tls: found a certificate rather than a key in the PEM for the private key',
    ],
    [
      'no key among others',
      certificate,
      pem('X', leaf),
      'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [X]',
    ],
    [
      'a certificate that is none',
      pem('CERTIFICATE', privateKey),
      key,
      'x509: malformed certificate',
    ],
    [
      'a key that is none',
      certificate,
      pem('PRIVATE KEY', leaf),
      'tls: failed to parse private key',
    ],
    [
      'a key of another type',
      certificate,
      String(rsa.export({ type: 'pkcs1', format: 'pem' })),
      'tls: private key type does not match public key type',
    ],
    [
      'the key of another',
      certificate,
      String(other.export({ type: 'sec1', format: 'pem' })),
      'tls: private key does not match public key',
    ],
  ])('says of %s what Go says', (_, certificateText, keyText, said) => {
    expect(keyPair(certificateText, keyText)).toEqual({ said });
  });
});
