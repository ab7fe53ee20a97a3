/**
 * REALITY's temporary certificate as its octets lie, for whoever shows them: all of it is fixed but a key and a code, and
 * the signature where ML-DSA-65 is asked for. `certificate.ts` makes and judges it.
 */
import type { Codec } from '../bytes/codec.ts';
import type { Reader } from '../bytes/reader.ts';
import { certificateForm } from './certificate.ts';

export interface CertificateLayout {
  /** Ed25519, 32 octets. */
  readonly public_key: Uint8Array;
  /** 3,309 octets; null where there is none. */
  readonly mldsa65_signature: Uint8Array | null;
  /** HMAC-SHA-512 of the key under the AuthKey, 64 octets, where other certificates have a signature. */
  readonly authentication_code: Uint8Array;
}

const { plain, mldsa65 } = certificateForm;
/** The second octet of a DER value: how many octets its length has. */
const twoOctets = 0x82;

export const certificateLayout: Codec<CertificateLayout> = {
  read(reader) {
    const isSigned = reader.octets[reader.offset + 1] === twoOctets;
    takeFixed(reader, isSigned ? mldsa65.toKey : plain.toKey);
    const public_key = reader.field('public_key', (r) => r.take(32));
    if (isSigned) takeFixed(reader, mldsa65.toExtension);
    const mldsa65_signature = isSigned
      ? reader.field('mldsa65_signature', (r) => r.take(3309))
      : null;
    takeFixed(reader, plain.toCode);
    const authentication_code = reader.field('authentication_code', (r) => r.take(64));
    return { public_key, mldsa65_signature, authentication_code };
  },
  write(writer, { public_key, mldsa65_signature, authentication_code }) {
    writer.put(mldsa65_signature ? mldsa65.toKey : plain.toKey);
    writer.put(public_key);
    if (mldsa65_signature) {
      writer.put(mldsa65.toExtension);
      writer.put(mldsa65_signature);
    }
    writer.put(plain.toCode);
    writer.put(authentication_code);
  },
};

function takeFixed(reader: Reader, expected: Uint8Array): void {
  reader.field('fixed', (r) => {
    const octets = r.take(expected.length);
    if (octets.every((octet, i) => octet === expected[i])) return null;
    throw r.malformed(
      'reality:other_certificate',
      'It has not the form of a temporary certificate',
    );
  });
}
