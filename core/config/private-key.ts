/**
 * Private keys in the three forms that PEM files hold, as one: PKCS #8 (RFC 5958 §2); and whether one belongs to a
 * certificate.
 *
 * Read from their DER (X.690 §10): PKCS #1 for RSA (RFC 8017 A.1.2), SEC 1 for elliptic curves (RFC 5915 §3), the public
 * key of a certificate (RFC 5280 §4.1). As in Go's tls.X509KeyPair the octets decide, not the name of the block. Numbers
 * are not checked, and what does not follow from the octets alone: an elliptic key need not hold its point.
 */
import { concat } from '../bytes/concat.ts';
import { fromHex, toHex } from '../bytes/hex.ts';

export interface Key {
  /** The content of an object identifier, in hexadecimal. */
  readonly algorithm: string;
  /** The same, of an elliptic curve; empty for others. */
  readonly curve: string;
  /** What both halves of a pair have, in hexadecimal: an RSA modulus, a point. Empty where it is not written. */
  readonly shared: string;
}

export interface PrivateKey extends Key {
  /** PKCS #8 in DER. */
  readonly octets: Uint8Array;
}

export const rsaEncryption = '2a864886f70d010101';
export const ecPublicKey = '2a8648ce3d0201';
export const ed25519 = '2b6570';
/** secp256r1 and secp384r1. */
export const p256 = '2a8648ce3d030107';
export const p384 = '2b81040022';

/** Null for octets that are no private key. */
export function parsePrivateKey(der: Uint8Array): PrivateKey | null {
  const [version, next, ...rest] = membersOf(der);
  if (version?.tag !== tags.integer || !next) return null;
  switch (next.tag) {
    case tags.sequence: {
      const key = rest[0];
      return key?.tag === tags.octetString ? ofPkcs8(next, key.content, der) : null;
    }
    case tags.integer:
      return rest.length < 6 ? null : { ...ofRsa(next), octets: pkcs8(rsaIdentifier, der) };
    case tags.octetString: {
      const curve = elements(rest.find(({ tag }) => tag === tags.zero)?.content)[0];
      if (curve?.tag !== tags.objectId) return null;
      const octets = pkcs8(
        concat([tlv(tags.objectId, fromHex(ecPublicKey)), tlv(tags.objectId, curve.content)]),
        der,
      );
      return { ...ofCurve(curve, rest), octets };
    }
  }
  return null;
}

/** The public key of a certificate in DER; null for octets that are no certificate. */
export function publicKeyOf(certificate: Uint8Array): Key | null {
  const fields = elements(membersOf(certificate)[0]?.content);
  const info = fields[fields[0]?.tag === tags.zero ? 6 : 5];
  const [identifier, bits] = elements(info?.content);
  const [algorithm, parameters] = elements(identifier?.content);
  if (algorithm?.tag !== tags.objectId || bits?.tag !== tags.bitString) return null;
  const name = toHex(algorithm.content);
  const key = bits.content.subarray(1);
  const modulus = name === rsaEncryption ? membersOf(key)[0] : undefined;
  if (modulus) return ofRsa(modulus);
  const curve = parameters?.tag === tags.objectId ? toHex(parameters.content) : '';
  return { algorithm: name, curve, shared: toHex(key) };
}

function ofPkcs8(identifier: Element, key: Uint8Array, octets: Uint8Array): PrivateKey | null {
  const [algorithm, parameters] = elements(identifier.content);
  if (algorithm?.tag !== tags.objectId) return null;
  const name = toHex(algorithm.content);
  const [, first, ...rest] = membersOf(key);
  if (name === rsaEncryption) return first ? { ...ofRsa(first), octets } : null;
  if (name !== ecPublicKey) return { algorithm: name, curve: '', shared: '', octets };
  if (parameters?.tag !== tags.objectId || first?.tag !== tags.octetString) return null;
  return { ...ofCurve(parameters, rest), octets };
}

const ofRsa = (modulus: Element): Key => ({
  algorithm: rsaEncryption,
  curve: '',
  shared: toHex(modulus.content),
});

/** `rest` follows the private number. */
function ofCurve(curve: Element, rest: readonly Element[]): Key {
  const point = elements(rest.find(({ tag }) => tag === tags.one)?.content)[0];
  return {
    algorithm: ecPublicKey,
    curve: toHex(curve.content),
    shared: point ? toHex(point.content.subarray(1)) : '',
  };
}

const tags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  sequence: 0x30,
  zero: 0xa0,
  one: 0xa1,
} as const;

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The elements one after another; none where the octets are not such. */
function elements(octets: Uint8Array = new Uint8Array(0)): readonly Element[] {
  const found: Element[] = [];
  for (let at = 0; at < octets.length; ) {
    const tag = octets[at] as number;
    const first = octets[at + 1] ?? 0x80;
    const more = first < 0x80 ? 0 : first & 0x7f;
    if (first === 0x80 || more > 3) return [];
    const length = more
      ? octets.subarray(at + 2, at + 2 + more).reduce((sum, octet) => sum * 256 + octet, 0)
      : first;
    const start = at + 2 + more;
    at = start + length;
    if (at > octets.length) return [];
    found.push({ tag, content: octets.subarray(start, at) });
  }
  return found;
}

/** What a sequence, which must be all of the octets, holds. */
function membersOf(octets: Uint8Array): readonly Element[] {
  const [whole, ...others] = elements(octets);
  return whole?.tag === tags.sequence && others.length === 0 ? elements(whole.content) : [];
}

/** rsaEncryption and its parameters, which are null. */
const rsaIdentifier = concat([
  Uint8Array.of(tags.objectId, rsaEncryption.length / 2),
  fromHex(rsaEncryption),
  Uint8Array.of(0x05, 0),
]);

function pkcs8(identifier: Uint8Array, key: Uint8Array): Uint8Array {
  const version = Uint8Array.of(tags.integer, 1, 0);
  const parts = [version, tlv(tags.sequence, identifier), tlv(tags.octetString, key)];
  return tlv(tags.sequence, concat(parts));
}

function tlv(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  const octets = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  const header = length < 0x80 ? [tag, length] : [tag, 0x80 | octets.length, ...octets];
  return concat([Uint8Array.from(header), content]);
}
