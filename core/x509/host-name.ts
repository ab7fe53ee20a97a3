/**
 * Whether a certificate is for a host, as Go decides it (crypto/x509/verify.go:VerifyHostname, Go 1.26), with its texts.
 *
 * RFC 6125 §6.4, RFC 9525: alternative names only; `*` stands for one whole label, the first. Common names are not looked at.
 */
import { formatIp, parseIp } from '../bytes/ip.ts';
import { type Certificate, commonNameOf } from './certificate.ts';

/** Null where it fits; else what Go says. `host`: a name, or an IP address, in brackets or not. */
export function hostMismatch(certificate: Certificate, host: string): string | null {
  const { dnsNames = [], ipAddresses = [] } = certificate.subjectAltName ?? {};
  const bare = /^\[.+\]$/.test(host) ? host.slice(1, -1) : host;
  const ip = parseIp(bare);
  if (ip) {
    const wanted = formatIp(ip);
    if (ipAddresses.some((address) => formatIp(address) === wanted)) return null;
    return mismatchText(certificate, bare, ipAddresses.map(formatIp), true);
  }
  if (dnsNames.some((pattern) => nameMatches(pattern, host))) return null;
  return mismatchText(certificate, host, dnsNames, false);
}

function nameMatches(pattern: string, host: string): boolean {
  const [lowPattern, lowHost] = [lowerCase(pattern), lowerCase(host)];
  if (isHostName(lowHost.replace(/\.$/, '')) && isHostName(lowPattern.replace(/^\*\./, 'w.'))) {
    return labelsMatch(lowPattern, lowHost);
  }
  return lowHost !== '' && lowHost !== '.' && lowPattern === lowHost;
}

function labelsMatch(pattern: string, host: string): boolean {
  const wanted = pattern.split('.');
  const labels = host.replace(/\.$/, '').split('.');
  return (
    wanted.length === labels.length &&
    wanted.every((label, i) => (i === 0 && label === '*') || label === labels[i])
  );
}

const isHostName = (name: string): boolean =>
  name.split('.').every((label) => /^[a-z0-9_][a-z0-9_-]*$/.test(label));

/** Of ASCII letters only (RFC 9525 §6.3). */
const lowerCase = (text: string): string =>
  text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const mostNames = 100;

function mismatchText(
  certificate: Certificate,
  host: string,
  names: readonly string[],
  isIp: boolean,
): string {
  if (!certificate.subjectAltName) {
    const commonName = lowerCase(commonNameOf(certificate.subject));
    if (commonName !== '' && labelsMatch(commonName, lowerCase(host))) {
      return 'x509: certificate relies on legacy Common Name field, use SANs instead';
    }
  }
  if (isIp && names.length === 0) {
    return `x509: cannot validate certificate for ${host} because it doesn't contain any IP SANs`;
  }
  if (names.length >= mostNames) {
    const kind = isIp ? 'IP SANs' : 'names';
    return `x509: certificate is valid for ${names.length} ${kind}, but none matched ${host}`;
  }
  const list = names.join(', ');
  return list === ''
    ? `x509: certificate is not valid for any names, but wanted to match ${host}`
    : `x509: certificate is valid for ${list}, not ${host}`;
}
