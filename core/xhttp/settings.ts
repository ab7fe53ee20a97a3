/**
 * The keys of xhttpSettings that the machines of this folder look at, with defaults filled in; the names are Xray's.
 *
 * `core/config` gives objects of this shape. Everything about other placements than the default, obfuscated padding,
 * stream modes and HTTP/2 is left out.
 */

/** Drawn from `from` up to but not including `to`, unless both are equal (splithttp/config.go:RangeConfig.rand, v26.7.28). */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export type ConfiguredMode = 'auto' | 'packet-up' | 'stream-up' | 'stream-one';

/** What both sides look at. */
export interface XhttpSettings {
  /** Empty: the client takes the address, the server takes any. */
  readonly host: string;
  /** As written, with its query. */
  readonly path: string;
  readonly mode: ConfiguredMode;
  /** In octets. */
  readonly xPaddingBytes: Range;
  /** In octets: the client draws once a connection, the server takes up to the upper end. */
  readonly scMaxEachPostBytes: Range;
}

export interface XhttpClientSettings extends XhttpSettings {
  readonly headers: ReadonlyMap<string, string>;
  readonly uplinkHTTPMethod: string;
  /** The characters ids are made of; empty: ids are UUIDs. */
  readonly sessionIDTable: string;
  readonly sessionIDLength: Range;
  /** A lower end of 0 or less: no pause. */
  readonly scMinPostsIntervalMs: Range;
  readonly xmux: XmuxSettings;
}

export interface XhttpServerSettings extends XhttpSettings {
  readonly xPaddingKey: string;
  readonly xPaddingHeader: string;
  readonly noSSEHeader: boolean;
  readonly scMaxBufferedPosts: number;
}

/** 0 means no limit. */
export interface XmuxSettings {
  readonly maxConcurrency: Range;
  readonly maxConnections: Range;
  readonly cMaxReuseTimes: Range;
  readonly hMaxRequestTimes: Range;
  readonly hMaxReusableSecs: Range;
}
