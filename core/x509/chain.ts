/**
 * Whether a server's certificates lead to an authority that is trusted (RFC 5280 §6), with the verdicts and texts of Go's
 * crypto/x509/verify.go:Verify (Go 1.26), because they are what Xray prints.
 *
 * Paths are looked for through intermediates in any order, roots first, at most 100 signatures in all. Key usage flags of a
 * parent, path lengths and serverAuth count; revocation and policies do not, and name constraints are refused.
 */
import { DecodeError } from '../bytes/reader.ts';
import { parsePublicKey } from '../crypto/keys.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { type Certificate, commonNameOf, parseCertificate } from './certificate.ts';
import { extendedUsages } from './extensions.ts';
import { hostMismatch } from './host-name.ts';
import { schemeOf } from './signature-algorithm.ts';
import { formatTime } from './time.ts';

export interface ChainFailure {
  /** `x509:unknown_authority`. */
  readonly code: `x509:${string}`;
  /** In Go's words: `x509: certificate signed by unknown authority`. */
  readonly message: string;
}

export type ChainVerdict =
  /** From the leaf to the root. */
  | { readonly ok: true; readonly chain: readonly Certificate[] }
  | ({ readonly ok: false } & ChainFailure);

/** What a peer may send, in certificates. */
const mostCertificates = 64;

/**
 * `chain` is as the peer sent it, the leaf first. `roots` that do not parse count for nothing. `host`: a name or an IP
 * address that the leaf must be for; null for any. `nowMs` since 1970.
 */
export function verifyChain(
  crypto: CryptoProvider,
  chain: readonly Uint8Array[],
  roots: readonly Uint8Array[],
  host: string | null,
  nowMs: number,
): ChainVerdict {
  const parsed = parseChain(chain);
  return parsed.ok ? verifyParsed(crypto, parsed, roots, host, nowMs) : parsed;
}

/** The certificates of a peer, parsed. */
export interface PeerChain {
  readonly leaf: Certificate;
  readonly intermediates: readonly Certificate[];
}

/** `verifyChain` of certificates that are parsed. */
export function verifyParsed(
  crypto: CryptoProvider,
  { leaf, intermediates }: PeerChain,
  roots: readonly Uint8Array[],
  host: string | null,
  nowMs: number,
): ChainVerdict {
  const invalid = validityFailure(leaf, 'leaf', 0, nowMs);
  if (invalid) return { ok: false, ...invalid };
  const mismatch = host === null ? null : hostMismatch(leaf, host);
  if (mismatch) return { ok: false, code: 'x509:name_mismatch', message: mismatch };

  const trusted = trustedBySubject(roots);
  const path = new PathSearch(crypto, trusted, bySubject(intermediates), nowMs);
  const isRoot = candidatesOf(trusted, leaf.subject).some(({ octets }) =>
    isSame(octets, leaf.octets),
  );
  const { chains, failure } = isRoot
    ? { chains: [[leaf]], failure: unknownAuthority() }
    : path.from([leaf]);
  if (chains.length === 0) return { ok: false, ...failure };
  const usable = chains.find((one) => one.every(servesTls));
  if (usable) return { ok: true, chain: usable };
  return {
    ok: false,
    code: 'x509:incompatible_usage',
    message: 'x509: certificate specifies an incompatible key usage',
  };
}

export function parseChain(
  chain: readonly Uint8Array[],
): ({ readonly ok: true } & PeerChain) | ({ readonly ok: false } & ChainFailure) {
  if (chain.length > mostCertificates) {
    const message = `x509: ${chain.length} certificates, more than ${mostCertificates}`;
    return { ok: false, code: 'x509:too_many', message };
  }
  try {
    const [leaf, ...intermediates] = chain.map(parseCertificate);
    if (leaf) return { ok: true, leaf, intermediates };
    return { ok: false, code: 'x509:no_certificate', message: 'x509: no certificate' };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const code = error.code as `x509:${string}`;
    return { ok: false, code, message: 'x509: malformed certificate' };
  }
}

