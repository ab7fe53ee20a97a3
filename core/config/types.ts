/**
 * A configuration as the core runs it: one name for each thing, defaults filled in, aliases resolved.
 *
 * Every object says in `at` where it stands in the text, so that a run can mark the lines that caused a step. What this
 * core does not support is not here: `unsupported.ts` refuses it.
 */
import type { Address } from './address.ts';
import type { Place } from './errors.ts';
import type { JsonPath } from './json-path.ts';
import type { ConfigWarning } from './loading.ts';
import type { IntRange, NetworkName, PortRange } from './scalars.ts';

export type { Address } from './address.ts';
export type { Place } from './errors.ts';
export type { JsonPath } from './json-path.ts';
export type { IntRange, NetworkName, PortRange } from './scalars.ts';

export interface CoreConfig {
  /** In the order in which Xray prints them, before all other lines and whatever the level is. */
  readonly warnings: readonly ConfigWarning[];
  readonly log: LogSettings;
  readonly inbounds: readonly Inbound[];
  /** The first is the default outbound. */
  readonly outbounds: readonly Outbound[];
  readonly routing: Routing;
}

export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'none';

export interface LogSettings {
  readonly level: LogLevel;
  /** Whether access lines are printed; errors are unless the level is `none` or `error` is. */
  readonly access: boolean;
  readonly error: boolean;
}

export type Inbound = SocksInbound | HttpInbound | DokodemoInbound | VlessInbound;

interface InboundBase {
  readonly at: Place;
  /** May be empty. */
  readonly tag: string;
  /** An IP address, or the domain `localhost`. */
  readonly listen: Address;
  /** A listener on each port of each range; none when empty. Port 0 lets the system choose. */
  readonly ports: readonly PortRange[];
  readonly stream: StreamSettings;
}

/** `socks` and `mixed` are one protocol. */
export interface SocksInbound extends InboundBase {
  readonly protocol: 'socks';
  readonly auth: 'noauth' | 'password';
  /** User name → password. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Accepted and without effect: this core carries no UDP. */
  readonly udp: boolean;
}

export interface HttpInbound extends InboundBase {
  readonly protocol: 'http';
  /** User name → password; empty: nobody is asked. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Whether a request without an absolute URL is served, by its Host. */
  readonly allowTransparent: boolean;
}

/** `dokodemo-door` and `tunnel` are one protocol. */
export interface DokodemoInbound extends InboundBase {
  readonly protocol: 'dokodemo-door';
  /** Null: the loopback address of the listener's family. */
  readonly address: Address | null;
  /** 0: the listener's port. */
  readonly port: number;
  /** Local port → where it leads, before `address` and `port`. */
  readonly portMap: ReadonlyMap<
    number,
    { readonly address: Address | null; readonly port: number }
  >;
}

export interface VlessInbound extends InboundBase {
  readonly protocol: 'vless';
  readonly users: readonly VlessUser[];
  /** In the order of the text; none means no fallback at all. */
  readonly fallbacks: readonly Fallback[];
}

export interface VlessUser {
  readonly at: Place;
  /** In the form `5783a3e7-e373-51cd-8642-c83782b807c5`, and as sixteen octets. */
  readonly id: string;
  readonly idOctets: Uint8Array;
  readonly email: string;
  readonly level: number;
}

/** Keys as written, lower case or not. */
export interface Fallback {
  readonly at: Place;
  readonly name: string;
  readonly alpn: string;
  /** Empty, or begins with "/". */
  readonly path: string;
  /** What Xray prints, `localhost:6666`; and its two halves. */
  readonly dest: string;
  readonly address: Address;
  readonly port: number;
  /** Version of the PROXY protocol header that is sent first; 0 for none. */
  readonly xver: 0 | 1 | 2;
}

export type Outbound = VlessOutbound | FreedomOutbound | BlackholeOutbound;

interface OutboundBase {
  readonly at: Place;
  readonly tag: string;
  readonly stream: StreamSettings;
}

export interface VlessOutbound extends OutboundBase {
  readonly protocol: 'vless';
  readonly server: { readonly at: Place; readonly address: Address; readonly port: number };
  readonly user: VlessUser;
}

export interface FreedomOutbound extends OutboundBase {
  readonly protocol: 'freedom';
  /** The first that applies decides; before Xray's own, which blocks private targets for VLESS traffic. */
  readonly finalRules: readonly FinalRule[];
}

export interface BlackholeOutbound extends OutboundBase {
  readonly protocol: 'blackhole';
  /** `http`: a fixed 403 before the end. */
  readonly response: 'none' | 'http';
}

