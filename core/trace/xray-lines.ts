/**
 * For each fact, what Xray says of it: a level, a package and a text; nothing where Xray says nothing.
 *
 * The texts are those of Xray v26.7.28, to the letter (spec/config.md §2, spec/vless.md §5, spec/xhttp.md §8).
 */
import type { FactName, Facts } from './catalogue.ts';
import {
  chain,
  dialError,
  fallbackReason,
  flowRejection,
  httpError,
  httpProxyRejection,
  httpProxyResponseError,
  readReset,
  requestError,
  retryError,
  socksRejection,
  vlessRequestRejection,
  vlessResponseRejection,
  xhttpRefusal,
} from './xray-errors.ts';

export type XrayLevel = 'debug' | 'info' | 'warning' | 'error';

/** A line without its date and scope; `access` lines have no level. */
export interface XrayLine {
  readonly level: XrayLevel | 'access';
  /** With the package in front, but for access lines. */
  readonly text: string;
  /** Printed whatever the configured level is. */
  readonly isUnfiltered?: true;
}

/** The version of Xray whose behaviour and texts this core has. */
export const xrayVersion = '26.7.28';

/** What a line tells beside the fact's data. */
export interface LineContext {
  readonly machine: string;
  /** A time of the run, in ms since it began, as Go prints it. */
  readonly goTime: (time: number) => string;
}

type Lines<Data> = (data: Data, context: LineContext) => readonly XrayLine[];

const debug = (text: string): XrayLine => ({ level: 'debug', text });
const info = (text: string): XrayLine => ({ level: 'info', text });
const error = (text: string): XrayLine => ({ level: 'error', text });
const warning = (text: string): XrayLine => ({ level: 'warning', text });
const access = (text: string): XrayLine => ({ level: 'access', text });
const xhttp = 'transport/internet/splithttp';
const raw = 'transport/internet/tcp';
const forwarded = 'common/protocol/http';
/** Go's `time.Time{}`. */
const zeroTime = '0001-01-01 00:00:00 +0000 UTC';

const nothing = (): readonly XrayLine[] => [];

const connectionEnds = (...links: readonly string[]): string =>
  chain('app/proxyman/inbound: connection ends', ...links);

/** `app/proxyman/outbound/handler.go:Dispatch` logs the text of an error that has the package in it already. */
const outboundFails = (...links: readonly string[]): XrayLine =>
  info(
    chain(
      'app/proxyman/outbound: app/proxyman/outbound: failed to process outbound traffic',
      ...links,
    ),
  );

