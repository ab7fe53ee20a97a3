/**
 * Certificates (RFC 5280 §4.1): from DER to what verification looks at.
 *
 * Written back are the octets as they came, for the signature is over them. At most 65,535 octets. Names are kept in DER
 * and compared as octets, as Go does; keys and signatures of algorithms that are not known here are read and fail later.
 */
import type { Codec } from '../bytes/codec.ts';
import { DecodeError, type Reader } from '../bytes/reader.ts';
import { fromUtf8 } from '../bytes/utf8.ts';
import {
  contextTag,
  DerReader,
  derTags,
  objectIdentifier,
  readDer,
  unsignedInteger,
  wholeOctets,
} from '../crypto/der.ts';
import { derBoolean, type Extension, type ExtensionValues, extensionValues } from './extensions.ts';
import { type SignatureAlgorithm, signatureAlgorithm } from './signature-algorithm.ts';
import { timeFromDer } from './time.ts';

/** Octets are views of the certificate's own. */
export interface Certificate extends ExtensionValues {
  /** The whole certificate. */
  readonly octets: Uint8Array;
  /** TBSCertificate: what is signed. */
  readonly signedOctets: Uint8Array;
  readonly version: 1 | 2 | 3;
  /** Without leading zero octets. */
  readonly serialNumber: Uint8Array;
  /** Null for one that is not known here. */
  readonly signatureAlgorithm: SignatureAlgorithm | null;
  readonly signature: Uint8Array;
  /** Name in DER. */
  readonly issuer: Uint8Array;
  /** Name in DER. */
  readonly subject: Uint8Array;
  /** Ms since 1970; both moments belong to the time of validity. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** In DER. */
  readonly subjectPublicKeyInfo: Uint8Array;
  readonly extensions: readonly Extension[];
}

export const maxCertificateOctets = 65_535;

/** Throws DecodeError for anything but one well-formed certificate. */
export const parseCertificate = (octets: Uint8Array): Certificate =>
  readDer(octets, readCertificate);

export const certificate: Codec<Certificate> = {
  read: (reader: Reader) => readCertificate(new DerReader(reader)),
  write: (writer, { octets }) => writer.put(octets),
};

/** The last commonName of a Name in DER; empty for none. Throws DecodeError. */
export const commonNameOf = (name: Uint8Array): string => readDer(name, readName);

function readCertificate(der: DerReader): Certificate {
  const { value, octets } = der.withOctets(() =>
    der.inside('certificate', derTags.sequence, (fields) => {
      const signed = fields.withOctets(() =>
        fields.inside('tbsCertificate', derTags.sequence, readSignedFields),
      );
      const algorithm = fields.content('signatureAlgorithm', derTags.sequence);
      const signature = wholeOctets(fields.content('signatureValue', derTags.bitString));
      const { signedAlgorithm, ...rest } = signed.value;
      if (!isSame(algorithm, signedAlgorithm)) {
        throw fields.malformed('x509:two_algorithms', 'Signature algorithms differ');
      }
      return { ...rest, signedOctets: signed.octets, algorithm, signature };
    }),
  );
  if (octets.length > maxCertificateOctets) {
    throw new DecodeError('x509:too_long', `A certificate of ${octets.length} octets`);
  }
  const { algorithm, ...rest } = value;
  return {
    ...rest,
    ...extensionValues(rest.extensions),
    octets,
    signatureAlgorithm: signatureAlgorithm(algorithm),
  };
}

function readSignedFields(tbs: DerReader) {
  const version = readVersion(tbs);
  const serialNumber = unsignedInteger(tbs.content('serialNumber', derTags.integer));
  const signedAlgorithm = tbs.content('signature', derTags.sequence);
  const issuer = nameOctets(tbs, 'issuer');
  const [notBeforeMs, notAfterMs] = tbs.inside('validity', derTags.sequence, (validity) => {
    const times = ['notBefore', 'notAfter'].map((name) => validity.element(name));
    return times.map(({ tag, content }) => timeFromDer(tag, content)) as [number, number];
  });
  const subject = nameOctets(tbs, 'subject');
  const { octets: subjectPublicKeyInfo } = tbs.withOctets(() =>
    tbs.inside('subjectPublicKeyInfo', derTags.sequence, (info) => {
      info.content('algorithm', derTags.sequence);
      info.content('subjectPublicKey', derTags.bitString);
    }),
  );
  // issuerUniqueID and subjectUniqueID (§4.1.2.8)
  for (const number of [1, 2]) {
    const tag = contextTag(number, 'primitive');
    if (tbs.hasNext(tag)) tbs.content('uniqueIdentifier', tag);
  }
  const tag = contextTag(3, 'constructed');
  const extensions = tbs.hasNext(tag)
    ? tbs.inside('extensions', tag, (outer) =>
        outer.inside('extensions', derTags.sequence, readExtensions),
      )
    : [];
  if (extensions.length > 0 && version !== 3) {
    throw tbs.malformed('x509:bad_version', `Extensions in version ${version}`);
  }
  return {
    version,
    serialNumber,
    signedAlgorithm,
    issuer,
    notBeforeMs,
    notAfterMs,
    subject,
    subjectPublicKeyInfo,
    extensions,
  };
}

function readVersion(tbs: DerReader): 1 | 2 | 3 {
  const tag = contextTag(0, 'constructed');
  if (!tbs.hasNext(tag)) return 1;
  const [version = 0, ...more] = tbs.inside('version', tag, (outer) =>
    outer.content('version', derTags.integer),
  );
  if (more.length > 0 || version > 2) {
    throw tbs.malformed('x509:bad_version', 'A version that nobody has defined');
  }
  return (version + 1) as 1 | 2 | 3;
}

function nameOctets(tbs: DerReader, field: string): Uint8Array {
  const { octets } = tbs.withOctets(() => tbs.content(field, derTags.sequence));
  commonNameOf(octets);
  return octets;
}

function readName(der: DerReader): string {
  let commonName = '';
  der.inside('name', derTags.sequence, (sequence) => {
    while (sequence.hasMore) {
      sequence.inside('relativeDistinguishedName', derTags.set, (set) => {
        while (set.hasMore) {
          set.inside('attribute', derTags.sequence, (attribute) => {
            const type = objectIdentifier(attribute.content('type', derTags.objectIdentifier));
            const value = attribute.element('value');
            if (type === '2.5.4.3') commonName = fromUtf8(value.content);
          });
        }
      });
    }
  });
  return commonName;
}

function readExtensions(sequence: DerReader): readonly Extension[] {
  const extensions: Extension[] = [];
  while (sequence.hasMore) {
    extensions.push(
      sequence.inside('extension', derTags.sequence, (fields) => ({
        id: objectIdentifier(fields.content('extnID', derTags.objectIdentifier)),
        isCritical: fields.hasNext(derTags.boolean) && derBoolean(fields, 'critical'),
        value: fields.content('extnValue', derTags.octetString),
      })),
    );
  }
  return extensions;
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((octet, i) => octet === b[i]);