type Place = 'leaf' | 'intermediate' | 'root';

/** Go's isValid without the names, by which parents are found. `below`: certificates under this one. */
function validityFailure(
  certificate: Certificate,
  place: Place,
  below: number,
  nowMs: number,
): ChainFailure | null {
  const { unhandled, notBeforeMs, notAfterMs, basicConstraints } = certificate;
  if (unhandled.length > 0) {
    return {
      code: 'x509:unhandled_extension',
      message: 'x509: unhandled critical extension',
    };
  }
  const outside = nowMs < notBeforeMs ? 'before' : nowMs > notAfterMs ? 'after' : null;
  if (outside) {
    const limit = formatTime(outside === 'before' ? notBeforeMs : notAfterMs);
    const detail = `current time ${formatTime(nowMs)} is ${outside} ${limit}`;
    return {
      code: outside === 'before' ? 'x509:not_yet_valid' : 'x509:expired',
      message: `x509: certificate has expired or is not yet valid: ${detail}`,
    };
  }
  if (place === 'intermediate' && !basicConstraints?.isAuthority) {
    return {
      code: 'x509:not_an_authority',
      message: 'x509: certificate is not authorized to sign other certificates',
    };
  }
  const longest = basicConstraints?.maxPathLength ?? null;
  if (longest !== null && below - 1 > longest) {
    return {
      code: 'x509:path_too_long',
      message: 'x509: too many intermediates for path length constraint',
    };
  }
  return null;
}

const servesTls = ({ extKeyUsage }: Certificate): boolean =>
  !extKeyUsage?.length ||
  extKeyUsage.includes(extendedUsages.any) ||
  extKeyUsage.includes(extendedUsages.serverAuth);

type BySubject = ReadonlyMap<string, readonly Certificate[]>;

interface Paths {
  readonly chains: readonly (readonly Certificate[])[];
  /** Why there is none. */
  readonly failure: ChainFailure;
}

/** Go's buildChains: depth first, with one allowance of signatures for all. */
class PathSearch {
  #signaturesLeft = 100;
  readonly #crypto: CryptoProvider;
  readonly #places: readonly (readonly [Place, BySubject])[];
  readonly #nowMs: number;

