/** What the programs that stand around the two cores state of their decisions. */
export interface PeerFacts {
  /** The app has the whole answer; `octets` counts its body. */
  'app:response_received': { readonly status: number; readonly octets: number };
  'app:request_failed': { readonly reason: AppFailure };
  /** The CDN sends a request on; `connection` numbers its connections to the origin from 1. */
  'cdn:request_forwarded': { readonly connection: number; readonly reused: boolean };
  /** The CDN answers in place of an origin that did not. */
  'cdn:origin_failed': { readonly connection: number; readonly status: number };
}

export type AppFailure =
  | 'proxy_unreachable'
  | 'proxy_reset'
  | 'method_refused'
  | 'request_refused'
  | 'malformed_reply'
  | 'malformed_response'
  | 'empty_response'
  | 'cut_off';
