/**
 * Makes certificates (RFC 5280 §4.1): authorities, leaves, certificates signed by their own key.
 *
 * Version 3, a common name alone as name, key identifiers of the first 160 bits of SHA-256 (RFC 7093 §2).
 */
import { fromHex } from '../bytes/hex.ts';
import { toLatin1, toUtf8 } from '../bytes/utf8.ts';
import { contextTag, derOf, derTags } from '../crypto/der.ts';
import type { Curve } from '../crypto/keys.ts';
import type { CryptoProvider, SignatureScheme } from '../crypto/provider.ts';
import { extendedUsages, extensionIds, keyUsages } from './extensions.ts';
import { timeToDer } from './time.ts';

export interface CertificateTemplate {
  /** Its most significant octet is 1..127. */
  readonly serialNumber: Uint8Array;
  /** Common names. */
  readonly issuer: string;
  readonly subject: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
  /** The issuer's SubjectPublicKeyInfo; the same as `publicKey` where the certificate is signed by its own key. */
  readonly issuerPublicKey: Uint8Array;
  /** Null: not an authority; else how many authorities may be below it. */
  readonly authority: { readonly maxPathLength: number | null } | null;
  readonly dnsNames: readonly string[];
  /** 4 or 16 octets each. */
  readonly ipAddresses: readonly Uint8Array[];
}

/** Schemes that certificates can be signed with here. */
export type SigningScheme = Extract<
  SignatureScheme,
  'ecdsa_secp256r1_sha256' | 'ecdsa_secp384r1_sha384' | 'ed25519' | 'rsa_pkcs1_sha256'
>;

/** The certificate in DER. `issuerPrivateKey`: PKCS #8. Throws RangeError where the provider cannot sign with it. */
export function buildCertificate(
  crypto: CryptoProvider,
  template: CertificateTemplate,
  scheme: SigningScheme,
  issuerPrivateKey: Uint8Array,
): Uint8Array {
  const algorithm = sequence(fromHex(algorithmContents[scheme]));
  const signed = sequence(
    derOf(contextTag(0, 'constructed'), integer(2)),
    derOf(derTags.integer, template.serialNumber),
    algorithm,
    commonName(template.issuer),
    sequence(timeToDer(template.notBeforeMs), timeToDer(template.notAfterMs)),
    commonName(template.subject),
    template.publicKey,
    derOf(contextTag(3, 'constructed'), sequence(...extensions(crypto, template))),
  );
  return sequence(signed, algorithm, bitString(crypto.sign(scheme, issuerPrivateKey, signed)));
}

/** SubjectPublicKeyInfo of an Ed25519 key of 32 octets (RFC 8410 §4). */
export const ed25519PublicKeyInfo = (key: Uint8Array): Uint8Array =>
  sequence(sequence(fromHex(algorithmContents.ed25519)), bitString(key));

/** PKCS #8 of an Ed25519 seed of 32 octets (RFC 8410 §7). */
export const ed25519PrivateKeyInfo = (seed: Uint8Array): Uint8Array =>
  sequence(
    integer(0),
    sequence(fromHex(algorithmContents.ed25519)),
    derOf(derTags.octetString, derOf(derTags.octetString, seed)),
  );

/** SubjectPublicKeyInfo of an uncompressed point (RFC 5480 §2). */
export const ecdsaPublicKeyInfo = (curve: Curve, point: Uint8Array): Uint8Array =>
  sequence(sequence(fromHex(curveContents[curve])), bitString(point));

/** PKCS #8 of a scalar as long as the curve's coordinates (RFC 5915 §3). */
export const ecdsaPrivateKeyInfo = (curve: Curve, scalar: Uint8Array): Uint8Array =>
  sequence(
    integer(0),
    sequence(fromHex(curveContents[curve])),
    derOf(derTags.octetString, sequence(integer(1), derOf(derTags.octetString, scalar))),
  );

const algorithmContents = {
  ecdsa_secp256r1_sha256: '06082a8648ce3d040302',
  ecdsa_secp384r1_sha384: '06082a8648ce3d040303',
  ed25519: '06032b6570',
  rsa_pkcs1_sha256: '06092a864886f70d01010b0500',
} as const satisfies Record<SigningScheme, string>;

const curveContents = {
  p256: '06072a8648ce3d020106082a8648ce3d030107',
  p384: '06072a8648ce3d020106052b81040022',
} as const satisfies Record<Curve, string>;

function extensions(crypto: CryptoProvider, template: CertificateTemplate): Uint8Array[] {
  const { authority, dnsNames, ipAddresses, publicKey, issuerPublicKey } = template;
  const identifierOf = (key: Uint8Array) => crypto.hash('sha256', key).slice(0, 20);
  const list = [
    extension(extensionIds.basicConstraints, true, basicConstraints(authority)),
    extension(
      extensionIds.keyUsage,
      true,
      keyUsage(authority ? 'keyCertSign' : 'digitalSignature'),
    ),
    extension(
      extensionIds.subjectKeyIdentifier,
      false,
      derOf(derTags.octetString, identifierOf(publicKey)),
    ),
    extension(
      extensionIds.authorityKeyIdentifier,
      false,
      sequence(derOf(contextTag(0, 'primitive'), identifierOf(issuerPublicKey))),
    ),
  ];
  if (!authority) {
    const usages = sequence(objectIdentifier(extendedUsages.serverAuth));
    list.push(extension(extensionIds.extKeyUsage, false, usages));
  }
  if (dnsNames.length + ipAddresses.length > 0) {
    const names = sequence(
      ...dnsNames.map((name) => derOf(contextTag(2, 'primitive'), toLatin1(name))),
      ...ipAddresses.map((address) => derOf(contextTag(7, 'primitive'), address)),
    );
    list.push(extension(extensionIds.subjectAltName, false, names));
  }
  return list;
}

const extension = (id: string, isCritical: boolean, value: Uint8Array): Uint8Array =>
  sequence(
    objectIdentifier(id),
    ...(isCritical ? [derOf(derTags.boolean, Uint8Array.of(0xff))] : []),
    derOf(derTags.octetString, value),
  );

function basicConstraints(authority: CertificateTemplate['authority']): Uint8Array {
  if (!authority) return sequence();
  const { maxPathLength } = authority;
  return sequence(
    derOf(derTags.boolean, Uint8Array.of(0xff)),
    ...(maxPathLength === null ? [] : [integer(maxPathLength)]),
  );
}

function keyUsage(usage: (typeof keyUsages)[number]): Uint8Array {
  const bit = keyUsages.indexOf(usage);
  return derOf(derTags.bitString, Uint8Array.of(7 - bit, 128 >> bit));
}

const commonName = (name: string): Uint8Array =>
  sequence(
    derOf(
      derTags.set,
      sequence(objectIdentifier('2.5.4.3'), derOf(derTags.utf8String, toUtf8(name))),
    ),
  );

const sequence = (...parts: readonly Uint8Array[]): Uint8Array => derOf(derTags.sequence, ...parts);

/** 0..127. */
const integer = (value: number): Uint8Array => derOf(derTags.integer, Uint8Array.of(value));

const bitString = (octets: Uint8Array): Uint8Array =>
  derOf(derTags.bitString, Uint8Array.of(0), octets);

/** Of arcs below 2^31. */
function objectIdentifier(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const octets = [40 * first + second, ...rest].flatMap((arc) => {
    const groups = [arc & 127];
    for (let more = arc >> 7; more > 0; more >>= 7) groups.unshift(128 | (more & 127));
    return groups;
  });
  return derOf(derTags.objectIdentifier, Uint8Array.from(octets));
}