/** A condition that is null holds for everything. */
export interface FinalRule {
  readonly at: Place;
  readonly action: 'allow' | 'block';
  readonly networks: readonly NetworkName[] | null;
  readonly ports: readonly PortRange[] | null;
  readonly ips: readonly IpRule[] | null;
  /** How long a blocked connection is held, in seconds. Null: Xray's 30–90. */
  readonly blockDelay: IntRange | null;
}

export type StreamSettings = RawStream | XhttpStream;

interface StreamBase {
  /** Of `streamSettings`, or of what should have held it. */
  readonly at: Place;
  readonly security: Security;
}

export type Security = NoSecurity | TlsSecurity | RealityClientSecurity | RealityServerSecurity;

export interface NoSecurity {
  readonly type: 'none';
}

/** tlsSettings, of either side; keys of the other side are read and without effect. */
export interface TlsSecurity {
  readonly type: 'tls';
  /** Of `tlsSettings`, or of what should have held it. */
  readonly at: Place;
  /** Client: what SNI says and the certificate must name; empty: the dialled address. */
  readonly serverName: string;
  /** As written; empty: `h2`, `http/1.1`. */
  readonly alpn: readonly string[];
  /** Client: `chrome` is uTLS's hello, `unsafe` Go's own; empty stands for `chrome`. */
  readonly fingerprint: 'chrome' | 'unsafe';
  /** Server: what it shows, by the order of the text. */
  readonly certificates: readonly ServerCertificate[];
  /** Client: further authorities, in DER: every certificate of `certificates`, whatever its usage. */
  readonly authorities: readonly Uint8Array[];
  /** Client: only `authorities` count. */
  readonly disableSystemRoot: boolean;
  /** Server: a name that no certificate has ends the handshake. */
  readonly rejectUnknownSni: boolean;
  /** Client: SHA-256 of the leaf or of an authority of its chain, 32 octets each. */
  readonly pinnedPeerCertSha256: readonly Uint8Array[];
  /** Client: names of which the certificate must have one, in place of `serverName`. */
  readonly verifyPeerCertByName: readonly string[];
  /** Path of an NSS key log; empty: none. */
  readonly masterKeyLog: string;
}

export interface ServerCertificate {
  readonly at: Place;
  /** The leaf first, in DER. */
  readonly chain: readonly Uint8Array[];
  /** PKCS #8 in DER. */
  readonly privateKey: Uint8Array;
}

export interface RealityClientSecurity {
  readonly type: 'reality';
  readonly side: 'client';
  readonly at: Place;
  readonly fingerprint: 'chrome';
  /** Empty: the dialled address. */
  readonly serverName: string;
  /** X25519, 32 octets. */
  readonly publicKey: Uint8Array;
  /** 8 octets. */
  readonly shortId: Uint8Array;
  /** ML-DSA-65, 1,952 octets; null: not asked for. */
  readonly mldsa65Verify: Uint8Array | null;
  readonly spiderX: string;
  readonly masterKeyLog: string;
}

/** Three parts of a version, each 0..255. */
export type ClientVersion = readonly [number, number, number];

export interface RealityServerSecurity {
  readonly type: 'reality';
  readonly side: 'server';
  readonly at: Place;
  readonly target: { readonly address: Address; readonly port: number };
  /** Version of the PROXY protocol header that the target gets first; 0 for none. */
  readonly xver: 0 | 1 | 2;
  readonly serverNames: readonly string[];
  /** X25519, 32 octets. */
  readonly privateKey: Uint8Array;
  /** Where the text is silent, 26.3.27. */
  readonly minClientVer: ClientVersion;
  readonly maxClientVer: ClientVersion | null;
  /** In ms; 0: any. */
  readonly maxTimeDiff: number;
  /** 8 octets each. */
  readonly shortIds: readonly Uint8Array[];
  /** 32 octets; null: no such signature. */
  readonly mldsa65Seed: Uint8Array | null;
  readonly limitFallbackUpload: RateLimit | null;
  readonly limitFallbackDownload: RateLimit | null;
  readonly masterKeyLog: string;
}

/** Of what strangers are passed; all in octets. */
export interface RateLimit {
  readonly afterBytes: number;
  readonly bytesPerSec: number;
  readonly burstBytesPerSec: number;
}

export interface RawStream extends StreamBase {
  readonly network: 'raw';
}

export interface XhttpStream extends StreamBase {
  readonly network: 'xhttp';
  readonly xhttp: XhttpSettings;
  /** Server, of `sockopt`: header fields whose presence lets X-Forwarded-For be believed. */
  readonly trustedXForwardedFor: readonly string[];
}

