import { describe, expect, it } from 'vitest';
import { Http2Server } from '../../../core/http2/server.ts';
import {
  data,
  fieldBlock,
  goaway,
  greeting,
  headers,
  ping,
  requestBlock,
  rstStream,
  settings,
  told,
  windowUpdate,
} from '../../support/http2-frames.ts';
import {
  ascii,
  blocked,
  cancelsTimer,
  closed,
  closes,
  offers,
  type Playbook,
  pauses,
  playbook,
  received,
  resumes,
  sent,
  setsTimer,
  states,
  writable,
} from '../../support/playbook.ts';

const remote = '192.0.2.2:50000';
const post = requestBlock({ ':method': 'POST' });
const response = (status = 200, fields: Readonly<Record<string, string>> = {}) => ({
  part: 'response_head',
  status,
  headers: Object.entries(fields).map(([name, value]) => ({ name, value })),
});
const body = (octets: Uint8Array | string) => ({
  part: 'body',
  data: typeof octets === 'string' ? ascii(octets) : octets,
});
const end = { part: 'end' };
const date = 'date=Thu, 01 Jan 1970 00:00:00 GMT';

const wire = expect.anything();

/** A server that has been greeted; nothing of that is left to expect. */
function greeted(): Playbook {
  return playbook(new Http2Server({ epochMs: 0, remote }))
    .start()
    .input(received('outer', greeting()))
    .expects(
      setsTimer('preface', 4_000),
      sent('outer', wire),
      cancelsTimer('preface'),
      sent('outer', wire),
    );
}

/** The same with requests for which exchanges were offered. */
function serving(...streams: readonly number[]): Playbook {
  const conversation = greeted();
  for (const id of streams) {
    conversation
      .input(received('outer', headers(id, post)))
      .expects(
        offers(`exchange:${id}`, { kind: 'exchange', remote }),
        sent(`exchange:${id}`, expect.objectContaining({ part: 'request_head' })),
      );
  }
  return conversation;
}

/** What it has told since it was greeted. */
const answers = (conversation: Playbook): string[] => told(conversation.octetsOn('outer')).slice(3);

