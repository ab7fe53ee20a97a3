/**
 * A configuration as the core runs it: one name for each thing, defaults filled in, aliases resolved.
 *
 * Every object says in `at` where it stands in the text, so that a run can mark the lines that caused a step. What this
 * core does not support is not here: `unsupported.ts` refuses it.
 */
import type { Address } from './address.ts';
import type { Place } from './errors.ts';
import type { JsonPath } from './json-path.ts';
import type { IntRange, NetworkName, PortRange } from './scalars.ts';

export type { Address } from './address.ts';
export type { Place } from './errors.ts';
export type { JsonPath } from './json-path.ts';
export type { IntRange, NetworkName, PortRange } from './scalars.ts';

export interface CoreConfig {
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

export type Inbound = SocksInbound | VlessInbound;

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

export type Outbound = VlessOutbound | FreedomOutbound;

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
  readonly security: 'none';
}

export interface RawStream extends StreamBase {
  readonly network: 'raw';
}

export interface XhttpStream extends StreamBase {
  readonly network: 'xhttp';
  readonly xhttp: XhttpSettings;
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
