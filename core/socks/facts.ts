/**
 * What the SOCKS inbound states of its decisions, and the lines that Xray (v26.7.28, proxy/socks) logs for each.
 */
export interface SocksFacts {
  /** Info, proxy/socks: `TCP Connect request to <destination>`. `destination` is `tcp:host:port`. */
  'socks:request_accepted': { readonly destination: string };
  /**
   * Access: `from <source> rejected  <text>`; Info, app/proxyman/inbound: `connection ends > proxy/socks: failed to
   * read request > proxy/socks: <text>`. For `text` see `SocksRejection`.
   */
  'socks:request_rejected': { readonly source: string } & SocksRejection;
  /** Info, proxy/socks: `Connection closed immediately, likely health check connection`. */
  'socks:connection_unused': Record<string, never>;
  /** Debug, proxy/socks: `Not Socks request, try to parse as HTTP request`. */
  'socks:http_recognised': Record<string, never>;
}

export type SocksRejection =
  /** `unknown Socks version: <version>`. Where HTTP is taken on the same port, all but 4 and 5 is that. */
  | { readonly code: 'socks:unsupported_version'; readonly version: number }
  /** `no matching auth method` */
  | { readonly code: 'socks:no_acceptable_method' }
  /** RFC 1929; Xray does not look at the version of the sub-negotiation. */
  | { readonly code: 'socks:unsupported_auth_version'; readonly version: number }
  /** `invalid username or password` */
  | { readonly code: 'socks:wrong_credentials' }
  /** `UDP is not enabled.` */
  | { readonly code: 'socks:udp_not_enabled' }
  /** `TCP bind is not supported.` */
  | { readonly code: 'socks:bind_not_supported' }
  /** `unknown command <command>` */
  | { readonly code: 'socks:unknown_command'; readonly command: number }
  /** `unsupported command: <command>`, of version 4. */
  | { readonly code: 'socks:unsupported_command'; readonly command: number }
  /** `socks 4 is not allowed when auth is required.` */
  | { readonly code: 'socks:password_not_possible' }
  /** `buffer overrun`; of a domain `failed to read domain for socks 4a > proxy/socks: buffer overrun`. */
  | { readonly code: 'socks:text_too_long'; readonly reading: 'user_id' | 'domain' }
  /** `failed to read address > common/protocol: unknown address type: <address_type>` */
  | { readonly code: 'socks:unknown_address_type'; readonly address_type: number }
  /** `failed to read address > common/protocol: invalid domain name: <domain>` */
  | { readonly code: 'socks:invalid_domain'; readonly domain: string }
  /**
   * `insufficient header`, `failed to read auth methods`, `failed to read username and password for authentication`,
   * `failed to read request`, `failed to read address`, nothing (a user id) or `failed to read domain for socks 4a`, by
   * `reading`; after it ` > EOF` where nothing of the
   * field had come, ` > unexpected EOF` where a part had, or the system's error.
   */
  | {
      readonly code: 'socks:handshake_cut_off';
      readonly reading:
        | 'header'
        | 'methods'
        | 'credentials'
        | 'request'
        | 'address'
        | 'user_id'
        | 'domain';
      readonly cause: 'end' | 'partial_end' | 'reset' | 'timed_out';
    };
