/**
 * What Xray and the Go beneath it call a failure, to the letter.
 *
 * Xray's errors are chains, each link written `package: message` and joined with ` > ` (`common/errors/errors.go`,
 * v26.7.28). Where Go names the address that it dialled and a fact has only a domain, the domain stands in its place.
 */
import type { HttpProxyFacts, HttpProxyRejection } from '../http-proxy/facts.ts';
import type { NetworkError } from '../sansio/machine.ts';
import type { SocksRejection } from '../socks/facts.ts';
import type {
  FallbackReason,
  FlowRejection,
  ReadFailure,
  RequestRejection,
  ResponseRejection,
} from '../vless/facts.ts';
import type { Pushed, Refusal } from '../xhttp/facts.ts';

export const chain = (...links: readonly string[]): string => links.join(' > ');

/** `common/retry`: the errors of all attempts. `destination` is `tcp:host:port` or `host:port`. */
export function retryError(destination: string, errors: readonly NetworkError[]): string {
  const texts = errors.map((error) => dialError(withoutNetwork(destination), error));
  return chain(`common/retry: [${texts.join(' ')}]`, 'common/retry: all retry attempts failed');
}

/** `host:port` of `tcp:host:port`. */
export const withoutNetwork = (destination: string): string => destination.replace(/^tcp:/, '');

/** `net.Dial` of Go. */
export function dialError(authority: string, error: NetworkError): string {
  const failure = failureText(error);
  if (failure !== null) return failure;
  const address = authority.replace(/^localhost:/, '127.0.0.1:');
  switch (error) {
    case 'connection_refused':
      return `dial tcp ${address}: connect: connection refused`;
    case 'connection_reset':
      return `dial tcp ${address}: connect: connection reset by peer`;
    case 'timed_out':
      return `dial tcp ${address}: i/o timeout`;
    case 'unreachable':
      return `dial tcp ${address}: connect: network is unreachable`;
    case 'name_not_found':
      return `dial tcp: lookup ${address.replace(/:\d+$/, '')}: no such host`;
    default:
      return error;
  }
}

/** The words that come with an error above the network; null for others. */
export const failureText = (error: string): string | null =>
  error.startsWith('failed: ') ? error.slice('failed: '.length) : null;

export const readReset = ({ local, remote }: { readonly local: string; readonly remote: string }) =>
  `read tcp ${local}->${remote}: read: connection reset by peer`;

export function readError(cause: ReadFailure): string {
  switch (cause) {
    case 'end':
      return 'EOF';
    case 'partial_end':
      return 'unexpected EOF';
    case 'reset':
      return 'read tcp: read: connection reset by peer';
    case 'timed_out':
      return 'read tcp: i/o timeout';
  }
}

/** `proxy/socks/protocol.go:Handshake`. */
export function socksRejection(rejection: SocksRejection): string {
  const socks = (text: string, ...causes: string[]): string =>
    chain(`proxy/socks: ${text}`, ...causes);
  switch (rejection.code) {
    case 'socks:unsupported_version':
      return socks(`unknown Socks version: ${rejection.version}`);
    case 'socks:no_acceptable_method':
      return socks('no matching auth method');
    case 'socks:unsupported_auth_version':
      return socks('failed to read username and password for authentication');
    case 'socks:wrong_credentials':
      return socks('invalid username or password');
    case 'socks:udp_not_enabled':
      return socks('UDP is not enabled.');
    case 'socks:bind_not_supported':
      return socks('TCP bind is not supported.');
    case 'socks:unknown_command':
      return socks(`unknown command ${rejection.command}`);
    case 'socks:unsupported_command':
      return socks(`unsupported command: ${rejection.command}`);
    case 'socks:password_not_possible':
      return socks('socks 4 is not allowed when auth is required.');
    case 'socks:text_too_long': {
      const overrun = 'proxy/socks: buffer overrun';
      return rejection.reading === 'domain' ? socks(socksReading.domain, overrun) : overrun;
    }
    case 'socks:unknown_address_type':
      return socks(
        'failed to read address',
        `common/protocol: unknown address type: ${rejection.address_type}`,
      );
    case 'socks:invalid_domain':
      return socks(
        'failed to read address',
        `common/protocol: invalid domain name: ${rejection.domain}`,
      );
    case 'socks:handshake_cut_off':
      if (rejection.reading === 'user_id') return readError(rejection.cause);
      return socks(socksReading[rejection.reading], readError(rejection.cause));
  }
}

