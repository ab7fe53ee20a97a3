/** Certificates of every kind of key for one test run, and the authority that has signed them. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { pemText } from '../../core/config/pem.ts';
import { nodeCrypto } from '../../core/node/crypto.ts';
import type { ServerIdentity } from '../../core/tls/server-certificates.ts';
import { buildCertificate, type CertificateTemplate } from '../../core/x509/build.ts';

export type KeyKind = 'P-256' | 'P-384' | 'Ed25519' | 'RSA';

const authorityName = 'test authority';
const day = 24 * 3600 * 1000;

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const makers: Readonly<Record<KeyKind, () => KeyPair>> = {
  'P-256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  Ed25519: () => generateKeyPairSync('ed25519'),
  RSA: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

const plain = (octets: Buffer): Uint8Array => Uint8Array.from(octets);
const spki = (key: KeyObject) => plain(key.export({ type: 'spki', format: 'der' }));
const pkcs8 = (key: KeyObject) => plain(key.export({ type: 'pkcs8', format: 'der' }));

/** Identities are made when first asked for. */
export class Identities {
  readonly #authority = makers['P-256']();
  readonly #known = new Map<string, ServerIdentity>();
  #serial = 1;
  /** In DER. */
  readonly authority: Uint8Array = this.#certify(authorityName, this.#authority, [], true);

  /** For `name`, localhost and 127.0.0.1. */
  of(kind: KeyKind, name = 'server.example'): ServerIdentity {
    const id = `${kind} ${name}`;
    const known = this.#known.get(id);
    if (known) return known;
    const pair = makers[kind]();
    const leaf = this.#certify(name, pair, [name, 'localhost'], false);
    const identity = { chain: [leaf], privateKey: pkcs8(pair.privateKey) };
    this.#known.set(id, identity);
    return identity;
  }

  #certify(subject: string, pair: KeyPair, dnsNames: readonly string[], isCa: boolean): Uint8Array {
    const template: CertificateTemplate = {
      serialNumber: Uint8Array.of(this.#serial++),
      issuer: authorityName,
      subject,
      notBeforeMs: Date.now() - day,
      notAfterMs: Date.now() + day,
      publicKey: spki(pair.publicKey),
      issuerPublicKey: spki(this.#authority.publicKey),
      authority: isCa ? { maxPathLength: null } : null,
      dnsNames,
      ipAddresses: isCa ? [] : [Uint8Array.of(127, 0, 0, 1)],
    };
    const key = pkcs8(this.#authority.privateKey);
    return buildCertificate(nodeCrypto, template, 'ecdsa_secp256r1_sha256', key);
  }
}

/** As programs want them. */
export const pemOfCertificate = (der: Uint8Array): string => pemText('CERTIFICATE', der);
export const pemOfKey = (privateKey: Uint8Array): string =>
  String(
    createPrivateKey({ key: Buffer.from(privateKey), type: 'pkcs8', format: 'der' }).export({
      type: 'pkcs8',
      format: 'pem',
    }),
  );
/** SubjectPublicKeyInfo of a private key. */
export const publicKeyOf = (privateKey: Uint8Array): Uint8Array =>
  spki(
    createPublicKey(
      createPrivateKey({ key: Buffer.from(privateKey), type: 'pkcs8', format: 'der' }),
    ),
  );
