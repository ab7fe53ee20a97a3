import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { Http2Client } from '../../../core/http2/client.ts';
import type { Target } from '../../../core/sansio/machine.ts';
import {
  data,
  fieldBlock,
  goaway,
  headers,
  ping,
  rstStream,
  settings,
  told,
  windowUpdate,
} from '../../support/http2-frames.ts';
import {
  ascii,
  attached,
  blocked,
  cancelsTimer,
  closed,
  closes,
  draws,
  opened,
  opens,
  type Playbook,
  pauses,
  playbook,
  readies,
  received,
  resumes,
  sent,
  setsTimer,
  states,
  writable,
} from '../../support/playbook.ts';

const dial: Target = { to: 'security', leg: 'uplink' };
const wire = expect.anything();
const head = (method = 'GET', fields: Readonly<Record<string, string>> = {}) => ({
  part: 'request_head',
  method,
  target: '/',
  authority: 'h',
  headers: Object.entries(fields).map(([name, value]) => ({ name, value })),
});
const body = (octets: Uint8Array | string) => ({
  part: 'body',
  data: typeof octets === 'string' ? ascii(octets) : octets,
});
const end = { part: 'end' };
const capacity = (exchanges: number) => ({ part: 'capacity', exchanges });
const ok = fieldBlock({ ':status': '200' });
const exchange = (number: number) =>
  attached(`exchange:${number}`, { kind: 'exchange', remote: '' });
const addresses = { local: '192.0.2.2:50000', remote: '192.0.2.1:443' };

const created = (keepAliveMs: number | null = null) =>
  playbook(new Http2Client({ dial, keepAliveMs })).start().expects(opens('outer', dial));

/** A client whose server has said this; nothing of that is left to expect. */
function open(said: Readonly<Record<string, number>> = {}): Playbook {
  return created()
    .input(opened('outer', addresses))
    .expects(sent('outer', wire), readies('inner', addresses))
    .input(received('outer', settings(said)))
    .expects(sent('inner', capacity(said.MAX_CONCURRENT_STREAMS ?? 1_000)), sent('outer', wire));
}

/** The same with exchanges that have asked, streams 1, 3, 5 …, their requests complete. */
function asking(count: number): Playbook {
  const conversation = open();
  for (let i = 1; i <= count; i++) {
    conversation.input(
      exchange(i),
      received(`exchange:${i}`, head()),
      received(`exchange:${i}`, end),
    );
    conversation.expects(setsTimer('flush', 0), cancelsTimer('flush'), sent('outer', wire));
  }
  return conversation;
}

/** What it has told after its settings and their acknowledgement. */
const asked = (conversation: Playbook): string[] => told(conversation.octetsOn('outer')).slice(3);
const request = (stream: number, method: string, ending = '') =>
  `HEADERS ${stream}${ending} :authority=h :method=${method} :path=/ :scheme=https`;