describe('a server', () => {
  it('RFC 9113 §3.4: speaks first', () => {
    const conversation = playbook(new Http2Server({ epochMs: 0, remote })).start();
    conversation.expects(setsTimer('preface', 4_000), sent('outer', wire)).inState('GREETING');
    expect(told(conversation.octetsOn('outer'))).toEqual(['SETTINGS 0', 'WINDOW_UPDATE 0 983041']);
  });

  it('closes without a word when no preface comes in 4 s', () => {
    playbook(new Http2Server({ epochMs: 0, remote }))
      .start()
      .expects(setsTimer('preface', 4_000), sent('outer', wire))
      .elapse(4_000)
      .expects(
        states('http2:connection_failed', { code: 'http2:preface_timeout', error_code: null }),
        cancelsTimer('flush'),
        cancelsTimer('preface'),
        closes('outer'),
        setsTimer('linger', 1_000),
      )
      .elapse(1_000)
      .expects(cancelsTimer('linger'))
      .ends();
  });

  it('offers an exchange for each request', () => {
    greeted()
      .input(received('outer', headers(1, requestBlock(), { end: true })))
      .expects(
        offers('exchange:1', { kind: 'exchange', remote }),
        sent('exchange:1', {
          part: 'request_head',
          version: '2',
          method: 'GET',
          target: '/',
          authority: 'h',
          scheme: 'https',
          headers: [],
        }),
        sent('exchange:1', end),
      );
  });

  it('puts a head that is followed by its end in one frame, with a length', () => {
    const conversation = serving(1)
      .input(received('outer', data(1, 'a', { end: true })))
      .expects(sent('exchange:1', body('a')), sent('exchange:1', end))
      .input(received('exchange:1', response(404, { 'X-A': 'b' })))
      .expects(setsTimer('flush', 0))
      .input(received('exchange:1', end))
      .expects(cancelsTimer('flush'), closes('exchange:1'), sent('outer', wire));
    expect(answers(conversation)).toEqual([
      `HEADERS 1 END_STREAM :status=404 x-a=b content-length=0 ${date}`,
    ]);
  });

  it('sends a head with the first octets of its body', () => {
    const conversation = serving(1)
      .input(received('exchange:1', response(200, { 'Content-Length': '5' })))
      .input(received('exchange:1', body('hello')))
      .expects(setsTimer('flush', 0), cancelsTimer('flush'), sent('outer', wire));
    expect(answers(conversation)).toEqual([
      `HEADERS 1 :status=200 content-length=5 ${date}`,
      'DATA 1 5',
    ]);
  });

  it('sends a head by itself when nothing follows it at once', () => {
    const conversation = serving(1, 3)
      .input(received('exchange:1', response()), received('exchange:3', response()))
      .elapse(0)
      .expects(setsTimer('flush', 0), sent('outer', wire));
    expect(answers(conversation)).toEqual([
      `HEADERS 1 :status=200 ${date}`,
      `HEADERS 3 :status=200 ${date}`,
    ]);
  });

  it('sends no body in answer to HEAD, and none with 304', () => {
    const conversation = greeted().input(
      received('outer', headers(1, requestBlock({ ':method': 'HEAD' }), { end: true })),
      received('outer', headers(3, requestBlock(), { end: true })),
      ...[1, 3].flatMap((id) => [
        received(`exchange:${id}`, response(id === 1 ? 200 : 304, { 'Content-Length': '5' })),
        received(`exchange:${id}`, body('hello')),
        received(`exchange:${id}`, end),
      ]),
    );
    expect(answers(conversation)).toEqual([
      `HEADERS 1 END_STREAM :status=200 content-length=5 ${date}`,
      `HEADERS 3 END_STREAM :status=304 content-length=5 ${date}`,
    ]);
  });

  it('RFC 9113 §8.1: asks for no more of a request that is answered', () => {
    const conversation = serving(1).input(
      received('exchange:1', response(403)),
      received('exchange:1', end),
      received('outer', data(1, 'more', { end: true })),
    );
    expect(answers(conversation)).toEqual([
      `HEADERS 1 END_STREAM :status=403 content-length=0 ${date}`,
      'RST_STREAM 1 NO_ERROR',
    ]);
    conversation.expects(
      setsTimer('flush', 0),
      cancelsTimer('flush'),
      closes('exchange:1'),
      sent('outer', wire),
    );
  });

  it('RFC 6585 §5: answers 431 to a head that is too long', () => {
    const conversation = greeted()
      .input(received('outer', headers(1, requestBlock({ a: 'a'.repeat(9_000) }), { end: true })))
      .expects(
        states('http2:stream_state_updated', {
          stream_id: 1,
          old: 'idle',
          new: 'half-closed (remote)',
        }),
        states('http2:request_refused', {
          stream_id: 1,
          code: 'http2:head_too_long',
          status: 431,
        }),
        states('http2:stream_state_updated', {
          stream_id: 1,
          old: 'half-closed (remote)',
          new: 'closed',
        }),
        sent('outer', wire),
      );
    expect(answers(conversation)).toEqual([
      `HEADERS 1 :status=431 content-type=text/plain; charset=utf-8 content-length=35 ${date}`,
      'DATA 1 END_STREAM 35',
    ]);
  });

  it('answers 501 to CONNECT, and throws away what comes with it', () => {
    const connect = fieldBlock({ ':method': 'CONNECT', ':authority': 'h:443' });
    const conversation = greeted().input(received('outer', headers(1, connect)));
    conversation.input(received('outer', data(1, 'tunnelled')));
    expect(answers(conversation).map((line) => line.slice(0, 21))).toEqual([
      ...['HEADERS 1 :status=501', 'DATA 1 END_STREAM 19', 'RST_STREAM 1 NO_ERROR'],
    ]);
  });

  it('resets a stream whose answer will not come', () => {
    const conversation = serving(1).input(
      received('exchange:1', response()),
      received('exchange:1', body('half')),
      closed('exchange:1', 'reset'),
    );
    expect(answers(conversation).at(-1)).toBe('RST_STREAM 1 INTERNAL_ERROR');
  });

  it('tells whoever answers that the client has reset the stream', () => {
    serving(1)
      .input(received('outer', rstStream(1)))
      .expects(closes('exchange:1', 'reset'))
      .input(received('exchange:1', response()))
      .expects();
  });

  it('tells whoever answers that a body was malformed', () => {
    const long = requestBlock({ 'content-length': '2' });
    greeted()
      .input(received('outer', headers(1, long)), received('outer', data(1, 'abc')))
      .expects(
        offers('exchange:1', { kind: 'exchange', remote }),
        sent('exchange:1', expect.objectContaining({ part: 'request_head' })),
        sent('exchange:1', body('ab')),
        closes('exchange:1', 'reset'),
        sent('outer', wire),
      );
  });
});