const socksReading = {
  header: 'insufficient header',
  methods: 'failed to read auth methods',
  credentials: 'failed to read username and password for authentication',
  request: 'failed to read request',
  address: 'failed to read address',
  domain: 'failed to read domain for socks 4a',
} as const;

/** `proxy/http/server.go:ProcessWithFirstbyte`; null for a request that is answered, of which nothing is logged. */
export function httpProxyRejection(rejection: HttpProxyRejection): string | null {
  const unread = 'proxy/http: failed to read http request';
  switch (rejection.code) {
    case 'http:authentication_required':
    case 'http:relative_url':
      return null;
    case 'http:malformed_host':
      return chain(
        `proxy/http: malformed proxy host: ${rejection.host}`,
        `address ${rejection.host}: too many colons in address`,
      );
    case 'http:request_cut_off':
      return chain(unread, readError(rejection.cause));
    case 'http:malformed_request':
      return chain(unread, malformedRequest(rejection));
  }
}

const malformedRequest = ({
  cause,
  line,
}: Extract<HttpProxyRejection, { code: 'http:malformed_request' }>): string =>
  cause === 'http1:malformed_request_line'
    ? `malformed HTTP request ${quoted(line)}`
    : 'malformed HTTP request';

/** As Go's `%q` does it with what stands in a line. */
const quoted = (text: string): string =>
  JSON.stringify(text).replaceAll(/\\u00([0-9a-f]{2})/g, '\\x$1');

/** `proxy/http/server.go:handlePlainHTTP`; Go's words for a malformed response quote what is wrong with it. */
export function httpProxyResponseError(
  cause: HttpProxyFacts['http:response_missing']['cause'],
): string {
  switch (cause) {
    case 'end':
    case 'partial_end':
    case 'failed':
      return 'unexpected EOF';
    case 'reset':
      return 'io: read/write on closed pipe';
    default:
      return 'malformed HTTP response';
  }
}

const encoding = (text: string): string => `proxy/vless/encoding: ${text}`;

/** `proxy/vless/encoding/encoding.go:DecodeRequestHeader`. */
export function vlessRequestRejection(rejection: RequestRejection): string {
  const addons = encoding('failed to decode request header addons');
  switch (rejection.code) {
    case 'vless:nothing_read':
      return readError(rejection.cause);
    case 'vless:request_cut_off':
      return chain(
        encoding(`failed to read request ${rejection.field}`),
        readError(rejection.cause),
      );
    case 'vless:request_addons_missing':
      return chain(addons, addonsMissing(rejection.field), readError(rejection.cause));
    case 'vless:request_addons_malformed':
      return chain(addons, addonsMalformed);
    case 'vless:invalid_request_version':
      return encoding('invalid request version');
    case 'vless:unknown_user':
      return encoding(`invalid request user id: ${rejection.id}`);
    case 'vless:invalid_request_address':
      return encoding('invalid request address');
    case 'vless:unsupported_command':
      return encoding(`command ${rejection.command} is not supported by xhttp-lab`);
  }
}

/** `proxy/vless/encoding/encoding.go:DecodeResponseHeader`. */
export function vlessResponseRejection(rejection: ResponseRejection): string {
  const addons = encoding('failed to decode response header addons');
  switch (rejection.code) {
    case 'vless:response_version_missing':
      return chain(encoding('failed to read response version'), readError(rejection.cause));
    case 'vless:unexpected_response_version':
      return encoding(`unexpected response version. Expecting 0 but actually ${rejection.version}`);
    case 'vless:response_addons_missing':
      return chain(addons, addonsMissing(rejection.field), readError(rejection.cause));
    case 'vless:response_addons_malformed':
      return chain(addons, addonsMalformed);
  }
}

