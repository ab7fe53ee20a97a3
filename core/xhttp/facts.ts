/**
 * What the XHTTP machines state of their decisions, and the lines that Xray (v26.7.28, transport/internet/splithttp)
 * logs for each. A value of null in a counter means that there is no limit.
 */
import type { NetworkError } from '../sansio/machine.ts';
import type { Mode } from './mode.ts';

export interface XhttpFacts {
  // client

  /**
   * Debug: `XMUX: creating xmuxClient because <reason>`. The reason is `xmuxClients is empty`, `maxConnections was not
   * hit, xmuxClients = <clients>` or `maxConcurrency was hit, xmuxClients = <clients>`. No octet has gone out yet.
   */
  'xhttp:xmux_client_created': {
    readonly side: XmuxSide;
    readonly reason: XmuxReason;
    /** How many there were before. */
    readonly clients: number;
  };
  /**
   * Debug: `XMUX: removing xmuxClient, IsClosed() = <is_closed>, Running = <running>, leftUsage = <left_usage>,
   * LeftRequests = <left_requests>, UnreusableAt = <unreusable_at>`. Xray prints -1 for a null `left_usage`, 2147483647
   * for a null `left_requests` and Go's zero time for a null `unreusable_at`.
   */
  'xhttp:xmux_client_removed': {
    readonly side: XmuxSide;
    readonly is_closed: boolean;
    readonly running: number;
    readonly left_usage: number | null;
    readonly left_requests: number | null;
    /** In ms since the run began. */
    readonly unreusable_at: number | null;
  };
  /**
   * Info: `XHTTP is dialing to <destination>, mode <mode>, HTTP version <http_version>, host <host>`. An announcement:
   * nothing has been dialled.
   */
  'xhttp:dial_announced': {
    /** `tcp:host:port`, IPv6 in brackets. */
    readonly destination: string;
    readonly configured_mode: string;
    readonly mode: string;
    readonly http_version: string;
    readonly host: string;
    /** Empty in stream-one. */
    readonly session_id: string;
  };
  /** Info: `XHTTP is downloading from <destination>, mode stream-down, HTTP version <http_version>, host <host>`. */
  'xhttp:download_announced': {
    readonly destination: string;
    readonly http_version: string;
    readonly host: string;
  };
  /** Info: `failed to GET <base_url> > Get "<url>": <text of error>`. The dial succeeds all the same; reading fails. */
  'xhttp:get_failed': StreamFailure;
  /** Info: `failed to <method> <base_url> > <Method> "<url>": <text of error>`, in stream-one. As with the GET. */
  'xhttp:post_failed': StreamFailure & { readonly method: string };
  /** Info: `unexpected status <status>`: the GET, or stream-one's POST, was answered with anything but 200. */
  'xhttp:status_rejected': { readonly status: number };
  /**
   * The POST of stream-up is over and its body is not: what is written from now on fails. `status` of its answer, null
   * where there was none; `error` null where the answer was complete. Xray logs nothing.
   */
  'xhttp:stream_upload_ended': {
    readonly destination: string;
    readonly status: number | null;
    readonly error: NetworkError | 'cut_off' | null;
  };
  /**
   * Info: `failed to send upload > <text of error>`: a connection for packets could not be made, or a new one broke.
   * Over HTTP/2 `<Method> "<url>": <text of error>`; over HTTP/1.1 `url` is null.
   */
  'xhttp:upload_failed': {
    readonly destination: string;
    readonly method: string;
    readonly url: string | null;
    readonly error: NetworkError | 'cut_off';
  };
  /** Info: `failed to send upload > bad status code:<status> <phrase>`: a packet over HTTP/2 was answered so. */
  'xhttp:upload_rejected': { readonly status: number; readonly phrase: string };

  // server

