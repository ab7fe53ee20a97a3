import { describe, expect, it } from 'vitest';
import {
  dialError,
  fallbackReason,
  httpError,
  httpProxyRejection,
  httpProxyResponseError,
  retryError,
  socksRejection,
  vlessRequestRejection,
  vlessResponseRejection,
  xhttpRefusal,
} from '../../../core/trace/xray-errors.ts';

describe('the errors of a dial', () => {
  it.each([
    ['connection_refused', 'dial tcp 203.0.113.80:80: connect: connection refused'],
    ['timed_out', 'dial tcp 203.0.113.80:80: i/o timeout'],
    ['unreachable', 'dial tcp 203.0.113.80:80: connect: network is unreachable'],
    ['connection_reset', 'dial tcp 203.0.113.80:80: connect: connection reset by peer'],
  ] as const)('%s is what Go calls it', (error, text) => {
    expect(dialError('203.0.113.80:80', error)).toBe(text);
  });
  it('name the domain that was not found', () => {
    expect(dialError('site.example:80', 'name_not_found')).toBe(
      'dial tcp: lookup site.example: no such host',
    );
  });
  it('stand together for all attempts', () => {
    expect(retryError('tcp:localhost:6666', ['connection_refused', 'timed_out'])).toBe(
      'common/retry: [dial tcp 127.0.0.1:6666: connect: connection refused ' +
        'dial tcp 127.0.0.1:6666: i/o timeout] > common/retry: all retry attempts failed',
    );
  });
  it('are EOF for a request whose connection ended before the answer', () => {
    expect(httpError('tcp:cdn.example:443', 'cut_off')).toBe('EOF');
  });
});

describe('what SOCKS refuses', () => {
  it.each([
    [{ code: 'socks:unsupported_version', version: 4 }, 'proxy/socks: unknown Socks version: 4'],
    [{ code: 'socks:no_acceptable_method' }, 'proxy/socks: no matching auth method'],
    [{ code: 'socks:wrong_credentials' }, 'proxy/socks: invalid username or password'],
    [
      { code: 'socks:unsupported_auth_version', version: 2 },
      'proxy/socks: failed to read username and password for authentication',
    ],
    [{ code: 'socks:udp_not_enabled' }, 'proxy/socks: UDP is not enabled.'],
    [{ code: 'socks:bind_not_supported' }, 'proxy/socks: TCP bind is not supported.'],
    [{ code: 'socks:unknown_command', command: 9 }, 'proxy/socks: unknown command 9'],
    [{ code: 'socks:unsupported_command', command: 2 }, 'proxy/socks: unsupported command: 2'],
    [
      { code: 'socks:password_not_possible' },
      'proxy/socks: socks 4 is not allowed when auth is required.',
    ],
    [{ code: 'socks:text_too_long', reading: 'user_id' }, 'proxy/socks: buffer overrun'],
    [
      { code: 'socks:text_too_long', reading: 'domain' },
      'proxy/socks: failed to read domain for socks 4a > proxy/socks: buffer overrun',
    ],
    [{ code: 'socks:handshake_cut_off', reading: 'user_id', cause: 'end' }, 'EOF'],
    [
      { code: 'socks:unknown_address_type', address_type: 2 },
      'proxy/socks: failed to read address > common/protocol: unknown address type: 2',
    ],
    [
      { code: 'socks:invalid_domain', domain: 'a b' },
      'proxy/socks: failed to read address > common/protocol: invalid domain name: a b',
    ],
    [
      { code: 'socks:handshake_cut_off', reading: 'methods', cause: 'partial_end' },
      'proxy/socks: failed to read auth methods > unexpected EOF',
    ],
    [
      { code: 'socks:handshake_cut_off', reading: 'request', cause: 'timed_out' },
      'proxy/socks: failed to read request > read tcp: i/o timeout',
    ],
  ] as const)('%j is %s', (rejection, text) => {
    expect(socksRejection(rejection)).toBe(text);
  });
});

describe('what an HTTP proxy refuses', () => {
  const unread = 'proxy/http: failed to read http request';
  it.each([
    [{ code: 'http:authentication_required' }, null],
    [{ code: 'http:relative_url' }, null],
    [
      { code: 'http:malformed_host', host: 'a:1:2' },
      'proxy/http: malformed proxy host: a:1:2 > address a:1:2: too many colons in address',
    ],
    [{ code: 'http:request_cut_off', cause: 'end' }, `${unread} > EOF`],
    [
      { code: 'http:malformed_request', cause: 'http1:malformed_request_line', line: 'hello' },
      `${unread} > malformed HTTP request "hello"`,
    ],
    [
      { code: 'http:malformed_request', cause: 'http1:obs_fold', line: '' },
      `${unread} > malformed HTTP request`,
    ],
  ] as const)('%j is %s', (rejection, text) => {
    expect(httpProxyRejection(rejection)).toBe(text);
  });
});

