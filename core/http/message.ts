/**
 * HTTP messages in parts, whatever the version on the wire (RFC 9110 §6): a head, its body's octets, an end.
 *
 * A port of `HttpPart` carries requests one way and their responses the other. On an exchange's port that is one of
 * each: `request_head body* end` inward, `response_head body* end` outward. After its `end` the answering side closes
 * the port (`end`), and the asking side does the same; a reset before that says that the rest will not come. On the
 * port of an HTTP/1.1 connection requests may follow each other without waiting, and responses come in their order.
 *
 * Without trailers, informational responses and CONNECT.
 */

export interface HeaderField {
  /** In the spelling in which it goes on the wire; compared without regard to case. */
  readonly name: string;
  /** Without white space at either end. */
  readonly value: string;
}

export interface RequestHead {
  readonly part: 'request_head';
  readonly method: string;
  /** Path and query as on the wire, percent-encoded; `*` for OPTIONS of the whole server. */
  readonly target: string;
  /** The Host field's value; empty where an HTTP/1.0 client gave none. */
  readonly authority: string;
  /** In order, without Host. */
  readonly headers: readonly HeaderField[];
  /** Of a request over HTTP/2, where it is a field of its own; `https` where absent. */
  readonly scheme?: 'http' | 'https';
  /** What the client speaks, where a server tells it. */
  readonly version?: '1.0' | '1.1' | '2';
}

export interface ResponseHead {
  readonly part: 'response_head';
  /** 200..599. */
  readonly status: number;
  readonly headers: readonly HeaderField[];
}

export type HttpPart =
  | RequestHead
  | ResponseHead
  | { readonly part: 'body'; readonly data: Uint8Array }
  | { readonly part: 'end' };

/** What an HTTP/2 connection tells its opener: how many more exchanges may be begun on it now. */
export interface HttpCapacity {
  readonly part: 'capacity';
  readonly exchanges: number;
}
