/** What frames hold, and the numbers of their types and flags, in the names of RFC 9113 §4.1, §6. */

export const frameTypes = {
  DATA: 0x0,
  HEADERS: 0x1,
  PRIORITY: 0x2,
  RST_STREAM: 0x3,
  SETTINGS: 0x4,
  PUSH_PROMISE: 0x5,
  PING: 0x6,
  GOAWAY: 0x7,
  WINDOW_UPDATE: 0x8,
  CONTINUATION: 0x9,
} as const;

export const flags = {
  END_STREAM: 0x1,
  /** Of SETTINGS and PING. */
  ACK: 0x1,
  END_HEADERS: 0x4,
  PADDED: 0x8,
  PRIORITY: 0x20,
} as const;

export interface FrameHeader {
  /** Of the payload, in octets: 0..16,777,215. */
  readonly length: number;
  readonly type: number;
  readonly flags: number;
  readonly stream_identifier: number;
}

export interface Priority {
  readonly exclusive: boolean;
  readonly stream_dependency: number;
  /** As on the wire, one less than it stands for: 0..255. */
  readonly weight: number;
}

export interface Setting {
  readonly identifier: number;
  readonly value: number;
}

interface OfStream {
  readonly stream_identifier: number;
}
export interface Padded {
  /** 0..255; null for a frame without the field. */
  readonly pad_length: number | null;
}

export interface DataFrame extends OfStream, Padded {
  readonly type: 'DATA';
  readonly end_stream: boolean;
  readonly data: Uint8Array;
}
export interface HeadersFrame extends OfStream, Padded {
  readonly type: 'HEADERS';
  readonly end_stream: boolean;
  readonly end_headers: boolean;
  readonly priority: Priority | null;
  readonly field_block_fragment: Uint8Array;
}
export interface PriorityFrame extends OfStream {
  readonly type: 'PRIORITY';
  readonly priority: Priority;
}
export interface RstStreamFrame extends OfStream {
  readonly type: 'RST_STREAM';
  readonly error_code: number;
}
export interface SettingsFrame extends OfStream {
  readonly type: 'SETTINGS';
  readonly ack: boolean;
  readonly settings: readonly Setting[];
}
export interface PushPromiseFrame extends OfStream, Padded {
  readonly type: 'PUSH_PROMISE';
  readonly end_headers: boolean;
  readonly promised_stream_id: number;
  readonly field_block_fragment: Uint8Array;
}
export interface PingFrame extends OfStream {
  readonly type: 'PING';
  readonly ack: boolean;
  /** Eight of them. */
  readonly opaque_data: Uint8Array;
}
export interface GoawayFrame extends OfStream {
  readonly type: 'GOAWAY';
  readonly last_stream_id: number;
  readonly error_code: number;
  readonly additional_debug_data: Uint8Array;
}
export interface WindowUpdateFrame extends OfStream {
  readonly type: 'WINDOW_UPDATE';
  readonly window_size_increment: number;
}
export interface ContinuationFrame extends OfStream {
  readonly type: 'CONTINUATION';
  readonly end_headers: boolean;
  readonly field_block_fragment: Uint8Array;
}
/** Of a type that RFC 9113 does not have. */
export interface UnknownFrame extends OfStream {
  readonly type: 'UNKNOWN';
  readonly code: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}

export type Frame =
  | DataFrame
  | HeadersFrame
  | PriorityFrame
  | RstStreamFrame
  | SettingsFrame
  | PushPromiseFrame
  | PingFrame
  | GoawayFrame
  | WindowUpdateFrame
  | ContinuationFrame
  | UnknownFrame;