const addonsMissing = (field: 'length' | 'value'): string =>
  encoding(`failed to read addons protobuf ${field}`);
const addonsMalformed = encoding('failed to unmarshal addons protobuf value');

/** `proxy/vless/inbound/inbound.go:Process`. */
export function flowRejection(rejection: FlowRejection): string {
  switch (rejection.code) {
    case 'vless:flow_not_allowed':
      return `account ${rejection.id} is not able to use the flow ${rejection.flow}`;
    case 'vless:unknown_flow':
      return `unknown request flow ${rejection.flow}`;
  }
}

export const fallbackReason = (reason: FallbackReason): string =>
  reason.code === 'vless:first_read_short'
    ? 'proxy/vless/inbound: fallback directly'
    : vlessRequestRejection(reason);

/** `net/http` of Go, for a request that got no answer. */
export const httpError = (destination: string, error: NetworkError | 'cut_off'): string =>
  error === 'cut_off' ? 'EOF' : dialError(withoutNetwork(destination), error);

/** `net/url.Error` of Go. */
export const requestError = (
  method: string,
  url: string,
  destination: string,
  error: NetworkError | 'cut_off',
): string =>
  `${method.slice(0, 1)}${method.slice(1).toLowerCase()} "${url}": ${httpError(destination, error)}`;

/** `transport/internet/splithttp/hub.go:ServeHTTP`; null where Go's server answers before Xray sees the request. */
export function xhttpRefusal(refusal: Refusal): string | null {
  switch (refusal.code) {
    case 'xhttp:host_mismatch':
      return `failed to validate host, request:${refusal.request}, config:${refusal.config}`;
    case 'xhttp:path_mismatch':
      return `failed to validate path, request:${refusal.request}, config:${refusal.config}`;
    case 'xhttp:malformed_target':
      return null;
    case 'xhttp:invalid_padding':
      return `invalid padding (${paddingPlace(refusal)}) length:${refusal.length}`;
    case 'xhttp:mode_not_allowed':
      return `${refusal.mode} mode is not allowed`;
    case 'xhttp:upload_too_large':
      return (
        `Too large upload. scMaxEachPostBytes is set to ${refusal.limit}but request size exceed it. ` +
        'Adjust scMaxEachPostBytes on the server to be at least as large as client.'
      );
    case 'xhttp:body_cut_off':
      return chain('failed to read body payload', 'unexpected EOF');
    case 'xhttp:invalid_sequence': {
      const why = refusal.is_out_of_range ? 'value out of range' : 'invalid syntax';
      return chain(
        'failed to upload (ParseUint)',
        `strconv.ParseUint: parsing "${refusal.seq}": ${why}`,
      );
    }
    case 'xhttp:malformed_base64': {
      const where = refusal.placement === 'header' ? "header's" : "cookies'";
      return `Invalid base64 in ${where} payload: illegal base64 data at input byte ${refusal.at}`;
    }
    case 'xhttp:queue_closed':
      return notPushed(refusal, 'packet queue closed');
    case 'xhttp:stream_up_exists':
      return notPushed(refusal, 'h.reader already exists');
  }
}

const notPushed = ({ pushed }: { readonly pushed: Pushed }, why: string): string =>
  chain(
    `failed to upload (${pushed === 'packet' ? 'PushPayload' : 'PushReader'})`,
    `transport/internet/splithttp: ${why}`,
  );

/** `transport/internet/splithttp/xpadding.go:ExtractXPaddingFromRequest`. */
function paddingPlace(refusal: Extract<Refusal, { code: 'xhttp:invalid_padding' }>): string {
  const { placement, header, key } = refusal;
  switch (placement) {
    case null:
      return '';
    case 'queryInHeader':
      return `queryInHeader=${header}, key=${key}`;
    case 'header':
      return `header=${header}`;
    default:
      return `${placement}, key=${key}`;
  }
}