/** The downlink's own stream, and where it goes. */
export interface DownloadSettings extends XhttpStream {
  readonly address: Address;
  readonly port: number;
}

export type XhttpMode = 'auto' | 'packet-up' | 'stream-up' | 'stream-one';
export type MetaPlacement = 'path' | 'cookie' | 'header' | 'query';
export type DataPlacement = 'auto' | 'body' | 'cookie' | 'header';
export type PaddingPlacement = 'queryInHeader' | 'cookie' | 'header' | 'query';
export type PaddingMethod = 'repeat-x' | 'tokenish';

/**
 * Every key of xhttpSettings after `extra` and the defaults. Ranges are drawn with an exclusive upper end unless both
 * ends are equal (transport/internet/splithttp/config.go, RangeConfig.rand).
 */
export interface XhttpKeys {
  /** Of the object that holds the keys: `extra` when there is one. */
  readonly at: Place;
  /** Of `host`, `path` and `mode`: always of the outer object. */
  readonly outerAt: Place;
  readonly host: string;
  /** As written, with its query; "/" when empty. */
  readonly path: string;
  readonly mode: XhttpMode;
  /** Values in one character an octet. */
  readonly headers: ReadonlyMap<string, string>;
  /** In octets, both ends above 0. */
  readonly xPaddingBytes: IntRange;
  readonly xPaddingObfsMode: boolean;
  readonly xPaddingKey: string;
  readonly xPaddingHeader: string;
  readonly xPaddingPlacement: PaddingPlacement;
  readonly xPaddingMethod: PaddingMethod;
  /** Upper case. */
  readonly uplinkHTTPMethod: string;
  readonly sessionIDPlacement: MetaPlacement;
  readonly sessionIDKey: string;
  /** The characters themselves; empty: ids are UUIDs. */
  readonly sessionIDTable: string;
  readonly sessionIDLength: IntRange;
  readonly seqPlacement: MetaPlacement;
  readonly seqKey: string;
  readonly uplinkDataPlacement: DataPlacement;
  readonly uplinkDataKey: string;
  readonly uplinkChunkSize: IntRange;
  readonly noGRPCHeader: boolean;
  readonly noSSEHeader: boolean;
  /** In octets: the client draws once a connection, the server takes up to the upper end. */
  readonly scMaxEachPostBytes: IntRange;
  /** A lower end of 0 or less: no pause. */
  readonly scMinPostsIntervalMs: IntRange;
  readonly scMaxBufferedPosts: number;
  /** An upper end below 0: off. */
  readonly scStreamUpServerSecs: IntRange;
  readonly serverMaxHeaderBytes: number;
  readonly xmux: Xmux;
  /** Keys of the text that `extra` puts out of force: beside it all but host, path, mode; inside it these and `extra`. */
  readonly dropped: readonly JsonPath[];
}

export interface XhttpSettings extends XhttpKeys {
  readonly downloadSettings: DownloadSettings | null;
}

/** 0 means no limit. */
export interface Xmux {
  readonly maxConcurrency: IntRange;
  readonly maxConnections: IntRange;
  readonly cMaxReuseTimes: IntRange;
  readonly hMaxRequestTimes: IntRange;
  readonly hMaxReusableSecs: IntRange;
  /** In seconds; 0: the default of the HTTP version; below 0: off. */
  readonly hKeepAlivePeriod: number;
}

export interface Routing {
  readonly rules: readonly Rule[];
}

/** All conditions must hold; one that is null always does. An empty list of ports never does. */
export interface Rule {
  readonly at: Place;
  readonly ruleTag: string;
  readonly outboundTag: string;
  readonly inboundTags: readonly string[] | null;
  readonly networks: readonly NetworkName[] | null;
  readonly ports: readonly PortRange[] | null;
  readonly domains: readonly DomainRule[] | null;
  readonly ips: readonly IpRule[] | null;
  /** Email addresses, compared exactly. */
  readonly users: readonly string[] | null;
}

/** `value` in lower case. `full`: the domain is it; `domain`: or below it; `keyword`: contains it; `dotless`: and has no dot. */
export interface DomainRule {
  readonly type: 'full' | 'domain' | 'keyword' | 'dotless';
  readonly value: string;
}

/** The first `prefix` bits of an address, or with `inverted` any address that has others. */
export interface IpRule {
  readonly octets: Uint8Array;
  readonly prefix: number;
  readonly inverted: boolean;
}
