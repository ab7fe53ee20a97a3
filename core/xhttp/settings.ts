/**
 * The keys of xhttpSettings that the machines of this folder look at, with defaults filled in; the names are Xray's.
 *
 * `core/config` gives objects of this shape. Left out are the keys that others act on: `serverMaxHeaderBytes`, which is
 * the HTTP server's, and `downloadSettings`, which are a side of their own.
 */

/** Drawn from `from` up to but not including `to`, unless both are equal (splithttp/config.go:RangeConfig.rand, v26.7.28). */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export type ConfiguredMode = 'auto' | 'packet-up' | 'stream-up' | 'stream-one';
/** Where session id and sequence number stand in a request. */
export type MetaPlacement = 'path' | 'query' | 'header' | 'cookie';
/** Where the octets of a packet stand; `auto` is the body for a client and all places for a server. */
export type DataPlacement = 'auto' | 'body' | 'header' | 'cookie';
/** Where obfuscated padding stands; `queryInHeader` is the query of a URL in a header field. */
export type PaddingPlacement = 'queryInHeader' | 'header' | 'cookie' | 'query';
export type PaddingMethod = 'repeat-x' | 'tokenish';

/** Padding, of requests and of responses. */
export interface PaddingSettings {
  /** In octets. */
  readonly xPaddingBytes: Range;
  /** Without it the four keys below count for nothing but a request whose Referer is no URL. */
  readonly xPaddingObfsMode: boolean;
  readonly xPaddingKey: string;
  readonly xPaddingHeader: string;
  readonly xPaddingPlacement: PaddingPlacement;
  readonly xPaddingMethod: PaddingMethod;
}

/** Session id and sequence number; keys are empty where the placement is the path. */
export interface MetaSettings {
  readonly sessionIDPlacement: MetaPlacement;
  readonly sessionIDKey: string;
  readonly seqPlacement: MetaPlacement;
  readonly seqKey: string;
}

/** What both sides look at. */
export interface XhttpSettings extends PaddingSettings, MetaSettings {
  /** Empty: the client takes the name or address of its server, the server takes any. */
  readonly host: string;
  /** As written, with its query. */
  readonly path: string;
  readonly mode: ConfiguredMode;
  readonly uplinkDataPlacement: DataPlacement;
  readonly uplinkDataKey: string;
  /** In octets: the client draws once a connection, the server takes up to the upper end. */
  readonly scMaxEachPostBytes: Range;
}

export interface XhttpClientSettings extends XhttpSettings {
  readonly headers: ReadonlyMap<string, string>;
  /** Upper case. */
  readonly uplinkHTTPMethod: string;
  /** The characters ids are made of; empty: ids are UUIDs. */
  readonly sessionIDTable: string;
  readonly sessionIDLength: Range;
  /** Of one header field or cookie, in characters of base64; at least 64. */
  readonly uplinkChunkSize: Range;
  readonly noGRPCHeader: boolean;
  /** A lower end of 0 or less: no pause. */
  readonly scMinPostsIntervalMs: Range;
  readonly xmux: XmuxSettings;
}

export interface XhttpServerSettings extends XhttpSettings {
  readonly noSSEHeader: boolean;
  readonly scMaxBufferedPosts: number;
  /** Between two pieces of padding in the answer to a stream-up, in seconds. An upper end below 0: none. */
  readonly scStreamUpServerSecs: Range;
}

/** 0 means no limit. */
export interface XmuxSettings {
  readonly maxConcurrency: Range;
  readonly maxConnections: Range;
  readonly cMaxReuseTimes: Range;
  readonly hMaxRequestTimes: Range;
  readonly hMaxReusableSecs: Range;
  /** In seconds; 0: the default of the HTTP version; below 0: off. */
  readonly hKeepAlivePeriod: number;
}
