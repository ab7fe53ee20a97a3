import { describe, expect, it } from 'vitest';
import type { FactName, Facts } from '../../../core/trace/catalogue.ts';
import { type XrayLine, xrayLines } from '../../../core/trace/xray-lines.ts';

/** The lines of a fact as `level text`. */
function said<Name extends FactName>(name: Name, data: Facts[Name], machine = 'm'): string[] {
  const all = xrayLines as unknown as Record<
    string,
    (data: unknown, context: unknown) => readonly XrayLine[]
  >;
  const lines = all[name] as (data: unknown, context: unknown) => readonly XrayLine[];
  const context = { machine, goTime: (time: number) => `<${time}>` };
  return lines(data, context).map(({ level, text }) => `${level} ${text}`);
}

const chosen: Facts['routing:outbound_chosen'] = {
  destination: 'tcp:www.google.com:443',
  source: 'tcp:127.0.0.1:9892',
  inbound_tag: 'in',
  outbound_tag: 'proxy10830',
  rule: null,
  rule_tag: '',
  email: '',
};

// the learner's own log of a working split link, seed/logs/4-working.log, and a real Xray's of split-plain
describe('the lines of a split link', () => {
  it.each([
    [
      said('socks:request_accepted', { destination: 'tcp:www.google.com:443' }),
      ['info proxy/socks: TCP Connect request to tcp:www.google.com:443'],
    ],
    [
      said('xhttp:xmux_client_created', { side: 'upload', reason: 'empty', clients: 0 }),
      [
        'debug transport/internet/splithttp: XMUX: creating xmuxClient because xmuxClients is empty',
      ],
    ],
    [
      said('xhttp:dial_announced', {
        destination: 'tcp:198.51.100.7:5001',
        configured_mode: 'auto',
        mode: 'packet-up',
        http_version: '1.1',
        host: 'cdn.example',
        session_id: '',
      }),
      [
        'info transport/internet/splithttp: XHTTP is dialing to tcp:198.51.100.7:5001, mode packet-up, HTTP version 1.1, host cdn.example',
      ],
    ],
    [
      said('xhttp:download_announced', {
        destination: 'tcp:203.0.113.10:5002',
        http_version: '2',
        host: 'mofumofu.me',
      }),
      [
        'info transport/internet/splithttp: XHTTP is downloading from tcp:203.0.113.10:5002, mode stream-down, HTTP version 2, host mofumofu.me',
      ],
    ],
    [
      said(
        'transport:dial_started',
        { destination: 'tcp:203.0.113.10:5002', leg: 'downlink', transport: 'xhttp' },
        'proxy/reality#1',
      ),
      ['debug transport/internet: dialing to tcp:203.0.113.10:5002'],
    ],
    [
      said('vless:request_tunnelled', {
        destination: 'tcp:www.google.com:443',
        via: '198.51.100.7:5001',
      }),
      [
        'info proxy/vless/outbound: tunneling request to tcp:www.google.com:443 via 198.51.100.7:5001',
      ],
    ],
    [said('vless:first_read', { length: 1455 }), ['info proxy/vless/inbound: firstLen = 1455']],
    [
      said('vless:fallback_started', { code: 'vless:invalid_request_version', version: 0x47 }),
      ['info proxy/vless/inbound: fallback starts > proxy/vless/encoding: invalid request version'],
    ],
    [
      said(
        'transport:dial_started',
        { destination: 'tcp:127.0.0.1:28080', leg: 'destination', transport: 'raw' },
        'direct/freedom#1',
      ),
      [
        'info transport/internet/tcp: dialing TCP to tcp:127.0.0.1:28080',
        'debug transport/internet: dialing to tcp:127.0.0.1:28080',
      ],
    ],
    [
      said('freedom:connection_opened', {
        destination: 'tcp:127.0.0.1:28080',
        local: '127.0.0.1:59148',
        remote: '127.0.0.1:28080',
      }),
      [
        'info proxy/freedom: connection opened to tcp:127.0.0.1:28080, local endpoint 127.0.0.1:59148, remote endpoint 127.0.0.1:28080',
      ],
    ],
    [
      said('transport:listening', {
        address: '127.0.0.1:26666',
        tag: 'xhttp-in',
        network: 'xhttp',
      }),
      ['info transport/internet/splithttp: listening TCP for XHTTP on 127.0.0.1:26666'],
    ],
    [
      said('transport:listening', { address: '127.0.0.1:20443', tag: 'front', network: 'raw' }),
      ['info transport/internet/tcp: listening TCP on 127.0.0.1:20443'],
    ],
  ])('are as Xray wrote them: %j', (lines, expected) => {
    expect(lines).toEqual(expected);
  });
});

describe('a dial', () => {
  it.each(['fallback', 'target'])('of a %s is not logged, because Go dials it past Xray', (leg) => {
    const data = { destination: 'tcp:localhost:6666', leg, transport: 'raw' } as const;
    expect(said('transport:dial_started', data, 'front/vless#1')).toEqual([]);
  });
});