export const xrayLines: { readonly [Name in FactName]: Lines<Facts[Name]> } = {
  // the one line that is not Xray's: what runs here does not pass for it
  'core:started': ({ program = `xhttp-lab (as Xray ${xrayVersion})` }) => [
    warning(`core: ${program} started`),
  ],
  'core:config_warned': ({ from, said }) => [
    // printed while the configuration is loaded, before its level is known
    { ...warning(`${from}: ${said}`), isUnfiltered: true },
  ],
  'transport:listening': ({ address, network }) => [
    info(
      network === 'xhttp'
        ? `transport/internet/splithttp: listening TCP for XHTTP on ${address}`
        : `transport/internet/tcp: listening TCP on ${address}`,
    ),
  ],
  'transport:dial_started': ({ destination, leg, transport }) => {
    // fallbacks and REALITY's target are dialled by Go's own dialler, past everything that logs
    if (leg === 'fallback' || leg === 'target') return [];
    const system = debug(`transport/internet: dialing to ${destination}`);
    return transport === 'xhttp'
      ? [system]
      : [info(`transport/internet/tcp: dialing TCP to ${destination}`), system];
  },

  'http2:stream_state_updated': nothing,
  'http2:window_exhausted': nothing,
  'http2:stream_failed': nothing,
  'http2:connection_failed': nothing,
  'http2:request_refused': nothing,
  'http2:request_too_long': nothing,
  'http2:message_cut_off': nothing,

  'tls:secret_derived': nothing,
  'tls:hello_retry_requested': nothing,
  'tls:certificate_chosen': nothing,
  'tls:certificate_verified': nothing,
  'tls:handshake_completed': nothing,
  'tls:handshake_failed': nothing,
  'tls:connection_failed': nothing,
  'tls:alert_sent': nothing,
  'tls:alert_received': nothing,
  'tls:keys_updated': nothing,
  'tls:close_notify_missing': nothing,

  'reality:session_id_sealed': nothing,
  'reality:certificate_verified': nothing,
  'reality:real_certificate_received': () => [
    error(
      'transport/internet/reality: REALITY: received real certificate (potential MITM or redirection)',
    ),
  ],
  'reality:session_id_opened': nothing,
  'reality:authentication_decided': nothing,
  'reality:target_flight_read': nothing,
  'reality:target_unfit': nothing,
  // an XHTTP listener keeps to itself what its REALITY says
  'reality:target_dial_failed': ({ target, error, network }) =>
    network === 'raw'
      ? [info(`${raw}: REALITY: failed to dial dest: ${dialError(target, error)}`)]
      : [],
  'reality:connection_rejected': ({ remote, reason, network }) =>
    network === 'raw'
      ? [info(`${raw}: REALITY: processed invalid connection from ${remote}: ${reason}`)]
      : [],

  'socks:request_accepted': ({ destination }) => [
    info(`proxy/socks: TCP Connect request to ${destination}`),
  ],
  'socks:request_rejected': (data) => [
    access(`from ${data.source} rejected  ${socksRejection(data)}`),
    info(connectionEnds('proxy/socks: failed to read request', socksRejection(data))),
  ],
  'socks:connection_unused': () => [
    info('proxy/socks: Connection closed immediately, likely health check connection'),
  ],
  'socks:http_recognised': () => [
    debug('proxy/socks: Not Socks request, try to parse as HTTP request'),
  ],

  'http:request_received': ({ method, host, url }) => [
    info(`proxy/http: request to Method [${method}] Host [${host}] with URL [${url}]`),
  ],
  'http:request_refused': (data) => {
    const text = httpProxyRejection(data);
    const isQuiet = 'cause' in data && (data.cause === 'end' || data.cause === 'timed_out');
    if (text === null) return [];
    return [isQuiet ? info(connectionEnds(text)) : warning(connectionEnds(text))];
  },
  'http:response_missing': ({ host, cause }) => [
    warning(
      chain(`proxy/http: failed to read response from ${host}`, httpProxyResponseError(cause)),
    ),
  ],
  'http:body_cut_off': ({ message }) => [
    warning(
      connectionEnds(
        'proxy/http: connection ends',
        message === 'request'
          ? 'proxy/http: failed to write whole request'
          : 'proxy/http: failed to write response',
        'unexpected EOF',
      ),
    ),
  ],

  'dokodemo:request_received': ({ source }) => [
    debug(`proxy/dokodemo: processing connection from: ${source}`),
    info(`proxy/dokodemo: received request for ${source}`),
  ],

  'routing:outbound_chosen': (data) => [routed(data), accepted(data)],
  'routing:outbound_missing': ({ outbound_tag }) => [
    warning(`app/dispatcher: non existing outTag: ${outbound_tag}`),
  ],

  'vless:request_tunnelled': ({ destination, via }) => [
    info(`proxy/vless/outbound: tunneling request to ${destination} via ${via}`),
  ],
  'vless:transport_failed': ({ via, errors }) => [
    outboundFails(
      'proxy/vless/outbound: failed to find an available destination',
      retryError(via, errors),
    ),
  ],
  'vless:response_rejected': (data) =>
    'cause' in data && data.cause === 'end'
      ? []
      : [
          outboundFails(
            'proxy/vless/outbound: connection ends',
            'proxy/vless/outbound: failed to decode response header',
            vlessResponseRejection(data),
          ),
        ],
  'vless:first_read': ({ length }) => [info(`proxy/vless/inbound: firstLen = ${length}`)],
  'vless:user_authenticated': ({ destination }) => [
    info(`proxy/vless/inbound: received request for ${destination}`),
  ],
  'vless:request_rejected': (data) => {
    const text = vlessRequestRejection(data);
    if (data.code === 'vless:nothing_read' || ('cause' in data && data.cause === 'end')) {
      return [info(connectionEnds(text))];
    }
    return [
      access(`from ${data.remote} rejected  ${text}`),
      info(connectionEnds(`proxy/vless/inbound: invalid request from ${data.remote}`, text)),
    ];
  },
  'vless:flow_rejected': (data) => [
    warning(connectionEnds(`proxy/vless/inbound: ${flowRejection(data)}`)),
  ],
  'vless:fallback_started': (data) => [
    info(chain('proxy/vless/inbound: fallback starts', fallbackReason(data))),
  ],
  'vless:security_seen': ({ server_name, alpn }) => [
    info(`proxy/vless/inbound: realName = ${server_name}`),
    info(`proxy/vless/inbound: realAlpn = ${alpn}`),
  ],
  'vless:fallback_chosen': ({ real_path }) => realPath(real_path),
  'vless:fallback_missing': ({ key, real_path }) => [
    ...realPath(real_path),
    warning(connectionEnds(`proxy/vless/inbound: failed to find the default "${key}" config`)),
  ],
  'vless:fallback_failed': ({ dest, errors }) => [
    warning(
      connectionEnds(`proxy/vless/inbound: failed to dial to ${dest}`, retryError(dest, errors)),
    ),
  ],
  'vless:fallback_ended': (data) => [
    info(connectionEnds('proxy/vless/inbound: fallback ends', ...fallbackEnd(data))),
  ],

  'xhttp:xmux_client_created': ({ reason, clients }) => [
    debug(
      `${xhttp}: XMUX: creating xmuxClient because ${xmuxReasons[reason]}${
        reason === 'empty' ? '' : `, xmuxClients = ${clients}`
      }`,
    ),
  ],
  'xhttp:xmux_client_removed': (data, { goTime }) => [
    debug(
      `${xhttp}: XMUX: removing xmuxClient, IsClosed() = ${data.is_closed}, Running = ${data.running}, ` +
        `leftUsage = ${data.left_usage ?? -1}, LeftRequests = ${data.left_requests ?? 2147483647}, ` +
        `UnreusableAt = ${data.unreusable_at === null ? zeroTime : goTime(data.unreusable_at)}`,
    ),
  ],
  'xhttp:dial_announced': ({ destination, mode, http_version, host }) => [
    info(
      `${xhttp}: XHTTP is dialing to ${destination}, mode ${mode}, HTTP version ${http_version}, host ${host}`,
    ),
  ],
  'xhttp:download_announced': ({ destination, http_version, host }) => [
    info(
      `${xhttp}: XHTTP is downloading from ${destination}, mode stream-down, HTTP version ${http_version}, host ${host}`,
    ),
  ],
  'xhttp:get_failed': (data) => [streamFailed('GET', data)],
  'xhttp:post_failed': ({ method, ...data }) => [streamFailed(method, data)],
  'xhttp:status_rejected': ({ status }) => [info(`${xhttp}: unexpected status ${status}`)],
  'xhttp:stream_upload_ended': nothing,
  'xhttp:upload_failed': ({ destination, method, url, error: why }) => [
    info(
      chain(
        `${xhttp}: failed to send upload`,
        url === null ? httpError(destination, why) : requestError(method, url, destination, why),
      ),
    ),
  ],
  'xhttp:upload_rejected': ({ status, phrase }) => [
    info(chain(`${xhttp}: failed to send upload`, `${xhttp}: bad status code:${status} ${phrase}`)),
  ],
  'xhttp:session_created': nothing,
  'xhttp:session_connected': nothing,
  'xhttp:stream_up_attached': nothing,
  'xhttp:session_expired': nothing,
  'xhttp:session_ended': nothing,
  'xhttp:packet_buffered': nothing,
  'xhttp:packet_released': nothing,
  'xhttp:packet_dropped': nothing,
  // the error is logged by whoever reads the connection
  'xhttp:queue_overflowed': nothing,
  'xhttp:request_refused': (data) => {
    const text = xhttpRefusal(data);
    return text === null ? [] : [info(`${xhttp}: ${text}`)];
  },
  'xhttp:forwarded_for_ignored': ({ remote, value, is_configured }) => [
    is_configured
      ? error(`${forwarded}: ignored potentially forged "X-Forwarded-For" from ${remote}: ${value}`)
      : warning(
          `${forwarded}: received "X-Forwarded-For" from ${remote} but "sockopt.trustedXForwardedFor" is not ` +
            'configured; ignoring it and using the real remote address',
        ),
  ],

  'freedom:connection_opened': ({ destination, local, remote }) => [
    info(
      `proxy/freedom: connection opened to ${destination}, local endpoint ${local}, remote endpoint ${remote}`,
    ),
  ],
  'freedom:connection_failed': ({ destination, errors }) => [
    outboundFails(
      `proxy/freedom: failed to open connection to ${destination}`,
      retryError(destination, errors),
    ),
  ],
  'freedom:connection_reset': (addresses) => [
    outboundFails(
      'proxy/freedom: connection ends',
      'proxy/freedom: failed to process response',
      readReset(addresses),
    ),
  ],
  'freedom:target_blocked': ({ destination, seconds }) => [
    info(
      `proxy/freedom: blocked target: ${destination}, blackholing connection for ${goDuration(seconds)}`,
    ),
  ],
  'freedom:black_hole_ended': ({ destination }) => [
    info(`proxy/freedom: closed blackholed connection to blocked target: ${destination}`),
  ],

  'http1:request_refused': nothing,
  'http1:response_refused': nothing,
  'http1:message_cut_off': nothing,

  'app:response_received': nothing,
  'app:request_failed': nothing,
  'cdn:request_forwarded': nothing,
  'cdn:origin_failed': nothing,
};

