/**
 * Builds tlsSettings: TLSConfig.Build and TLSCertConfig.Build in infra/conf/transport_security.go of Xray (v26.7.28),
 * checks in Xray's order. `unsupported-security.ts` narrows the result to what this core runs.
 */
import { fromUtf8 } from '../bytes/utf8.ts';
import type { BuiltCertificate, BuiltTls } from './built.ts';
import { placeOf } from './decode.ts';
import { Fault, fault, linkText, type Place, within } from './errors.ts';
import { fingerprintOf } from './fingerprints.ts';
import { fromStdBase64 } from './go-base64.ts';
import { fromGoHex } from './go-hex.ts';
import type { Loading } from './loading.ts';
import { refuseNull, unsupported } from './refusals.ts';
import { checkSockopt } from './sockopt.ts';
import type { CertificateSection, TlsSection } from './stream-schema.ts';

export function buildTls(section: TlsSection, loading: Loading): BuiltTls {
  const list = placeOf(section, 'certificates');
  const certificates = (section.certificates ?? []).map((written, i) => {
    refuseNull(written, list, i);
    return buildCertificate(written, loading);
  });
  const alpn = section.alpn ?? [];
  if (alpn.length > 1 && alpn.some(isFromMitm)) {
    throw fault(placeOf(section, 'alpn'), 'config:tls_alpn_from_mitm');
  }
  const fingerprint = section.fingerprint.toLowerCase();
  if (fingerprintOf(fingerprint) === 'unknown') {
    throw fault(placeOf(section, 'fingerprint'), 'config:unknown_fingerprint', fingerprint);
  }
  if (section.allowInsecure) {
    throw fault(placeOf(section, 'allowInsecure'), 'config:allow_insecure_removed');
  }
  const pinnedPeerCertSha256 = parts(section.pinnedPeerCertSha256).map((pin) =>
    parsePin(pin, placeOf(section, 'pinnedPeerCertSha256')),
  );
  const { echServerKeys, echSockopt } = section;
  if (fromStdBase64(echServerKeys) === null) {
    throw fault(placeOf(section, 'echServerKeys'), 'config:ech_keys_invalid', echServerKeys);
  }
  if (echSockopt) within(linkText('config:ech_sockopt_not_built'), () => checkSockopt(echSockopt));
  return {
    type: 'tls',
    section,
    certificates,
    pinnedPeerCertSha256,
    verifyPeerCertByName: parts(section.verifyPeerCertByName),
  };
}

/** Xray's word for what an intercepted connection named. */
export const isFromMitm = (text: string): boolean => text.toLowerCase() === 'frommitm';

const parts = (list: string): string[] =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function parsePin(text: string, at: Place): Uint8Array {
  const read = fromGoHex(text.replaceAll(':', ''));
  if ('said' in read) throw fault(at, 'config:go_complaint', read.said);
  if (read.octets.length !== 32) throw fault(at, 'config:tls_pin_length', text);
  return read.octets;
}

function buildCertificate(section: CertificateSection, loading: Loading): BuiltCertificate {
  const certificate = within(linkText('config:certificate_not_parsed'), () =>
    fileOrLines(section, 'certificateFile', 'certificate', loading),
  );
  const hasKey = section.keyFile !== '' || section.key?.length;
  const key = hasKey
    ? within(linkText('config:key_not_parsed'), () =>
        fileOrLines(section, 'keyFile', 'key', loading),
      )
    : '';
  return { section, certificate, key };
}

function fileOrLines(
  section: CertificateSection,
  file: 'certificateFile' | 'keyFile',
  lines: 'certificate' | 'key',
  { readFile }: Loading,
): string {
  const path = section[file];
  if (path === '') {
    if (section[lines]?.length) return (section[lines] as readonly string[]).join('\n');
    throw fault(placeOf(section, lines), 'config:file_and_bytes_empty');
  }
  const at = placeOf(section, file);
  if (readFile === null) {
    const expected = `its lines in "${lines}"`;
    throw unsupported(at, expected, JSON.stringify(path), 'there are no files to read here');
  }
  try {
    return fromUtf8(readFile(path));
  } catch (error) {
    throw new Fault('config:go_complaint', at, error instanceof Error ? error.message : '');
  }
}