describe('a response that an HTTP proxy misses', () => {
  it.each([
    ['end', 'unexpected EOF'],
    ['failed', 'unexpected EOF'],
    ['reset', 'io: read/write on closed pipe'],
    ['http1:malformed_status_line', 'malformed HTTP response'],
  ] as const)('because of %s', (cause, text) => {
    expect(httpProxyResponseError(cause)).toBe(text);
  });
});

describe('what VLESS refuses', () => {
  it.each([
    [{ code: 'vless:nothing_read', cause: 'end' }, 'EOF'],
    [
      { code: 'vless:request_cut_off', field: 'user id', cause: 'partial_end' },
      'proxy/vless/encoding: failed to read request user id > unexpected EOF',
    ],
    [
      { code: 'vless:request_addons_missing', field: 'length', cause: 'end' },
      'proxy/vless/encoding: failed to decode request header addons > ' +
        'proxy/vless/encoding: failed to read addons protobuf length > EOF',
    ],
    [
      { code: 'vless:request_addons_malformed' },
      'proxy/vless/encoding: failed to decode request header addons > ' +
        'proxy/vless/encoding: failed to unmarshal addons protobuf value',
    ],
    [
      { code: 'vless:invalid_request_version', version: 0x47 },
      'proxy/vless/encoding: invalid request version',
    ],
    [
      { code: 'vless:unknown_user', id: 'feb54431-301b-52bb-a6dd-e1e93e81bb9e' },
      'proxy/vless/encoding: invalid request user id: feb54431-301b-52bb-a6dd-e1e93e81bb9e',
    ],
    [{ code: 'vless:invalid_request_address' }, 'proxy/vless/encoding: invalid request address'],
  ] as const)('%j is %s', (rejection, text) => {
    expect(vlessRequestRejection(rejection)).toBe(text);
  });
  it('of a response names what was expected', () => {
    expect(vlessResponseRejection({ code: 'vless:unexpected_response_version', version: 72 })).toBe(
      'proxy/vless/encoding: unexpected response version. Expecting 0 but actually 72',
    );
  });
  it('as the reason of a fallback is the inbound’s own when too little came', () => {
    expect(fallbackReason({ code: 'vless:first_read_short', length: 3 })).toBe(
      'proxy/vless/inbound: fallback directly',
    );
  });
});

describe('what XHTTP refuses', () => {
  it.each([
    [
      { code: 'xhttp:host_mismatch', request: 'a.example', config: 'b.example' },
      'failed to validate host, request:a.example, config:b.example',
    ],
    [
      { code: 'xhttp:path_mismatch', request: '/', config: '/xh/' },
      'failed to validate path, request:/, config:/xh/',
    ],
    [{ code: 'xhttp:malformed_target', target: '%' }, null],
    [
      {
        code: 'xhttp:invalid_padding',
        placement: 'queryInHeader',
        header: 'Referer',
        key: 'x_padding',
        length: 0,
      },
      'invalid padding (queryInHeader=Referer, key=x_padding) length:0',
    ],
    [
      {
        code: 'xhttp:invalid_padding',
        placement: 'header',
        header: 'X-Pad',
        key: null,
        length: 5,
      },
      'invalid padding (header=X-Pad) length:5',
    ],
    [
      { code: 'xhttp:invalid_padding', placement: null, header: null, key: null, length: 0 },
      'invalid padding () length:0',
    ],
    [{ code: 'xhttp:mode_not_allowed', mode: 'stream-up' }, 'stream-up mode is not allowed'],
    [{ code: 'xhttp:body_cut_off' }, 'failed to read body payload > unexpected EOF'],
    [
      { code: 'xhttp:invalid_sequence', seq: 'x', is_out_of_range: false },
      'failed to upload (ParseUint) > strconv.ParseUint: parsing "x": invalid syntax',
    ],
    [
      { code: 'xhttp:queue_closed', pushed: 'packet' },
      'failed to upload (PushPayload) > transport/internet/splithttp: packet queue closed',
    ],
    [
      { code: 'xhttp:stream_up_exists', pushed: 'stream' },
      'failed to upload (PushReader) > transport/internet/splithttp: h.reader already exists',
    ],
    [
      { code: 'xhttp:malformed_base64', placement: 'header', at: 3 },
      "Invalid base64 in header's payload: illegal base64 data at input byte 3",
    ],
    [
      { code: 'xhttp:malformed_base64', placement: 'cookie', at: 0 },
      "Invalid base64 in cookies' payload: illegal base64 data at input byte 0",
    ],
  ] as const)('%j is %s', (refusal, text) => {
    expect(xhttpRefusal(refusal)).toBe(text);
  });
  it('as too large an upload is told without a space after the number, as Xray does', () => {
    expect(xhttpRefusal({ code: 'xhttp:upload_too_large', limit: 1000 })).toBe(
      'Too large upload. scMaxEachPostBytes is set to 1000but request size exceed it. ' +
        'Adjust scMaxEachPostBytes on the server to be at least as large as client.',
    );
  });
});
