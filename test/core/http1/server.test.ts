import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import type { HttpPart } from '../../../core/http/message.ts';
import { Http1Server, type Http1ServerOptions } from '../../../core/http1/server.ts';
import {
  ascii,
  blocked,
  closed,
  closes,
  offers,
  type Playbook,
  pauses,
  playbook,
  received,
  resumes,
  sent,
  states,
  writable,
} from '../../support/playbook.ts';

const epochMs = Date.UTC(2026, 10, 22, 12);
const remote = '192.0.2.2:50000';
const date = 'Date: Sun, 22 Nov 2026 12:00:00 GMT\r\n';

const serving = (limits: Partial<Http1ServerOptions> = {}): Playbook =>
  playbook(new Http1Server({ epochMs, remote, ...limits }), {
    ignoring: ['set_timer', 'cancel_timer'],
  }).start();

const offer = (port: string) => offers(port, { kind: 'exchange', remote });
const request = (method: string, target: string, headers: HttpPart[] | object[] = []) => ({
  part: 'request_head',
  method,
  target,
  authority: 'h',
  headers,
  version: '1.1',
});
const body = (text: string) => ({ part: 'body', data: ascii(text) });
const end = { part: 'end' };
const response = (headers: object[] = [], status = 200) => ({
  part: 'response_head',
  status,
  headers,
});
const length = (value: number) => ({ name: 'Content-Length', value: String(value) });
const chunked = { name: 'Transfer-Encoding', value: 'chunked' };
const get = (target = '/', more = '') => ascii(`GET ${target} HTTP/1.1\r\nHost: h\r\n${more}\r\n`);

/** A connection with one GET that waits for its answer. */
const asked = (more = ''): Playbook => {
  const book = serving().input(received('outer', get('/', more)));
  return book.expects(
    offer('exchange:1'),
    sent('exchange:1', expect.objectContaining({ part: 'request_head' })),
    sent('exchange:1', end),
  );
};
const wireText = (book: Playbook) => fromLatin1(book.octetsOn('outer'));

describe('a request', () => {
  it('is offered with its head and its end', () => {
    serving()
      .input(received('outer', get('/a?b')))
      .expects(
        offer('exchange:1'),
        sent('exchange:1', request('GET', '/a?b')),
        sent('exchange:1', end),
      )
      .inState('WAITING');
  });

  it('RFC 9112 §6: has its body passed on as it comes', () => {
    serving()
      .input(
        received('outer', ascii('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab')),
        received('outer', ascii('cde')),
      )
      .expects(
        offer('exchange:1'),
        sent('exchange:1', request('POST', '/', [length(5)])),
        sent('exchange:1', body('ab')),
        sent('exchange:1', body('cde')),
        sent('exchange:1', end),
      );
  });

  it('of 1 MiB passes in the pieces in which it came, without copies', () => {
    const piece = new Uint8Array(65_536);
    const book = serving().input(
      received('outer', ascii('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n')),
      ...Array.from({ length: 16 }, () => received('outer', piece)),
    );
    const parts = book.valuesOn('exchange:1') as HttpPart[];
    const data = parts.flatMap((part) => (part.part === 'body' ? [part.data] : []));
    expect(data).toHaveLength(16);
    expect(
      data.every(({ buffer, length: octets }) => buffer === piece.buffer && octets === 65_536),
    ).toBe(true);
  });

  it('RFC 9110 §10.1.1: that expects 100 (Continue) is told so', () => {
    serving()
      .input(
        received(
          'outer',
          ascii('POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n'),
        ),
      )
      .expects(
        offer('exchange:1'),
        sent('exchange:1', expect.anything()),
        sent('outer', ascii('HTTP/1.1 100 Continue\r\n\r\n')),
      );
  });

  it('that is pipelined waits for the answer before it, with the connection paused', () => {
    asked()
      .input(received('outer', get('/2')))
      .expects(pauses('outer'))
      .input(received('exchange:1', response()), received('exchange:1', end))
      .expects(
        sent('outer', ascii(`HTTP/1.1 200 OK\r\n${date}Content-Length: 0\r\n\r\n`)),
        closes('exchange:1', 'end'),
        offer('exchange:2'),
        sent('exchange:2', request('GET', '/2')),
        sent('exchange:2', end),
        resumes('outer'),
      );
  });
});

