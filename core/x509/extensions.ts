/**
 * The extensions of a certificate that decide whether it is accepted (RFC 5280 §4.2).
 *
 * basicConstraints, keyUsage, extKeyUsage, subjectAltName and the key identifiers. Distribution points and policies are
 * passed over, critical or not, because nothing here asks for revocation lists or a policy; name constraints are not
 * understood and hence never accepted (§4.2.1.10).
 */
import { DecodeError } from '../bytes/reader.ts';
import { fromLatin1 } from '../bytes/utf8.ts';
import {
  contextTag,
  type DerReader,
  derTags,
  objectIdentifier,
  readDer,
  unsignedInteger,
} from '../crypto/der.ts';

export interface Extension {
  /** `2.5.29.17`. */
  readonly id: string;
  readonly isCritical: boolean;
  /** The DER within the octet string; a view. */
  readonly value: Uint8Array;
}

export const extensionIds = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
} as const;

export const extendedUsages = {
  any: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

/** By the number of the bit (RFC 5280 §4.2.1.3). */
export const keyUsages = [
  ...['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'dataEncipherment'],
  ...['keyAgreement', 'keyCertSign', 'cRLSign', 'encipherOnly', 'decipherOnly'],
] as const;

export interface ExtensionValues {
  /** Null where the extension is absent, as everywhere here. */
  readonly basicConstraints: {
    readonly isAuthority: boolean;
    readonly maxPathLength: number | null;
  } | null;
  readonly keyUsage: readonly string[] | null;
  /** Object identifiers. */
  readonly extKeyUsage: readonly string[] | null;
  readonly subjectAltName: {
    readonly dnsNames: readonly string[];
    /** 4 or 16 octets each. */
    readonly ipAddresses: readonly Uint8Array[];
  } | null;
  readonly subjectKeyIdentifier: Uint8Array | null;
  readonly authorityKeyIdentifier: Uint8Array | null;
  /** Of extensions that are critical, or constrain names, and are not understood. */
  readonly unhandled: readonly string[];
}

/** Throws DecodeError. */
export function extensionValues(extensions: readonly Extension[]): ExtensionValues {
  const byId = new Map(extensions.map((extension) => [extension.id, extension.value]));
  if (byId.size < extensions.length) {
    throw new DecodeError('x509:duplicate_extension', 'An extension is there twice');
  }
  const read = <T>(id: string, reading: (der: DerReader) => T): T | null => {
    const value = byId.get(id);
    return value ? readDer(value, reading) : null;
  };
  return {
    basicConstraints: read(extensionIds.basicConstraints, basicConstraints),
    keyUsage: read(extensionIds.keyUsage, keyUsage),
    extKeyUsage: read(extensionIds.extKeyUsage, extKeyUsage),
    subjectAltName: read(extensionIds.subjectAltName, subjectAltName),
    subjectKeyIdentifier: read(extensionIds.subjectKeyIdentifier, (der) =>
      der.content('subjectKeyIdentifier', derTags.octetString),
    ),
    authorityKeyIdentifier: read(extensionIds.authorityKeyIdentifier, authorityKeyIdentifier),
    unhandled: extensions
      .filter(({ id, isCritical }) =>
        id === extensionIds.nameConstraints ? true : isCritical && !handled.has(id),
      )
      .map(({ id }) => id),
  };
}

const handled: ReadonlySet<string> = new Set(Object.values(extensionIds));

const basicConstraints = (der: DerReader) =>
  der.inside('basicConstraints', derTags.sequence, (constraints) => ({
    isAuthority: constraints.hasNext(derTags.boolean) && derBoolean(constraints, 'cA'),
    maxPathLength: constraints.hasMore ? pathLength(constraints) : null,
  }));

function pathLength(der: DerReader): number {
  const octets = unsignedInteger(der.content('pathLenConstraint', derTags.integer));
  if (octets.length > 4) throw der.malformed('x509:bad_path_length', 'A path length is too great');
  return octets.reduce((value, octet) => value * 256 + octet, 0);
}

function keyUsage(der: DerReader): readonly string[] {
  const [unused = 8, ...octets] = der.content('keyUsage', derTags.bitString);
  if (unused > 7 || octets.length > 2 || (octets.length === 0 && unused > 0)) {
    throw der.malformed('x509:bad_bit_string', 'Key usage is malformed');
  }
  return keyUsages.filter((_, bit) => ((octets[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
}

const extKeyUsage = (der: DerReader) =>
  der.inside('extKeyUsage', derTags.sequence, (usages) => {
    const identifiers: string[] = [];
    while (usages.hasMore) {
      identifiers.push(objectIdentifier(usages.content('keyPurposeId', derTags.objectIdentifier)));
    }
    return identifiers;
  });

const subjectAltName = (der: DerReader) =>
  der.inside('subjectAltName', derTags.sequence, (names) => {
    const dnsNames: string[] = [];
    const ipAddresses: Uint8Array[] = [];
    while (names.hasMore) {
      const { tag, content } = names.element('generalName');
      if (tag === contextTag(2, 'primitive')) {
        if (content.some((octet) => octet > 127)) {
          throw names.malformed('x509:bad_name', 'A DNS name is not ASCII');
        }
        dnsNames.push(fromLatin1(content));
      } else if (tag === contextTag(7, 'primitive')) {
        if (content.length !== 4 && content.length !== 16) {
          throw names.malformed('x509:bad_name', `An address of ${content.length} octets`);
        }
        ipAddresses.push(content);
      }
    }
    return { dnsNames, ipAddresses };
  });

const authorityKeyIdentifier = (der: DerReader) =>
  der.inside('authorityKeyIdentifier', derTags.sequence, (fields) => {
    const tag = contextTag(0, 'primitive');
    const identifier = fields.hasNext(tag) ? fields.content('keyIdentifier', tag) : null;
    while (fields.hasMore) fields.element('authorityCert');
    return identifier;
  });

/** DER knows one octet for true and one for false (X.690 §11.1). Throws DecodeError. */
export function derBoolean(der: DerReader, name: string): boolean {
  const content = der.content(name, derTags.boolean);
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) {
    throw der.malformed('x509:bad_boolean', 'A boolean is malformed');
  }
  return content[0] === 0xff;
}