describe('the access log', () => {
  it.each([
    ['by default', {}, '[in >> proxy10830]'],
    ['by a rule', { rule: 0 }, '[in -> proxy10830]'],
    ['from an inbound without a tag', { inbound_tag: 'inbounds[0]' }, '[proxy10830]'],
    ['of a user', { email: 'a@b' }, '[in >> proxy10830] email: a@b'],
  ])('says the detour %s', (_, part, end) => {
    expect(said('routing:outbound_chosen', { ...chosen, ...part })[1]).toBe(
      `access from tcp:127.0.0.1:9892 accepted tcp:www.google.com:443 ${end}`,
    );
  });
  it('says none to an outbound without a tag', () => {
    const data = { ...chosen, outbound_tag: 'outbounds[1]', rule: 2 };
    expect(said('routing:outbound_chosen', data)[1]).toBe(
      'access from tcp:127.0.0.1:9892 accepted tcp:www.google.com:443',
    );
  });
  it.each([
    [{}, 'info app/dispatcher: default route for tcp:www.google.com:443'],
    [{ rule: 0 }, 'info app/dispatcher: taking detour [proxy10830] for [tcp:www.google.com:443]'],
    [
      { rule: 0, rule_tag: 'all' },
      'info app/dispatcher: Hit route rule: [all] so taking detour [proxy10830] for [tcp:www.google.com:443]',
    ],
  ])('comes after the line of the dispatcher: %j', (part, line) => {
    expect(said('routing:outbound_chosen', { ...chosen, ...part })[0]).toBe(line);
  });
});

describe('a connection that ends with an error', () => {
  it('of SOCKS is rejected in the access log, with two spaces where the destination would stand', () => {
    const data = {
      source: 'tcp:127.0.0.1:1',
      code: 'socks:unsupported_version',
      version: 4,
    } as const;
    expect(said('socks:request_rejected', data)).toEqual([
      'access from tcp:127.0.0.1:1 rejected  proxy/socks: unknown Socks version: 4',
      'info app/proxyman/inbound: connection ends > proxy/socks: failed to read request > proxy/socks: unknown Socks version: 4',
    ]);
  });
  it('of VLESS names who sent what', () => {
    const data = {
      remote: '127.0.0.1:1',
      code: 'vless:invalid_request_version',
      version: 1,
    } as const;
    expect(said('vless:request_rejected', data)).toEqual([
      'access from 127.0.0.1:1 rejected  proxy/vless/encoding: invalid request version',
      'info app/proxyman/inbound: connection ends > proxy/vless/inbound: invalid request from 127.0.0.1:1 > proxy/vless/encoding: invalid request version',
    ]);
  });
  it('of VLESS is not in the access log when it ended between two fields', () => {
    const data = {
      remote: '127.0.0.1:1',
      code: 'vless:request_cut_off',
      field: 'command',
      cause: 'end',
    } as const;
    expect(said('vless:request_rejected', data)).toEqual([
      'info app/proxyman/inbound: connection ends > proxy/vless/encoding: failed to read request command > EOF',
    ]);
  });
  it.each([
    [
      said('vless:fallback_missing', { key: 'path', real_path: '/a' }),
      [
        'info proxy/vless/inbound: realPath = /a',
        'warning app/proxyman/inbound: connection ends > proxy/vless/inbound: failed to find the default "path" config',
      ],
    ],
    [
      said('vless:fallback_failed', { dest: 'localhost:6666', errors: ['connection_refused'] }),
      [
        'warning app/proxyman/inbound: connection ends > proxy/vless/inbound: failed to dial to localhost:6666 > common/retry: [dial tcp 127.0.0.1:6666: connect: connection refused] > common/retry: all retry attempts failed',
      ],
    ],
    [
      said('vless:flow_rejected', { code: 'vless:unknown_flow', flow: 'x' }),
      [
        'warning app/proxyman/inbound: connection ends > proxy/vless/inbound: unknown request flow x',
      ],
    ],
  ])('is a warning when a link of its chain is one: %j', (lines, expected) => {
    expect(lines).toEqual(expected);
  });
  it('of an outbound has the package twice, as Xray logs the text of an error', () => {
    const data = {
      destination: 'tcp:203.0.113.80:80',
      errors: ['connection_refused'],
    } as const;
    expect(said('freedom:connection_failed', data)).toEqual([
      'info app/proxyman/outbound: app/proxyman/outbound: failed to process outbound traffic > ' +
        'proxy/freedom: failed to open connection to tcp:203.0.113.80:80 > ' +
        'common/retry: [dial tcp 203.0.113.80:80: connect: connection refused] > common/retry: all retry attempts failed',
    ]);
  });
  it('of an outbound by a plain end is not logged', () => {
    const data = { code: 'vless:response_version_missing', cause: 'end' } as const;
    expect(said('vless:response_rejected', data)).toEqual([]);
  });
});

