/**
 * The structs into which Xray decodes streamSettings, as far as this core reads them.
 *
 * infra/conf/transport_internet.go, transport_method.go, transport_security.go and transport_sockopt.go of Xray
 * (v26.7.28), field for field and type for type, see `schema.ts`.
 */
import type { Address } from './address.ts';
import {
  boolean,
  type GoType,
  integer,
  lazy,
  map,
  namedString,
  pointer,
  raw,
  type Struct,
  slice,
  string,
  struct,
  type ValueOf,
} from './decode.ts';
import { address, int32Range, stringList } from './scalars.ts';

/** An object of which this core only sees whether it is there. */
export const unread = (name: string) => pointer(struct(name, {}));
export const unreadValue = pointer(raw);

const xmuxConfig = struct('conf.XmuxConfig', {
  maxConcurrency: int32Range,
  maxConnections: int32Range,
  cMaxReuseTimes: int32Range,
  hMaxRequestTimes: int32Range,
  hMaxReusableSecs: int32Range,
  hKeepAlivePeriod: integer('int64'),
});

export const xhttpConfig = struct('conf.SplitHTTPConfig', {
  host: string,
  path: string,
  mode: string,
  headers: map(string),
  xPaddingBytes: int32Range,
  xPaddingObfsMode: boolean,
  xPaddingKey: string,
  xPaddingHeader: string,
  xPaddingPlacement: string,
  xPaddingMethod: string,
  uplinkHTTPMethod: string,
  sessionIDPlacement: string,
  sessionIDKey: string,
  sessionIDTable: string,
  sessionIDLength: int32Range,
  seqPlacement: string,
  seqKey: string,
  uplinkDataPlacement: string,
  uplinkDataKey: string,
  uplinkChunkSize: int32Range,
  noGRPCHeader: boolean,
  noSSEHeader: boolean,
  scMaxEachPostBytes: int32Range,
  scMinPostsIntervalMs: int32Range,
  scMaxBufferedPosts: integer('int64'),
  scStreamUpServerSecs: int32Range,
  serverMaxHeaderBytes: integer('int32'),
  xmux: xmuxConfig,
  downloadSettings: pointer(lazy((): GoType<StreamSection> => streamConfig)),
  extra: raw,
});
export type XhttpSection = ValueOf<typeof xhttpConfig>;

const rawConfig = struct('conf.TCPConfig', { header: raw, acceptProxyProtocol: boolean });
export type RawSection = ValueOf<typeof rawConfig>;

const sockoptConfig = struct('conf.SocketConfig', {
  mark: integer('int32'),
  tcpFastOpen: raw,
  tproxy: string,
  acceptProxyProtocol: boolean,
  domainStrategy: string,
  dialerProxy: string,
  tcpKeepAliveInterval: integer('int32'),
  tcpKeepAliveIdle: integer('int32'),
  tcpCongestion: string,
  tcpWindowClamp: integer('int32'),
  tcpMaxSeg: integer('int32'),
  penetrate: boolean,
  tcpUserTimeout: integer('int32'),
  v6only: boolean,
  interface: string,
  tcpMptcp: boolean,
  customSockopt: unreadValue,
  addressPortStrategy: string,
  happyEyeballs: unreadValue,
  trustedXForwardedFor: slice(string),
});
export type SockoptSection = ValueOf<typeof sockoptConfig>;

const limitFallback = struct('conf.LimitFallback', {
  AfterBytes: integer('uint64'),
  BytesPerSec: integer('uint64'),
  BurstBytesPerSec: integer('uint64'),
});
export type LimitSection = ValueOf<typeof limitFallback>;

const realityConfig = struct('conf.REALITYConfig', {
  masterKeyLog: string,
  show: boolean,
  target: raw,
  dest: raw,
  type: string,
  xver: integer('uint64'),
  serverNames: slice(string),
  privateKey: string,
  minClientVer: string,
  maxClientVer: string,
  maxTimeDiff: integer('uint64'),
  shortIds: slice(string),
  mldsa65Seed: string,
  limitFallbackUpload: limitFallback,
  limitFallbackDownload: limitFallback,
  fingerprint: string,
  serverName: string,
  password: string,
  publicKey: string,
  shortId: string,
  mldsa65Verify: string,
  spiderX: string,
});
export type RealitySection = ValueOf<typeof realityConfig>;

const certificateConfig = struct('conf.TLSCertConfig', {
  certificateFile: string,
  certificate: slice(string),
  keyFile: string,
  key: slice(string),
  usage: string,
  ocspStapling: integer('uint64'),
  oneTimeLoading: boolean,
  buildChain: boolean,
});
export type CertificateSection = ValueOf<typeof certificateConfig>;

export const tlsConfig = struct('conf.TLSConfig', {
  allowInsecure: boolean,
  certificates: slice(pointer(certificateConfig)),
  serverName: string,
  alpn: pointer(stringList),
  enableSessionResumption: boolean,
  disableSystemRoot: boolean,
  minVersion: string,
  maxVersion: string,
  cipherSuites: string,
  fingerprint: string,
  rejectUnknownSni: boolean,
  curvePreferences: pointer(stringList),
  masterKeyLog: string,
  pinnedPeerCertSha256: string,
  verifyPeerCertByName: string,
  echServerKeys: string,
  echConfigList: string,
  echSockopt: pointer(sockoptConfig),
});
export type TlsSection = ValueOf<typeof tlsConfig>;

/** Written out, because it contains itself: xhttpSettings → downloadSettings. */
export interface StreamSection extends Struct {
  readonly address: Address | null;
  readonly port: number;
  readonly method: string | null;
  readonly network: string | null;
  readonly security: string;
  readonly finalmask: Struct | null;
  readonly tlsSettings: TlsSection | null;
  readonly realitySettings: RealitySection | null;
  readonly rawSettings: RawSection | null;
  readonly tcpSettings: RawSection | null;
  readonly xhttpSettings: XhttpSection | null;
  readonly splithttpSettings: XhttpSection | null;
  readonly sockopt: SockoptSection | null;
}

const transportName = pointer(namedString('conf.TransportProtocol'));

export const streamConfig: GoType<StreamSection> = struct('conf.StreamConfig', {
  address: pointer(address),
  port: integer('uint16'),
  method: transportName,
  network: transportName,
  security: string,
  finalmask: unread('conf.FinalMask'),
  tlsSettings: pointer(tlsConfig),
  realitySettings: pointer(realityConfig),
  kcpSettings: unread('conf.KCPConfig'),
  grpcSettings: unread('conf.GRPCConfig'),
  wsSettings: unread('conf.WebSocketConfig'),
  httpupgradeSettings: unread('conf.HttpUpgradeConfig'),
  hysteriaSettings: unread('conf.HysteriaConfig'),
  rawSettings: pointer(rawConfig),
  tcpSettings: pointer(rawConfig),
  xhttpSettings: pointer(xhttpConfig),
  splithttpSettings: pointer(xhttpConfig),
  sockopt: pointer(sockoptConfig),
});