  /** A request with a session id that was not in the table has put it there. Xray logs nothing. */
  'xhttp:session_created': { readonly session_id: string; readonly method: string };
  /** The GET has come: from here on the session lives as long as it. Xray logs nothing. */
  'xhttp:session_connected': { readonly session_id: string };
  /** A stream-up POST feeds the session from here on, in place of packets; `is_connected`: the GET has come. Xray logs nothing. */
  'xhttp:stream_up_attached': { readonly session_id: string; readonly is_connected: boolean };
  /** No GET came within 30 s of the session's creation. Xray logs nothing. */
  'xhttp:session_expired': { readonly session_id: string };
  /** A GET of the session is over, and the session with it. Xray logs nothing. */
  'xhttp:session_ended': { readonly session_id: string };
  /** A packet is kept because nobody reads yet, because one before it is missing, or because the reader is slow. */
  'xhttp:packet_buffered': {
    readonly session_id: string;
    readonly seq: number;
    readonly expected_seq: number;
    /** Whether the GET has come. */
    readonly is_connected: boolean;
  };
  /** A packet's octets go on to the proxied connection, in order. */
  'xhttp:packet_released': {
    readonly session_id: string;
    readonly seq: number;
    readonly octets: number;
  };
  /** A packet came a second time or too late; it was answered 200. */
  'xhttp:packet_dropped': {
    readonly session_id: string;
    readonly seq: number;
    readonly expected_seq: number;
  };
  /** The connection fails with Xray's error `packet queue is too large`. */
  'xhttp:queue_overflowed': {
    readonly session_id: string;
    readonly expected_seq: number;
    readonly limit: number;
  };
  /** A request gets an answer other than 200; for Xray's line see `Refusal`. */
  'xhttp:request_refused': { readonly status: number } & Refusal;
  /**
   * Warning when `is_configured` is false: `received "X-Forwarded-For" from <remote> but "sockopt.trustedXForwardedFor"
   * is not configured; ignoring it and using the real remote address`. Error when it is true: `ignored potentially
   * forged "X-Forwarded-For" from <remote>: <value>`.
   */
  'xhttp:forwarded_for_ignored': {
    readonly remote: string;
    readonly value: string;
    readonly is_configured: boolean;
  };
}

/** A stream that gets no answer. */
export interface StreamFailure {
  /** Of the settings: with the configured query, without session id. */
  readonly base_url: string;
  /** Of the request. */
  readonly url: string;
  readonly destination: string;
  /** `cut_off`: the connection ended before the answer began, for Go `EOF`. */
  readonly error: NetworkError | 'cut_off';
}

export type XmuxSide = 'upload' | 'download';
export type XmuxReason = 'empty' | 'max_connections_not_hit' | 'max_concurrency_hit';

/** All lines are Info. */
export type Refusal =
  /** `failed to validate host, request:<request>, config:<config>` */
  | { readonly code: 'xhttp:host_mismatch'; readonly request: string; readonly config: string }
  /** `failed to validate path, request:<request>, config:<config>` */
  | { readonly code: 'xhttp:path_mismatch'; readonly request: string; readonly config: string }
  /** Go's server answers before Xray sees the request; no line. */
  | { readonly code: 'xhttp:malformed_target'; readonly target: string }
  /**
   * `invalid padding (<where>) length:<length>`; `where` is `queryInHeader=<header>, key=<key>`, `header=<header>`,
   * `<placement>, key=<key>`, or nothing when `placement` is null.
   */
  | {
      readonly code: 'xhttp:invalid_padding';
      readonly placement: 'queryInHeader' | 'header' | 'cookie' | 'query' | null;
      readonly header: string | null;
      readonly key: string | null;
      readonly length: number;
    }
  /** `<mode> mode is not allowed` */
  | { readonly code: 'xhttp:mode_not_allowed'; readonly mode: Mode }
  /** `Too large upload. scMaxEachPostBytes is set to <limit>but request size exceed it. Adjust scMaxEachPostBytes on the server to be at least as large as client.` */
  | { readonly code: 'xhttp:upload_too_large'; readonly limit: number }
  /** `failed to read body payload > unexpected EOF`; the connection is gone, the status reaches nobody. */
  | { readonly code: 'xhttp:body_cut_off' }
  /** `failed to upload (ParseUint) > strconv.ParseUint: parsing "<seq>": <invalid syntax | value out of range>` */
  | {
      readonly code: 'xhttp:invalid_sequence';
      readonly seq: string;
      readonly is_out_of_range: boolean;
    }
  /** `Invalid base64 in <placement>'s payload: illegal base64 data at input byte <at>`; `cookies'` for cookies. */
  | {
      readonly code: 'xhttp:malformed_base64';
      readonly placement: 'header' | 'cookie';
      readonly at: number;
    }
  /** `failed to upload (PushPayload) > packet queue closed`; `PushReader` for a stream. */
  | { readonly code: 'xhttp:queue_closed'; readonly pushed: Pushed }
  /** `failed to upload (PushPayload) > h.reader already exists`; `PushReader` for a stream. */
  | { readonly code: 'xhttp:stream_up_exists'; readonly pushed: Pushed };

/** What a request wanted to bring into a session: one packet, or the body of a stream-up POST. */
export type Pushed = 'packet' | 'stream';