describe('an answer', () => {
  it('without a body says so', () => {
    const book = asked().input(
      received('exchange:1', response([], 404)),
      received('exchange:1', end),
    );
    expect(wireText(book)).toBe(`HTTP/1.1 404 Not Found\r\n${date}Content-Length: 0\r\n\r\n`);
    book.inState('IDLE');
  });

  it('of known length goes out with its head as one write', () => {
    asked()
      .input(
        received('exchange:1', response([length(2)])),
        received('exchange:1', body('ab')),
        received('exchange:1', end),
      )
      .expects(
        sent('outer', ascii(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n${date}\r\nab`)),
        closes('exchange:1', 'end'),
      );
  });

  it('RFC 9112 §7.1: of unknown length is chunked, one chunk a part', () => {
    asked()
      .input(
        received('exchange:1', response()),
        received('exchange:1', body('ab')),
        received('exchange:1', body('')),
        received('exchange:1', body('c')),
        received('exchange:1', end),
      )
      .expects(
        sent(
          'outer',
          ascii(`HTTP/1.1 200 OK\r\n${date}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n`),
        ),
        sent('outer', ascii('1\r\nc\r\n')),
        sent('outer', ascii('0\r\n\r\n')),
        closes('exchange:1', 'end'),
      );
  });

  it('that streams has its head sent before there is a body', () => {
    const head = sent(
      'outer',
      ascii(`HTTP/1.1 200 OK\r\n${date}Transfer-Encoding: chunked\r\n\r\n`),
    );
    asked().input(received('exchange:1', response())).expects().elapse(0).expects(head);
    asked()
      .input(received('exchange:1', response([chunked])))
      .expects(head);
    asked()
      .input(received('exchange:1', response()), received('exchange:1', body('')))
      .expects(head);
  });

  it('keeps the date that it was given', () => {
    const book = asked().input(
      received('exchange:1', response([{ name: 'date', value: 'yesterday' }])),
      received('exchange:1', end),
    );
    expect(wireText(book)).toBe('HTTP/1.1 200 OK\r\ndate: yesterday\r\nContent-Length: 0\r\n\r\n');
  });

  it.each([
    ['HEAD', 200, [length(9)], `Content-Length: 9\r\n${date}`],
    ['GET', 204, [], date],
    ['GET', 304, [chunked], date],
  ])('RFC 9112 §6.3: to %s with %i has no body', (method, status, headers, fields) => {
    const book = serving().input(
      received('outer', ascii(`${method} / HTTP/1.1\r\nHost: h\r\n\r\n`)),
      received('exchange:1', response(headers, status)),
      received('exchange:1', body('dropped')),
      received('exchange:1', end),
    );
    expect(wireText(book)).toMatch(new RegExp(`^HTTP/1.1 ${status} [A-Za-z ]+\r\n${fields}\r\n$`));
  });

  it('RFC 9112 §9.6: to a request that says close is the last one', () => {
    asked('Connection: close\r\n')
      .input(received('exchange:1', response()), received('exchange:1', end))
      .expects(
        sent(
          'outer',
          ascii(`HTTP/1.1 200 OK\r\n${date}Content-Length: 0\r\nConnection: close\r\n\r\n`),
        ),
        closes('exchange:1', 'end'),
        closes('outer', 'end'),
      )
      .inState('CLOSING')
      .input(received('outer', get()), closed('outer', 'end'))
      .ends();
  });

  it('that says close itself is the last one', () => {
    asked()
      .input(
        received('exchange:1', response([{ name: 'Connection', value: 'close' }])),
        received('exchange:1', end),
      )
      .inState('CLOSING');
  });

  it('RFC 9112 §6.1: to an HTTP/1.0 client is never chunked and ends with the connection', () => {
    const book = serving().input(
      received('outer', ascii('GET / HTTP/1.0\r\n\r\n')),
      received('exchange:1', response([chunked])),
      received('exchange:1', body('ab')),
      received('exchange:1', end),
    );
    expect(wireText(book)).toBe(`HTTP/1.1 200 OK\r\n${date}Connection: close\r\n\r\nab`);
    book.inState('CLOSING');
  });
});

describe('an answer that comes before the request is whole', () => {
  const posted = (octets: number) =>
    serving().input(
      received('outer', ascii(`POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ${octets}\r\n\r\n`)),
      received('exchange:1', response([], 413)),
      received('exchange:1', end),
    );

  it('lets the connection go on once the rest of the request has been read', () => {
    posted(3)
      .inState('DRAINING')
      .input(
        received('outer', ascii('ab')),
        received('outer', ascii('cGET / HTTP/1.1\r\nHost: h\r\n\r\n')),
      )
      .inState('WAITING');
  });

  it('ends the connection when more than 256 KiB are left', () => {
    posted(400_000)
      .input(received('outer', new Uint8Array(262_144)))
      .inState('DRAINING')
      .input(received('outer', new Uint8Array(1)))
      .inState('CLOSING');
  });

  it('ends a connection that is not to go on at once, whatever is left of the request', () => {
    serving()
      .input(
        received(
          'outer',
          ascii(
            'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n',
          ),
        ),
        received('exchange:1', response([chunked])),
        received('exchange:1', body('down')),
        received('exchange:1', { part: 'end' }),
      )
      .inState('CLOSING')
      .input(received('outer', ascii('2\r\nup\r\n')))
      .inState('CLOSING');
  });

  it('may begin while the request goes on', () => {
    serving()
      .input(
        received(
          'outer',
          ascii('POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n'),
        ),
        received('exchange:1', response([chunked])),
        received('exchange:1', body('down')),
      )
      .inState('DUPLEX')
      .input(received('outer', ascii('2\r\nup\r\n0\r\n\r\n')))
      .inState('ANSWERING');
  });
});

describe('a request that is refused', () => {
  const refusal = (text: string) => serving().input(received('outer', ascii(text)));
  const post = 'POST / HTTP/1.1\r\nHost: h\r\n';

  it.each([
    [
      'RFC 9112 §6.3 (3): both framings',
      `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'http1:conflicting_framing',
    ],
    [
      'RFC 9112 §6.3 (5): two lengths',
      `${post}Content-Length: 4\r\nContent-Length: 5\r\n\r\n`,
      400,
      'http1:conflicting_content_length',
    ],
    [
      'RFC 9112 §6.1: an unknown coding',
      `${post}Transfer-Encoding: x\r\n\r\n`,
      501,
      'http1:unsupported_transfer_coding',
    ],
    [
      'RFC 9112 §5.1: a space before the colon',
      `${post}Content-Length : 4\r\n\r\n`,
      400,
      'http1:space_before_colon',
    ],
    ['RFC 9112 §5.2: a folded field', `${post}A: b\r\n c\r\n\r\n`, 400, 'http1:obs_fold'],
    ['RFC 9112 §2.2: a lone CR', `${post}A: b\rContent-Length: 4\r\n\r\n`, 400, 'http1:bare_cr'],
    ['RFC 9112 §2.2: lone LFs', 'GET / HTTP/1.1\nHost: h\n\n', 400, 'http1:bare_lf'],
    ['RFC 9112 §3.2: no Host', 'GET / HTTP/1.1\r\n\r\n', 400, 'http1:missing_host'],
    ['RFC 9112 §2.3: another version', 'PRI * HTTP/2.0\r\n\r\n', 505, 'http1:unsupported_version'],
    ['RFC 9112 §3: no request line', '\x05\x01\x00\n', 400, 'http1:malformed_request_line'],
    [
      'a head of more than 8,192 + 4,096 octets',
      `GET / HTTP/1.1\r\nA: ${'a'.repeat(12_288)}`,
      431,
      'http1:head_too_long',
    ],
  ])('%s', (_what, text, status, code) => {
    const book = refusal(text);
    expect(book.facts).toEqual([
      expect.objectContaining({ name: 'http1:request_refused', data: { code, status } }),
    ]);
    expect(wireText(book)).toMatch(
      new RegExp(
        `^HTTP/1.1 ${status} ([A-Za-z ]+)\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${status} \\1$`,
      ),
    );
    book.inState('CLOSING');
  });

  it.each([
    ['a size', 'zz\r\n', 'http1:malformed_chunk_size'],
    ['the end of a chunk', '1\r\nabc', 'http1:malformed_chunk_end'],
  ])('RFC 9112 §7.1: %s that is malformed resets the exchange', (_what, text, code) => {
    const book = refusal(`${post}Transfer-Encoding: chunked\r\n\r\n${text}`);
    expect(book.facts[0]?.data).toEqual({ code, status: 400 });
    expect(book.commands).toContainEqual({ type: 'close', port: 'exchange:1', how: 'reset' });
    expect(wireText(book)).toContain('HTTP/1.1 400 Bad Request\r\n');
    book.inState('CLOSING');
  });

  it('is not answered into an answer that has begun', () => {
    const book = refusal(`${post}Transfer-Encoding: chunked\r\n\r\n`)
      .input(received('exchange:1', response([chunked])))
      .input(received('outer', ascii('zz\r\n')));
    expect(book.facts[0]?.data).toEqual({ code: 'http1:malformed_chunk_size', status: null });
    expect(wireText(book)).toMatch(/^HTTP\/1\.1 200 OK\r\n(?:.+\r\n)+\r\n$/);
    book.inState('CLOSING');
  });

  it('is the last one of its connection', () => {
    const book = refusal('GET / HTTP/1.1\r\n\r\n').input(received('outer', get()));
    expect(book.commands.some(({ type }) => type === 'offer')).toBe(false);
    book.input(closed('outer', 'reset')).inState('CLOSED');
  });
});

describe('time', () => {
  const timedOut = states('http1:request_refused', { code: 'http1:header_timeout', status: null });

  it('for the first head begins with the connection', () => {
    serving()
      .elapse(3_999)
      .input(received('outer', ascii('GET / HT')))
      .expects()
      .elapse(1)
      .expects(timedOut, closes('outer', 'end'));
  });

  it('for a later head begins with its first octet', () => {
    asked()
      .input(received('exchange:1', response()), received('exchange:1', end))
      .expects(sent('outer', expect.anything()), closes('exchange:1', 'end'))
      .elapse(100_000)
      .expects()
      .input(received('outer', ascii('G')))
      .elapse(4_000)
      .expects(timedOut, closes('outer', 'end'));
  });

  it('does not run while an answer is awaited', () => {
    asked().elapse(100_000).expects().inState('WAITING');
  });

  it('ends the wait for a peer that does not end', () => {
    serving().elapse(4_000).inState('CLOSING').elapse(10_000).inState('CLOSED');
  });
});

describe('the end of the connection', () => {
  it('between requests is answered by an end', () => {
    serving().input(closed('outer', 'end')).expects(closes('outer', 'end')).ends();
  });

  it('in a head or a body is a cut', () => {
    const cut = states('http1:message_cut_off', { message: 'request' });
    serving()
      .input(received('outer', ascii('GET')), closed('outer', 'end'))
      .expects(cut, closes('outer', 'end'))
      .ends();
    const book = serving().input(
      received('outer', ascii('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na')),
      closed('outer', 'end'),
    );
    expect(book.facts.map(({ name }) => name)).toEqual(['http1:message_cut_off']);
    expect(book.commands.slice(-2)).toMatchObject([
      { type: 'close', port: 'exchange:1', how: 'reset' },
      { type: 'close', port: 'outer', how: 'end' },
    ]);
  });

  it.each([
    ['end', [closes('exchange:1', 'reset'), closes('outer', 'end')]],
    ['reset', [closes('exchange:1', 'reset')]],
  ] as const)('by %s while an answer is awaited resets the exchange', (how, commands) => {
    asked()
      .input(closed('outer', how))
      .expects(...commands)
      .ends();
  });

  it('after a pipelined request is looked at when that is answered', () => {
    asked()
      .input(received('outer', get('/2')), closed('outer', 'end'))
      .expects(pauses('outer'))
      .input(received('exchange:1', response()), received('exchange:1', end))
      .expects(
        sent('outer', expect.anything()),
        closes('exchange:1', 'end'),
        offer('exchange:2'),
        sent('exchange:2', request('GET', '/2')),
        sent('exchange:2', end),
        closes('exchange:2', 'reset'),
        closes('outer', 'end'),
      )
      .ends();
  });

  it('is what a client sees of an answer that breaks off', () => {
    asked()
      .input(received('exchange:1', response([chunked])), closed('exchange:1', 'reset'))
      .expects(sent('outer', expect.anything()), closes('outer', 'end'))
      .inState('CLOSING');
  });

  it('is a reset where an end would make a broken answer look whole', () => {
    serving()
      .input(
        received('outer', ascii('GET / HTTP/1.0\r\n\r\n')),
        received('exchange:1', response()),
        received('exchange:1', body('a')),
        closed('exchange:1', 'reset'),
      )
      .expects(
        offer('exchange:1'),
        sent('exchange:1', expect.anything()),
        sent('exchange:1', end),
        sent('outer', expect.anything()),
        closes('outer', 'reset'),
      )
      .ends();
  });
});

describe('back-pressure', () => {
  it('of the client stops whoever answers', () => {
    asked()
      .input(received('exchange:1', response([chunked])), blocked('outer'))
      .expects(sent('outer', expect.anything()), pauses('exchange:1'))
      .input(writable('outer'))
      .expects(resumes('exchange:1'));
  });

  it('that begins between exchanges holds for the next one', () => {
    serving()
      .input(blocked('outer'), received('outer', get()))
      .expects(
        offer('exchange:1'),
        pauses('exchange:1'),
        sent('exchange:1', request('GET', '/')),
        sent('exchange:1', end),
      );
  });

  it('of whoever answers stops the client, until the request is whole', () => {
    serving()
      .input(received('outer', ascii('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n')))
      .expects(offer('exchange:1'), sent('exchange:1', expect.anything()))
      .input(blocked('exchange:1'))
      .expects(pauses('outer'))
      .input(received('outer', ascii('ab')))
      .expects(sent('exchange:1', body('ab')), sent('exchange:1', end), resumes('outer'));
  });
});
