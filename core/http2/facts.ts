import type { StreamState } from './stream-states.ts';

/** What the HTTP/2 machines state of their decisions. */
export interface Http2Facts {
  /** A stream has gone from one state of RFC 9113 §5.1 to another. */
  'http2:stream_state_updated': {
    readonly stream_id: number;
    readonly old: StreamState;
    readonly new: StreamState;
  };
  /** For the first time there are octets to send and no window for them; stream 0 is the whole connection. */
  'http2:window_exhausted': { readonly stream_id: number };
  /** Something is wrong with one stream; it is reset with this error. */
  'http2:stream_failed': {
    readonly stream_id: number;
    readonly code: string;
    readonly error_code: string;
  };
  /** Something is wrong with the connection; it ends with this error, or with none told where that is null. */
  'http2:connection_failed': { readonly code: string; readonly error_code: string | null };
  /** The server answers by itself. */
  'http2:request_refused': {
    readonly stream_id: number;
    readonly code: string;
    readonly status: number;
  };
  /** A request is not sent, because its fields are more than the server says it takes; both in octets. */
  'http2:request_too_long': { readonly size: number; readonly limit: number };
  /** The connection ended before a message on it was complete. */
  'http2:message_cut_off': {
    readonly stream_id: number;
    readonly message: 'request' | 'response';
  };
}

/** A fact before a machine has stated it. */
export type Note = {
  [Name in keyof Http2Facts]: { readonly name: Name; readonly data: Http2Facts[Name] };
}[keyof Http2Facts];