describe('a client', () => {
  it('RFC 9113 §3.4: sends its preface, SETTINGS and WINDOW_UPDATE as one, and is ready then', () => {
    const conversation = created(45_000)
      .input(opened('outer', addresses))
      .expects(sent('outer', wire), readies('inner', addresses), setsTimer('keep_alive', 45_000));
    expect(told(conversation.octetsOn('outer'))).toEqual([
      ...['SETTINGS 0', 'WINDOW_UPDATE 0 1073741824'],
    ]);
  });

  it('passes a failure of the dial on', () => {
    created()
      .input(exchange(1), closed('outer', 'failed', 'connection_refused'))
      .expects(
        closes('exchange:1', 'reset', 'connection_refused'),
        cancelsTimer('flush'),
        closes('inner', 'reset', 'connection_refused'),
      )
      .ends();
  });

  it('passes on the words in which what is beneath it has failed', () => {
    const error = 'failed: REALITY: processed invalid connection' as const;
    created()
      .input(closed('outer', 'reset', error))
      .expects(cancelsTimer('flush'), closes('inner', 'reset', error))
      .ends();
  });

  it('gives the dial up when its opener does', () => {
    created()
      .input(closed('inner', 'reset'))
      .expects(cancelsTimer('flush'), closes('outer', 'reset'))
      .ends();
  });

  it('puts a head that is followed by its end in one frame', () => {
    expect(asked(asking(1))).toEqual([request(1, 'GET', ' END_STREAM')]);
  });

  it('says that a body is empty where one would be expected, as Go’s does', () => {
    const conversation = open().input(
      exchange(1),
      received('exchange:1', head('POST')),
      received('exchange:1', end),
    );
    expect(asked(conversation)).toEqual([`${request(1, 'POST', ' END_STREAM')} content-length=0`]);
  });

  it('sends a head with the first octets of its body', () => {
    const conversation = open()
      .input(
        exchange(1),
        received('exchange:1', head('POST', { 'Content-Length': '2' })),
        received('exchange:1', body('hi')),
      )
      .expects(setsTimer('flush', 0), cancelsTimer('flush'), sent('outer', wire));
    conversation.input(received('exchange:1', end));
    expect(asked(conversation)).toEqual([
      `${request(1, 'POST')} content-length=2`,
      ...['DATA 1 2', 'DATA 1 END_STREAM 0'],
    ]);
  });

  it('sends a head by itself when nothing follows it at once', () => {
    const conversation = open()
      .input(exchange(1), received('exchange:1', head('POST')))
      .expects(setsTimer('flush', 0))
      .elapse(0)
      .expects(sent('outer', wire));
    expect(asked(conversation)).toEqual([request(1, 'POST')]);
  });

  it('begins what was asked before it was open, in order', () => {
    const conversation = created()
      .input(exchange(1), received('exchange:1', head('POST')))
      .input(exchange(2), received('exchange:2', head()), received('exchange:2', end))
      .expects()
      .input(received('exchange:1', body('early')))
      .expects(pauses('exchange:1'))
      .input(opened('outer'))
      .expects(sent('outer', wire), readies('inner'), resumes('exchange:1'), sent('outer', wire));
    expect(told(conversation.octetsOn('outer')).slice(2)).toEqual([
      ...[request(1, 'POST'), request(3, 'GET', ' END_STREAM'), 'DATA 1 5'],
    ]);
  });

  it('gives a response in parts, and ends the exchange', () => {
    asking(1)
      .input(received('outer', concat([headers(1, ok), data(1, 'hi'), data(1, '', { end: true })])))
      .expects(
        sent('exchange:1', { part: 'response_head', status: 200, headers: [] }),
        sent('exchange:1', body('hi')),
        sent('exchange:1', end),
        closes('exchange:1'),
      );
  });

  it('RFC 9113 §8.1: keeps a response that is complete before its request', () => {
    const conversation = open().input(
      exchange(1),
      received('exchange:1', head('POST')),
      received('exchange:1', body(new Uint8Array(140_000))),
      received('outer', concat([headers(1, ok, { end: true }), rstStream(1, 0)])),
    );
    conversation.expects(
      ...[setsTimer('flush', 0), cancelsTimer('flush'), sent('outer', wire), pauses('exchange:1')],
      sent('exchange:1', { part: 'response_head', status: 200, headers: [] }),
      sent('exchange:1', end),
      closes('exchange:1'),
      resumes('exchange:1'),
    );
    conversation.input(received('exchange:1', body('dropped')), closed('exchange:1')).expects();
  });

  it('RFC 9113 §5.4.2: resets a stream that is given up', () => {
    const conversation = open().input(
      ...[exchange(1), received('exchange:1', head('POST')), received('exchange:1', body('a'))],
      ...[exchange(2), received('exchange:2', head('POST')), received('exchange:2', body('a'))],
      received('outer', headers(3, ok, { end: true })),
      closed('exchange:1', 'reset'),
      closed('exchange:2', 'reset'),
      ...[exchange(3), received('exchange:3', head('POST')), closed('exchange:3', 'reset')],
    );
    expect(asked(conversation).slice(-2)).toEqual(['RST_STREAM 1 CANCEL', 'RST_STREAM 3 NO_ERROR']);
  });

  it('tells whoever asks that the server has reset the stream', () => {
    asking(1)
      .input(received('outer', rstStream(1, 7)))
      .expects(
        closes(
          'exchange:1',
          'reset',
          'failed: stream error: stream ID 1; REFUSED_STREAM; received from peer',
        ),
      );
  });

  it('does not send a request that the server would not take', () => {
    open({ MAX_HEADER_LIST_SIZE: 200 })
      .input(exchange(1), received('exchange:1', head('GET', { a: 'a'.repeat(100) })))
      .input(received('exchange:1', end))
      .expects(
        ...[setsTimer('flush', 0), states('http2:request_too_long', { size: 300, limit: 200 })],
        ...[closes('exchange:1', 'reset'), cancelsTimer('flush')],
      );
  });
});