  constructor(crypto: CryptoProvider, roots: BySubject, intermediates: BySubject, nowMs: number) {
    this.#crypto = crypto;
    this.#places = [
      ['root', roots],
      ['intermediate', intermediates],
    ];
    this.#nowMs = nowMs;
  }

  /** `chain` from the leaf to the certificate whose issuer is looked for. */
  from(chain: readonly Certificate[]): Paths {
    const child = chain.at(-1) as Certificate;
    const chains: (readonly Certificate[])[] = [];
    let failure: ChainFailure | null = null;
    let hint: { readonly message: string; readonly certificate: Certificate } | null = null;
    for (const [place, certificates] of this.#places) {
      for (const parent of likeliestFirst(candidatesOf(certificates, child.issuer), child)) {
        if (this.#signaturesLeft-- <= 0) return { chains, failure: tooMuchWork };
        if (chain.some((one) => isSameParty(one, parent))) continue;
        const unsigned = signatureFailure(this.#crypto, child, parent);
        if (unsigned) {
          hint ??= { message: unsigned, certificate: parent };
          continue;
        }
        failure = validityFailure(parent, place, chain.length, this.#nowMs);
        if (failure) {
          hint ??= { message: failure.message, certificate: parent };
        } else if (place === 'root') {
          chains.push([...chain, parent]);
        } else {
          const above = this.from([...chain, parent]);
          chains.push(...above.chains);
          failure = above.chains.length > 0 ? null : above.failure;
        }
      }
    }
    return { chains, failure: failure ?? unknownAuthority(hint) };
  }
}

const tooMuchWork: ChainFailure = {
  code: 'x509:too_much_work',
  message: 'x509: signature check attempts limit reached while verifying certificate chain',
};

function unknownAuthority(
  hint: { readonly message: string; readonly certificate: Certificate } | null = null,
): ChainFailure {
  const text = 'x509: certificate signed by unknown authority';
  if (!hint) return { code: 'x509:unknown_authority', message: text };
  const { subject, serialNumber } = hint.certificate;
  const serial = serialNumber.reduce((value, octet) => value * 256n + BigInt(octet), 0n);
  const name = JSON.stringify(commonNameOf(subject) || `serial:${serial}`);
  const why = JSON.stringify(hint.message);
  return {
    code: 'x509:unknown_authority',
    message: `${text} (possibly because of ${why} while trying to verify candidate authority certificate ${name})`,
  };
}

/** Go's CheckSignatureFrom; null where the parent has signed the child and may. */
function signatureFailure(
  crypto: CryptoProvider,
  child: Certificate,
  parent: Certificate,
): string | null {
  const { version, basicConstraints, keyUsage } = parent;
  const isAuthority = basicConstraints ? basicConstraints.isAuthority : version < 3;
  if (!isAuthority || (keyUsage?.length && !keyUsage.includes('keyCertSign'))) {
    return 'x509: invalid signature: parent certificate cannot sign this kind of certificate';
  }
  const key = keyOf(parent);
  const algorithm = child.signatureAlgorithm;
  const scheme = key && algorithm && schemeOf(algorithm, key);
  if (!scheme) return 'x509: cannot verify signature: algorithm unimplemented';
  const { subjectPublicKeyInfo } = parent;
  if (crypto.verify(scheme, subjectPublicKeyInfo, child.signedOctets, child.signature)) return null;
  return key.type === 'rsa'
    ? 'crypto/rsa: verification error'
    : `x509: ${key.type === 'ecdsa' ? 'ECDSA' : 'Ed25519'} verification failure`;
}

function keyOf({ subjectPublicKeyInfo }: Certificate) {
  try {
    return parsePublicKey(subjectPublicKeyInfo);
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** Go's findPotentialParents: same key identifier, then one without, then another. */
function likeliestFirst(
  candidates: readonly Certificate[],
  { authorityKeyIdentifier: wanted }: Certificate,
): readonly Certificate[] {
  const rank = ({ subjectKeyIdentifier: has }: Certificate): number =>
    has && wanted ? (isSame(has, wanted) ? 0 : 2) : has || wanted ? 1 : 0;
  return candidates.toSorted((a, b) => rank(a) - rank(b));
}

/** Go's alreadyInChain: cross-signed certificates of one authority would lead in circles. */
function isSameParty(a: Certificate, b: Certificate): boolean {
  const names = [a, b].map(
    ({ extensions }) => extensions.find(({ id }) => id === '2.5.29.17')?.value ?? new Uint8Array(),
  ) as [Uint8Array, Uint8Array];
  return (
    isSame(a.subject, b.subject) &&
    isSame(a.subjectPublicKeyInfo, b.subjectPublicKeyInfo) &&
    isSame(...names)
  );
}

/** Roots are the same list for every connection, and system stores are long. */
const knownRoots = new WeakMap<readonly Uint8Array[], BySubject>();

function trustedBySubject(roots: readonly Uint8Array[]): BySubject {
  const known = knownRoots.get(roots);
  if (known) return known;
  const certificates = roots.flatMap((octets) => {
    const parsed = parseChain([octets]);
    return parsed.ok ? [parsed.leaf] : [];
  });
  const trusted = bySubject(certificates);
  knownRoots.set(roots, trusted);
  return trusted;
}

function bySubject(certificates: readonly Certificate[]): BySubject {
  const groups = new Map<string, Certificate[]>();
  for (const certificate of certificates) {
    const name = certificate.subject.join();
    groups.set(name, [...(groups.get(name) ?? []), certificate]);
  }
  return groups;
}

const candidatesOf = (certificates: BySubject, name: Uint8Array): readonly Certificate[] =>
  certificates.get(name.join()) ?? [];

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((octet, i) => octet === b[i]);
