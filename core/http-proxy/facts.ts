/**
 * What the HTTP proxy inbound states of its decisions, and the lines that Xray (v26.7.28, proxy/http) logs for each.
 */
import type { HttpErrorCode } from '../http1/errors.ts';

export interface HttpProxyFacts {
  /** Info, proxy/http: `request to Method [<method>] Host [<host>] with URL [<url>]`. */
  'http:request_received': {
    readonly method: string;
    /** Of the URL where that has one, else of the Host field. */
    readonly host: string;
    /** As Go prints it: `//host:port` for CONNECT. */
    readonly url: string;
  };
  /**
   * Nothing for a request that is answered. For one that is not, app/proxyman/inbound, `connection ends > ` and the
   * text of `HttpProxyRejection`: at info for an end or a silence between requests, else at warning.
   */
  'http:request_refused': HttpProxyRejection;
  /**
   * Warning, proxy/http: `failed to read response from <host> > ` and `unexpected EOF` for an end,
   * `io: read/write on closed pipe` for a reset, else what Go says of the response. The client is answered with 503.
   */
  'http:response_missing': {
    readonly host: string;
    /** What became of the connection (`failed`: nobody was there), or the code of what is wrong with the response. */
    readonly cause: 'end' | 'partial_end' | 'reset' | 'failed' | HttpErrorCode;
  };
  /**
   * Warning, app/proxyman/inbound: `connection ends > proxy/http: connection ends > ` and, by `message`,
   * `proxy/http: failed to write whole request` or `proxy/http: failed to write response`, and ` > unexpected EOF`.
   */
  'http:body_cut_off': { readonly message: 'request' | 'response' };
}

export type HttpProxyRejection =
  /** Answered with 407. */
  | { readonly code: 'http:authentication_required' }
  /** Answered with 400: the URL is not absolute, and the inbound does not go by Host. */
  | { readonly code: 'http:relative_url' }
  /** `proxy/http: malformed proxy host: <host> > address <host>: too many colons in address` */
  | { readonly code: 'http:malformed_host'; readonly host: string }
  /** `proxy/http: failed to read http request > <cause>`: the system's error, `EOF` before any octet, else `unexpected EOF`. */
  | {
      readonly code: 'http:request_cut_off';
      readonly cause: 'end' | 'partial_end' | 'reset' | 'timed_out';
    }
  /** `proxy/http: failed to read http request > malformed HTTP request "<line>"`, or what else Go says. */
  | {
      readonly code: 'http:malformed_request';
      /** The code of what is wrong. */
      readonly cause: HttpErrorCode;
      /** The line where it stands, for a request line; else empty. */
      readonly line: string;
    };