describe('a server’s back-pressure', () => {
  const large = (length: number) => body(new Uint8Array(length));

  it('RFC 9113 §5.2: lets whoever answers wait while the client’s window is closed', () => {
    serving(1)
      .input(received('exchange:1', response()), received('exchange:1', large(140_000)))
      .expects(
        setsTimer('flush', 0),
        cancelsTimer('flush'),
        sent('outer', wire),
        pauses('exchange:1'),
      )
      .input(
        received('outer', windowUpdate(1, 100_000)),
        received('outer', windowUpdate(0, 40_000)),
      )
      .expects(sent('outer', wire))
      .input(received('outer', windowUpdate(0, 10_000)))
      .expects(sent('outer', wire), resumes('exchange:1'));
  });

  it('lets whoever answers wait while the connection takes no octets', () => {
    const conversation = serving(1)
      .input(blocked('outer'), received('exchange:1', response()))
      .input(received('exchange:1', large(70_000)))
      .expects(setsTimer('flush', 0), cancelsTimer('flush'), pauses('exchange:1'))
      .input(received('outer', ping()))
      .expects(sent('outer', wire))
      .input(writable('outer'))
      .expects(sent('outer', wire), resumes('exchange:1'));
    expect(answers(conversation).slice(0, 2)).toEqual([
      'PING 0 ACK',
      `HEADERS 1 :status=200 ${date}`,
    ]);
  });

  it('RFC 9113 §6.9: widens no window while whoever answers takes no more', () => {
    const conversation = serving(1).input(blocked('exchange:1'));
    for (let i = 0; i < 8; i++)
      conversation.input(received('outer', data(1, new Uint8Array(16_384))));
    expect(answers(conversation)).toEqual([]);
    conversation.input(writable('exchange:1'));
    expect(answers(conversation)).toEqual(['WINDOW_UPDATE 0 131072', 'WINDOW_UPDATE 1 131072']);
  });
});

describe('the end of a server’s connection', () => {
  it('RFC 9113 §5.4.1: is told, with the exchanges that run', () => {
    const conversation = serving(1, 3)
      .input(received('outer', data(5, 'idle')), received('outer', ping()))
      .expects(
        states('http2:connection_failed', {
          code: 'http2:unexpected_frame',
          error_code: 'PROTOCOL_ERROR',
        }),
        sent('outer', wire),
        closes('exchange:1', 'reset'),
        closes('exchange:3', 'reset'),
        cancelsTimer('flush'),
        cancelsTimer('preface'),
        closes('outer'),
        setsTimer('linger', 1_000),
      )
      .inState('CLOSING');
    expect(answers(conversation)).toEqual(['GOAWAY 0 PROTOCOL_ERROR last=3']);
    conversation.input(closed('outer')).expects(cancelsTimer('linger')).ends();
  });

  it('RFC 9113 §6.8: comes after the last exchange when the client has sent GOAWAY', () => {
    const conversation = serving(1)
      .input(received('outer', goaway(0)))
      .expects(sent('outer', wire))
      .inState('DRAINING')
      .input(received('outer', headers(3, post)), received('outer', data(1, '', { end: true })))
      .expects(sent('exchange:1', end))
      .input(received('exchange:1', response(204)), received('exchange:1', end))
      .expects(
        sent('outer', wire),
        closes('outer'),
        setsTimer('linger', 1_000),
        closes('exchange:1'),
      );
    expect(answers(conversation)).toEqual([
      'GOAWAY 0 NO_ERROR last=1',
      `HEADERS 1 END_STREAM :status=204 ${date}`,
    ]);
    conversation.input(closed('outer')).expects(cancelsTimer('linger')).ends();
  });

  it('comes at once when nothing runs', () => {
    greeted()
      .input(received('outer', goaway(0)))
      .expects(sent('outer', wire), closes('outer'), setsTimer('linger', 1_000));
  });

  it.each([
    ['end', [closes('outer')]],
    ['reset', []],
  ] as const)('ends what runs when the client goes by %s', (how, closing) => {
    const conversation = serving(1, 3)
      .input(received('outer', data(3, '', { end: true })))
      .expects(sent('exchange:3', end))
      .input(closed('outer', how))
      .expects(
        states('http2:message_cut_off', { stream_id: 1, message: 'request' }),
        states('http2:message_cut_off', { stream_id: 3, message: 'response' }),
        closes('exchange:1', 'reset'),
        closes('exchange:3', 'reset'),
        cancelsTimer('flush'),
        ...closing,
      );
    conversation.ends();
  });

  it('answers a first SETTINGS once', () => {
    const conversation = greeted()
      .input(received('outer', settings()))
      .expects(sent('outer', wire));
    conversation.inState('OPEN');
  });
});
