import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf } from '../../../core/bytes/codec.ts';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { formatIp } from '../../../core/bytes/ip.ts';
import { DecodeError } from '../../../core/bytes/reader.ts';
import { derOf, derTags } from '../../../core/crypto/der.ts';
import {
  certificate,
  commonNameOf,
  maxCertificateOctets,
  parseCertificate,
} from '../../../core/x509/certificate.ts';
import { chainCase, chainCases } from './cases.ts';

const leaf = chainCase('one intermediate').chain[0] as Uint8Array;
const codeOf = (octets: Uint8Array): string => {
  try {
    parseCertificate(octets);
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
  return 'none';
};
/** The certificate with some of its octets replaced, both in hexadecimal and of one length. */
const changed = (from: string, to: string): Uint8Array => {
  const text = toHex(leaf);
  expect(text.split(from).length).toBeGreaterThan(1);
  return fromHex(text.replaceAll(from, to));
};

describe('A certificate', () => {
  it('is read as node:crypto reads it', () => {
    for (const { chain } of chainCases) {
      for (const octets of chain) {
        const ours = parseCertificate(octets);
        const theirs = new X509Certificate(octets);
        expect(BigInt(`0x${toHex(ours.serialNumber)}`)).toBe(BigInt(`0x${theirs.serialNumber}`));
        expect(new Date(ours.notBeforeMs)).toEqual(theirs.validFromDate);
        expect(new Date(ours.notAfterMs)).toEqual(theirs.validToDate);
        expect(`CN=${commonNameOf(ours.subject)}`).toBe(theirs.subject);
        expect(`CN=${commonNameOf(ours.issuer)}`).toBe(theirs.issuer);
        const spki = theirs.publicKey.export({ type: 'spki', format: 'der' });
        expect(toHex(ours.subjectPublicKeyInfo)).toBe(toHex(spki));
        const maySign = !ours.keyUsage || ours.keyUsage.includes('keyCertSign');
        expect(maySign && ours.basicConstraints?.isAuthority === true).toBe(theirs.ca);
        const { dnsNames = [], ipAddresses = [] } = ours.subjectAltName ?? {};
        expect(dnsNames.length + ipAddresses.length).toBe(
          theirs.subjectAltName?.split(', ').length ?? 0,
        );
        for (const name of dnsNames) expect(theirs.subjectAltName).toContain(`DNS:${name}`);
        for (const ip of ipAddresses.map(formatIp)) expect(theirs.checkIP(ip)).toBe(ip);
      }
    }
  });

  it('of every root that Node trusts is read', () => {
    const names = rootCertificates.map((pem) => {
      const { subject, unhandled, basicConstraints } = parseCertificate(
        new Uint8Array(new X509Certificate(pem).raw),
      );
      expect(unhandled).toEqual([]);
      expect(basicConstraints?.isAuthority).toBe(true);
      return commonNameOf(subject);
    });
    expect(names).toContain('ISRG Root X1');
  });

  it('is written back as it came', () => {
    expect(toHex(encode(certificate, parseCertificate(leaf)))).toBe(toHex(leaf));
    expect(decode(certificate, Uint8Array.of(...leaf, 7))?.rest).toEqual(Uint8Array.of(7));
  });

  it('names its octets', () => {
    const paths = spansOf(certificate, leaf).map(({ path }) => path);
    expect(paths).toContain('certificate.tbsCertificate.serialNumber.content');
    expect(paths).toContain('certificate.tbsCertificate.validity.notAfter.content');
    expect(paths.at(-1)).toBe('certificate.signatureValue.content');
  });

  it('is one certificate and nothing else', () => {
    expect(codeOf(new Uint8Array())).toBe('x509:truncated');
    expect(codeOf(leaf.subarray(0, -1))).toBe('x509:truncated');
    expect(codeOf(Uint8Array.of(...leaf, 0))).toBe('x509:trailing_octets');
  });

  it('has at most 65,535 octets', () => {
    const parsed = parseCertificate(leaf);
    const [, ...parts] = [leaf, parsed.signedOctets];
    const algorithm = fromHex('300a06082a8648ce3d040302');
    const long = (length: number) =>
      derOf(
        derTags.sequence,
        ...parts,
        algorithm,
        derOf(derTags.bitString, Uint8Array.of(0), new Uint8Array(length)),
      );
    expect(codeOf(changed('06082a8648ce3d040303', '06082a8648ce3d040303'))).toBe('none');
    const spare = maxCertificateOctets - long(40_000).length;
    const sha384 = (octets: Uint8Array) =>
      fromHex(toHex(octets).replace('300a06082a8648ce3d040302', '300a06082a8648ce3d040303'));
    expect(codeOf(sha384(long(40_000 + spare)))).toBe('none');
    expect(codeOf(sha384(long(40_001 + spare)))).toBe('x509:too_long');
  });

  it('RFC 5280 §4.1.1.2: names the same algorithm twice', () => {
    const text = toHex(leaf);
    const at = text.lastIndexOf('2a8648ce3d040303');
    const octets = fromHex(text).with(at / 2 + 7, 2);
    expect(codeOf(octets)).toBe('x509:two_algorithms');
  });

  it('RFC 5280 §4.1.2.1: has version 1, 2 or 3, and extensions in the last only', () => {
    expect(codeOf(changed('a003020102', 'a003020103'))).toBe('x509:bad_version');
    expect(codeOf(changed('a003020102', 'a003020101'))).toBe('x509:bad_version');
  });

  it('RFC 5280 §4.1.2.2: has no negative serial number', () => {
    const parsed = parseCertificate(leaf);
    const serial = `0201${toHex(parsed.serialNumber)}`;
    expect(codeOf(changed(`a003020102${serial}`, 'a0030201020201ff'))).toBe('x509:bad_integer');
  });
});
