/** Stream settings as Xray accepts them: more than this core runs, see `unsupported.ts` and `unsupported-security.ts`. */
import type { Address } from './address.ts';
import type { Transport } from './aliases.ts';
import type { DialTarget } from './dial-target.ts';
import type { Place } from './errors.ts';
import type {
  CertificateSection,
  RealitySection,
  StreamSection,
  TlsSection,
} from './stream-schema.ts';
import type {
  NoSecurity,
  RealityClientSecurity,
  RealityServerSecurity,
  XhttpKeys,
} from './types.ts';

export interface BuiltStream {
  readonly at: Place;
  readonly transport: Transport;
  readonly security: BuiltSecurity;
  readonly xhttp: BuiltXhttp | null;
  /** Of downloadSettings only. */
  readonly address: Address | null;
  readonly port: number;
  readonly section: StreamSection;
}

export interface BuiltXhttp extends XhttpKeys {
  readonly download: BuiltStream | null;
}

export type BuiltSecurity = NoSecurity | BuiltTls | BuiltRealityClient | BuiltRealityServer;

export interface BuiltTls {
  readonly type: 'tls';
  readonly section: TlsSection;
  readonly certificates: readonly BuiltCertificate[];
  readonly pinnedPeerCertSha256: readonly Uint8Array[];
  readonly verifyPeerCertByName: readonly string[];
}

export interface BuiltCertificate {
  readonly section: CertificateSection;
  /** PEM, as the text or the file has it. */
  readonly certificate: string;
  /** Empty where none is named. */
  readonly key: string;
}

export interface BuiltRealityClient extends Omit<RealityClientSecurity, 'fingerprint'> {
  readonly section: RealitySection;
}

export interface BuiltRealityServer extends Omit<RealityServerSecurity, 'target'> {
  readonly target: DialTarget;
  readonly section: RealitySection;
}