describe('what a client tells of its capacity', () => {
  it('RFC 9113 §5.1.2: lets exchanges beyond the server’s limit wait', () => {
    const conversation = open({ MAX_CONCURRENT_STREAMS: 1 })
      .input(exchange(1))
      .expects(sent('inner', capacity(0)))
      .input(received('exchange:1', head()), received('exchange:1', end))
      .input(exchange(2), received('exchange:2', head('POST')))
      .expects(
        ...[setsTimer('flush', 0), cancelsTimer('flush'), sent('outer', wire)],
        setsTimer('flush', 0),
      )
      .elapse(0)
      .input(received('exchange:2', body('waits')))
      .expects(pauses('exchange:2'))
      .input(received('outer', headers(1, ok, { end: true })))
      .expects(
        sent('exchange:1', expect.anything()),
        sent('exchange:1', end),
        closes('exchange:1'),
        resumes('exchange:2'),
        sent('outer', wire),
      );
    expect(asked(conversation)).toEqual([
      ...[request(1, 'GET', ' END_STREAM'), request(3, 'POST'), 'DATA 3 5'],
    ]);
    conversation
      .input(received('exchange:2', end))
      .expects(sent('outer', wire))
      .input(received('outer', headers(3, ok, { end: true })))
      .expects(
        sent('exchange:2', expect.anything()),
        sent('exchange:2', end),
        closes('exchange:2'),
        sent('inner', capacity(1)),
      );
  });

  it('changes with the server’s settings', () => {
    open({ MAX_CONCURRENT_STREAMS: 30 })
      .input(received('outer', settings({ MAX_CONCURRENT_STREAMS: 50 })))
      .expects(sent('inner', capacity(50)), sent('outer', wire))
      .input(received('outer', settings({ INITIAL_WINDOW_SIZE: 1 })))
      .expects(sent('outer', wire));
  });
});

describe('a client’s back-pressure', () => {
  it('RFC 9113 §5.2: lets whoever asks wait while the server’s window is closed', () => {
    open()
      .input(exchange(1), received('exchange:1', head('POST')))
      .input(received('exchange:1', body(new Uint8Array(140_000))))
      .expects(
        ...[setsTimer('flush', 0), cancelsTimer('flush'), sent('outer', wire)],
        pauses('exchange:1'),
      )
      .input(received('outer', concat([windowUpdate(1, 100_000), windowUpdate(0, 50_000)])))
      .expects(sent('outer', wire), resumes('exchange:1'));
  });

  it('sends nothing but answers while the connection takes no octets', () => {
    const conversation = open()
      .input(blocked('outer'), exchange(1))
      .input(received('exchange:1', head()), received('exchange:1', end))
      .expects(setsTimer('flush', 0), cancelsTimer('flush'))
      .input(received('outer', ping()))
      .expects(sent('outer', wire))
      .input(writable('outer'))
      .expects(sent('outer', wire));
    expect(asked(conversation)).toEqual(['PING 0 ACK', request(1, 'GET', ' END_STREAM')]);
  });

  it('knows of whoever took no more before the exchange was begun', () => {
    const conversation = created()
      .input(exchange(1), received('exchange:1', head()), received('exchange:1', end))
      .input(blocked('exchange:1'), opened('outer'), received('outer', settings()))
      .input(received('outer', headers(1, ok)));
    for (let i = 0; i < 4; i++)
      conversation.input(received('outer', data(1, new Uint8Array(16_384))));
    expect(told(conversation.octetsOn('outer')).at(-1)).toBe('SETTINGS 0 ACK');
  });

  it('RFC 9113 §6.9: widens no window while whoever asks takes no more', () => {
    const conversation = asking(1).input(received('outer', headers(1, ok)), blocked('exchange:1'));
    for (let i = 0; i < 32; i++)
      conversation.input(received('outer', data(1, new Uint8Array(16_384))));
    expect(asked(conversation)).toHaveLength(1);
    conversation.input(writable('exchange:1'));
    expect(asked(conversation).slice(1)).toEqual([
      ...['WINDOW_UPDATE 0 524288', 'WINDOW_UPDATE 1 524288'],
    ]);
  });
});

describe('a client that asks whether its server lives', () => {
  const quiet = () =>
    created(45_000)
      .input(opened('outer'), received('outer', settings()))
      .expects(
        ...[sent('outer', wire), readies('inner'), setsTimer('keep_alive', 45_000)],
        ...[sent('inner', capacity(1_000)), sent('outer', wire)],
      );

  it('waits as long as anything comes', () => {
    quiet()
      .elapse(40_000)
      .input(received('outer', ping()))
      .expects(sent('outer', wire))
      .elapse(5_000)
      .expects(setsTimer('keep_alive', 40_000));
  });

  it('RFC 9113 §6.7: asks after silence, and begins again with the answer', () => {
    const conversation = quiet()
      .elapse(45_000)
      .expects(draws(8), setsTimer('ping', 15_000), sent('outer', wire));
    expect(asked(conversation)).toEqual(['PING 0']);
    conversation
      .input(received('outer', ping(true)))
      .expects(cancelsTimer('ping'), setsTimer('keep_alive', 45_000));
  });

  it('gives the connection up when no answer comes in 15 s', () => {
    quiet()
      .input(exchange(1))
      .elapse(60_000)
      .expects(
        ...[draws(8), setsTimer('ping', 15_000), sent('outer', wire)],
        states('http2:connection_failed', { code: 'http2:ping_timeout', error_code: null }),
        closes('exchange:1', 'reset', 'failed: http2: client connection lost'),
        cancelsTimer('flush'),
        closes('inner', 'reset', 'failed: http2: client connection lost'),
        ...[cancelsTimer('keep_alive'), cancelsTimer('ping'), closes('outer', 'reset')],
      )
      .ends();
  });
});