const xmuxReasons = {
  empty: 'xmuxClients is empty',
  max_connections_not_hit: 'maxConnections was not hit',
  max_concurrency_hit: 'maxConcurrency was hit',
} as const;

const streamFailed = (
  method: string,
  { base_url, url, destination, error: why }: Facts['xhttp:get_failed'],
): XrayLine =>
  info(
    chain(`${xhttp}: failed to ${method} ${base_url}`, requestError(method, url, destination, why)),
  );

type Chosen = Facts['routing:outbound_chosen'];

/** A tag that stands for none: the place in the configuration, as machine ids have it. */
const withoutPlace = (tag: string): string => tag.replace(/^(in|out)bounds\[\d+\]$/, '');

function routed({ destination, outbound_tag, rule, rule_tag }: Chosen): XrayLine {
  const detour = `taking detour [${outbound_tag}] for [${destination}]`;
  if (rule === null) return info(`app/dispatcher: default route for ${destination}`);
  return info(
    rule_tag === ''
      ? `app/dispatcher: ${detour}`
      : `app/dispatcher: Hit route rule: [${rule_tag}] so ${detour}`,
  );
}

/** `common/log/access.go`. */
function accepted({
  source,
  destination,
  inbound_tag,
  outbound_tag,
  rule,
  email,
  url,
}: Chosen): XrayLine {
  const inbound = withoutPlace(inbound_tag);
  const outbound = withoutPlace(outbound_tag);
  const arrow = rule === null ? '>>' : '->';
  const detour = inbound === '' ? outbound : `${inbound} ${arrow} ${outbound}`;
  return access(
    `from ${source} accepted ${url ?? destination}${outbound === '' ? '' : ` [${detour}]`}${
      email === '' ? '' : ` email: ${email}`
    }`,
  );
}

const realPath = (path: string | null): readonly XrayLine[] =>
  path === null ? [] : [info(`proxy/vless/inbound: realPath = ${path}`)];

function fallbackEnd({ reason, addresses }: Facts['vless:fallback_ended']): readonly string[] {
  if (reason === 'inactive') return ['context canceled'];
  const what =
    reason === 'client_reset'
      ? 'proxy/vless/inbound: failed to fallback request payload'
      : 'proxy/vless/inbound: failed to deliver response payload';
  return addresses ? [what, readReset(addresses)] : [what];
}

/** Whole seconds as Go's `time.Duration` prints them. */
function goDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${seconds}s`;
}
