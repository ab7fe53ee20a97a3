/**
 * What the VLESS machines state of their decisions, and the lines that Xray (v26.7.28, proxy/vless) logs for each.
 *
 * Where an error ends a connection, the line is Info, app/proxyman/inbound: `connection ends > <chain>`; a link of the
 * chain that is marked "warning" makes the whole line a Warning.
 */
import type { NetworkError } from '../sansio/machine.ts';

export interface VlessFacts {
  // outbound

  /** Info, proxy/vless/outbound: `tunneling request to <destination> via <via>`; `destination` is `tcp:host:port`. */
  'vless:request_tunnelled': { readonly destination: string; readonly via: string };
  /**
   * Info, app/proxyman/outbound: `failed to process outbound traffic > proxy/vless/outbound: failed to find an
   * available destination > common/retry: [<errors>] > common/retry: all retry attempts failed`.
   */
  'vless:transport_failed': {
    readonly via: string;
    /** Of the attempts, without one that equals the one before it. */
    readonly errors: readonly NetworkError[];
  };
  /**
   * Info, app/proxyman/outbound: `failed to process outbound traffic > proxy/vless/outbound: connection ends >
   * proxy/vless/outbound: failed to decode response header > proxy/vless/encoding: <text>`. Nothing is logged where
   * the cause is `end`: Xray takes a plain EOF as an ordinary end.
   */
  'vless:response_rejected': ResponseRejection;

  // inbound

  /** Info, proxy/vless/inbound: `firstLen = <length>`; `length` is 1..8192. */
  'vless:first_read': { readonly length: number };
  /** Info, proxy/vless/inbound: `received request for <destination>`. */
  'vless:user_authenticated': {
    readonly destination: string;
    /** May be empty. */
    readonly email: string;
    /** Octets 6 and 7 of the id as the client sent it. */
    readonly vless_route: number;
  };
  /**
   * Access: `from <remote> rejected  <text>`; `connection ends > proxy/vless/inbound: invalid request from <remote> >
   * <text>`. Where `cause` is `end` there is no access line, and the chain is `<text>` alone. For `text` see
   * `RequestRejection`.
   */
  'vless:request_rejected': { readonly remote: string } & RequestRejection;
  /** `connection ends > proxy/vless/inbound: <text>`, see `FlowRejection`. The user is known; there is no fallback any more. */
  'vless:flow_rejected': FlowRejection;
  /** Info, proxy/vless/inbound: `fallback starts > <text>`. */
  'vless:fallback_started': FallbackReason;
  /** Info, proxy/vless/inbound: `realName = <server_name>` and `realAlpn = <alpn>`: what the security in front has learnt. */
  'vless:security_seen': { readonly server_name: string; readonly alpn: string };
  /** Info, proxy/vless/inbound: `realPath = <real_path>`, unless it is null: paths were not looked at, or none was found. */
  'vless:fallback_chosen': {
    /** The keys of the entry that was taken, lower-cased where they come from the connection. */
    readonly name: string;
    readonly alpn: string;
    readonly path: string;
    readonly real_path: string | null;
    /** As in the configuration: `localhost:6666`. */
    readonly dest: string;
  };
  /** `connection ends > proxy/vless/inbound: failed to find the default "<key>" config` (warning), after the line for `real_path`. */
  'vless:fallback_missing': {
    readonly key: 'name' | 'alpn' | 'path';
    readonly real_path: string | null;
  };
  /**
   * `connection ends > proxy/vless/inbound: failed to dial to <dest> > common/retry: [<errors>] > common/retry: all
   * retry attempts failed` (warning).
   */
  'vless:fallback_failed': { readonly dest: string; readonly errors: readonly NetworkError[] };
  /**
   * `connection ends > proxy/vless/inbound: fallback ends > <text>`: `context canceled` for `inactive`; for `client_reset`
   * `proxy/vless/inbound: failed to fallback request payload > read tcp <local>-><remote>: read: connection reset by
   * peer`; for `dest_reset` the same after `proxy/vless/inbound: failed to deliver response payload`. An end of both
   * sides is stated nowhere, as Xray logs nothing.
   */
  'vless:fallback_ended': {
    readonly reason: 'inactive' | 'client_reset' | 'dest_reset';
    /** Of the connection that was reset, or null. */
    readonly addresses: { readonly local: string; readonly remote: string } | null;
  };
}

/** ` > EOF` where nothing of the field had come, ` > unexpected EOF` where a part had, the system's error else. */
export type ReadFailure = 'end' | 'partial_end' | 'reset' | 'timed_out';

export type ResponseRejection =
  /** `failed to read response version` */
  | { readonly code: 'vless:response_version_missing'; readonly cause: ReadFailure }
  /** `unexpected response version. Expecting 0 but actually <version>` */
  | { readonly code: 'vless:unexpected_response_version'; readonly version: number }
  /** `failed to decode response header addons > proxy/vless/encoding: failed to read addons protobuf length` (or `value`) */
  | {
      readonly code: 'vless:response_addons_missing';
      readonly field: 'length' | 'value';
      readonly cause: ReadFailure;
    }
  /** `failed to decode response header addons > proxy/vless/encoding: failed to unmarshal addons protobuf value` */
  | { readonly code: 'vless:response_addons_malformed' };

export type RequestRejection =
  /** Nothing came: `connection ends > EOF`, or the system's error; no access line. */
  | { readonly code: 'vless:nothing_read'; readonly cause: ReadFailure }
  /** `proxy/vless/encoding: failed to read request version`, `… user id`, `… command` */
  | {
      readonly code: 'vless:request_cut_off';
      readonly field: 'version' | 'user id' | 'command';
      readonly cause: ReadFailure;
    }
  /** `proxy/vless/encoding: failed to decode request header addons > proxy/vless/encoding: failed to read addons protobuf length` (or `value`) */
  | {
      readonly code: 'vless:request_addons_missing';
      readonly field: 'length' | 'value';
      readonly cause: ReadFailure;
    }
  /** `… > proxy/vless/encoding: failed to unmarshal addons protobuf value` and protobuf's own error */
  | { readonly code: 'vless:request_addons_malformed' }
  /** `proxy/vless/encoding: invalid request version` */
  | { readonly code: 'vless:invalid_request_version'; readonly version: number }
  /** `proxy/vless/encoding: invalid request user id: <id>` */
  | { readonly code: 'vless:unknown_user'; readonly id: string }
  /** `proxy/vless/encoding: invalid request address`, also where the address was cut off or the command is none of 1..4 */
  | { readonly code: 'vless:invalid_request_address' }
  /** Commands 2, 3 and 4, which Xray carries and this core does not. */
  | { readonly code: 'vless:unsupported_command'; readonly command: number };

export type FlowRejection =
  /** `account <id> is not able to use the flow xtls-rprx-vision` (warning) */
  | { readonly code: 'vless:flow_not_allowed'; readonly id: string; readonly flow: string }
  /** `unknown request flow <flow>` (warning) */
  | { readonly code: 'vless:unknown_flow'; readonly flow: string };

export type FallbackReason =
  /** `proxy/vless/inbound: fallback directly`: the first read was shorter than 18 octets. */
  | { readonly code: 'vless:first_read_short'; readonly length: number }
  /** `proxy/vless/encoding: invalid request version` */
  | { readonly code: 'vless:invalid_request_version'; readonly version: number }
  /** `proxy/vless/encoding: invalid request user id: <id>` */
  | { readonly code: 'vless:unknown_user'; readonly id: string };