describe('the end of a client’s connection', () => {
  const closing = [
    ...[cancelsTimer('keep_alive'), cancelsTimer('ping'), closes('outer')],
    setsTimer('linger', 10_000),
  ];

  it('RFC 9113 §6.8: comes with GOAWAY when the opener wants no more and the last exchange is over', () => {
    const conversation = asking(1)
      .input(closed('inner'))
      .expects(closes('inner'))
      .inState('DRAINING')
      .input(received('outer', headers(1, ok, { end: true })))
      .expects(
        sent('exchange:1', expect.anything()),
        sent('exchange:1', end),
        closes('exchange:1'),
        sent('outer', wire),
        ...closing,
      );
    expect(asked(conversation).at(-1)).toBe('GOAWAY 0 NO_ERROR last=0');
    conversation.input(closed('outer')).expects(cancelsTimer('linger')).ends();
  });

  it('comes at once when the opener has gone', () => {
    asking(1)
      .input(closed('inner', 'reset'))
      .expects(
        closes('exchange:1', 'reset'),
        cancelsTimer('flush'),
        sent('outer', wire),
        ...closing,
      );
  });

  it('RFC 9113 §6.8: comes after GOAWAY when what the server still answers is over', () => {
    asking(2)
      .input(exchange(3), received('outer', goaway(1)))
      .expects(
        closes(
          'exchange:2',
          'reset',
          'failed: stream error: stream ID 3; REFUSED_STREAM; received from peer',
        ),
        ...[sent('inner', capacity(0)), closes('inner')],
      )
      .input(received('exchange:3', head()), received('exchange:3', end))
      .expects(setsTimer('flush', 0), closes('exchange:3', 'reset'), cancelsTimer('flush'))
      .input(received('outer', headers(1, ok, { end: true })))
      .expects(
        sent('exchange:1', expect.anything()),
        sent('exchange:1', end),
        closes('exchange:1'),
        sent('outer', wire),
        ...closing,
      );
  });

  it('RFC 9113 §5.4.1: is told to the server, and why to whoever asks', () => {
    const error = 'failed: connection error: PROTOCOL_ERROR' as const;
    const conversation = asking(1)
      .input(received('outer', headers(2, ok)))
      .expects(
        sent('outer', wire),
        closes('exchange:1', 'reset', error),
        cancelsTimer('flush'),
        closes('inner', 'reset', error),
        ...closing,
      );
    expect(asked(conversation).at(-1)).toBe('GOAWAY 0 PROTOCOL_ERROR last=0');
    conversation.elapse(10_000).expects(cancelsTimer('linger')).ends();
  });

  it('is told in Go’s words when a server of HTTP/1.1 answers', () => {
    const error =
      'failed: http2: failed reading the frame payload: http2: frame too large, note that the frame header looked like an HTTP/1.1 header';
    created()
      .input(opened('outer'), exchange(1), received('outer', ascii('HTTP/1.1 400 Bad Request')))
      .expects(
        ...[sent('outer', wire), readies('inner'), sent('outer', wire)],
        closes('exchange:1', 'reset', error),
        cancelsTimer('flush'),
        closes('inner', 'reset', error),
        ...closing,
      );
  });

  it.each([
    ['end', 'failed: unexpected EOF', [closes('outer')]],
    ['reset', 'connection_reset', []],
  ] as const)('cuts off what runs when the server goes by %s', (how, error, after) => {
    asking(1)
      .input(received('outer', headers(1, ok)), closed('outer', how))
      .expects(
        sent('exchange:1', expect.anything()),
        states('http2:message_cut_off', { stream_id: 1, message: 'response' }),
        closes('exchange:1', 'reset', error),
        cancelsTimer('flush'),
        closes('inner', 'reset', error),
        ...[cancelsTimer('keep_alive'), cancelsTimer('ping')],
        ...after,
      )
      .ends();
  });

  it('waits for the dial when the opener has had enough before', () => {
    created()
      .input(closed('inner'))
      .expects()
      .input(opened('outer'))
      .expects(
        ...[sent('outer', wire), readies('inner'), closes('inner'), sent('outer', wire)],
        ...closing,
      );
  });
});