describe('a black hole', () => {
  it.each([
    [30, '30s'],
    [60, '1m0s'],
    [90, '1m30s'],
  ])('of %d s lasts %s', (seconds, text) => {
    expect(said('freedom:target_blocked', { destination: 'tcp:10.0.0.1:80', seconds })).toEqual([
      `info proxy/freedom: blocked target: tcp:10.0.0.1:80, blackholing connection for ${text}`,
    ]);
  });
});

it('a core that starts says that it is not Xray', () => {
  expect(said('core:started', {})).toEqual(['warning core: xhttp-lab (as Xray 26.7.28) started']);
});

// a real Xray's of the same requests
describe('the lines of an HTTP proxy and of a door', () => {
  const url = 'http://127.0.0.1:59783/a?b';
  it.each([
    [
      said('http:request_received', { method: 'GET', host: '127.0.0.1:59783', url }),
      [
        'info proxy/http: request to Method [GET] Host [127.0.0.1:59783] with URL [http://127.0.0.1:59783/a?b]',
      ],
    ],
    [
      said('routing:outbound_chosen', {
        ...chosen,
        source: '127.0.0.1:42058',
        destination: 'tcp:127.0.0.1:59783',
        url,
      }).slice(1),
      ['access from 127.0.0.1:42058 accepted http://127.0.0.1:59783/a?b [in >> proxy10830]'],
    ],
    [said('http:request_refused', { code: 'http:authentication_required' }), []],
    [
      said('http:request_refused', { code: 'http:request_cut_off', cause: 'end' }),
      [
        'info app/proxyman/inbound: connection ends > proxy/http: failed to read http request > EOF',
      ],
    ],
    [
      said('http:request_refused', {
        code: 'http:malformed_request',
        cause: 'http1:malformed_request_line',
        line: 'hello',
      }),
      [
        'warning app/proxyman/inbound: connection ends > proxy/http: failed to read http request > malformed HTTP request "hello"',
      ],
    ],
    [
      said('http:response_missing', { host: '127.0.0.1:53831', cause: 'reset' }),
      [
        'warning proxy/http: failed to read response from 127.0.0.1:53831 > io: read/write on closed pipe',
      ],
    ],
    [
      said('http:body_cut_off', { message: 'request' }),
      [
        'warning app/proxyman/inbound: connection ends > proxy/http: connection ends > proxy/http: failed to write whole request > unexpected EOF',
      ],
    ],
    [
      said('http:body_cut_off', { message: 'response' }),
      [
        'warning app/proxyman/inbound: connection ends > proxy/http: connection ends > proxy/http: failed to write response > unexpected EOF',
      ],
    ],
    [
      said('socks:http_recognised', {}),
      ['debug proxy/socks: Not Socks request, try to parse as HTTP request'],
    ],
    [
      said('dokodemo:request_received', { source: '127.0.0.1:41848' }),
      [
        'debug proxy/dokodemo: processing connection from: 127.0.0.1:41848',
        'info proxy/dokodemo: received request for 127.0.0.1:41848',
      ],
    ],
  ])('%j', (lines, expected) => {
    expect(lines).toEqual(expected);
  });
});

// as Xray 26.7.28 logged it on a run of each
describe('XHTTP’s failures', () => {
  const stream = {
    base_url: 'http://127.0.0.1/xh/?a=b',
    url: 'http://127.0.0.1/xh/id?a=b',
    destination: 'tcp:127.0.0.1:21999',
    error: 'connection_refused',
  } as const;
  const refused = 'dial tcp 127.0.0.1:21999: connect: connection refused';

  it('of a stream name the URL twice, with id the second time', () => {
    expect(said('xhttp:get_failed', stream)).toEqual([
      `info transport/internet/splithttp: failed to GET ${stream.base_url} > Get "${stream.url}": ${refused}`,
    ]);
    expect(said('xhttp:post_failed', { ...stream, method: 'POST', url: stream.base_url })).toEqual([
      `info transport/internet/splithttp: failed to POST ${stream.base_url} > Post "${stream.base_url}": ${refused}`,
    ]);
  });

  it('of a packet name its URL over HTTP/2 only', () => {
    const packet = { destination: stream.destination, method: 'POST', error: stream.error };
    const failed = 'info transport/internet/splithttp: failed to send upload';
    expect(said('xhttp:upload_failed', { ...packet, url: null })).toEqual([
      `${failed} > ${refused}`,
    ]);
    const url = 'https://h.example/xh/id/0';
    expect(said('xhttp:upload_failed', { ...packet, url })).toEqual([
      `${failed} > Post "${url}": ${refused}`,
    ]);
    expect(said('xhttp:upload_rejected', { status: 404, phrase: 'Not Found' })).toEqual([
      `${failed} > transport/internet/splithttp: bad status code:404 Not Found`,
    ]);
  });

  it('of stream-up’s POST are not logged', () => {
    const data = { destination: stream.destination, status: 400, error: null };
    expect(said('xhttp:stream_upload_ended', data)).toEqual([]);
  });
});
