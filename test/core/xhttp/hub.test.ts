import { describe, expect, it } from 'vitest';
import { XhttpHub } from '../../../core/xhttp/hub.ts';
import {
  ascii,
  attached,
  blocked,
  closed,
  closes,
  offers,
  pauses,
  playbook,
  received,
  resumes,
  sent,
  states,
  writable,
} from '../../support/playbook.ts';
import {
  answered,
  body,
  end,
  exchange,
  get,
  post,
  request,
  requestHead,
  streamBegun,
  talkToHub,
} from '../../support/xhttp-parts.ts';
import { serverSettings } from '../../support/xhttp-settings.ts';

const [a, b, c] = [ascii('a'), ascii('b'), ascii('c')] as const;
const inward = { kind: 'stream', remote: '198.51.100.7:50000' } as const;
const refused = (data: object) => states('xhttp:request_refused', expect.objectContaining(data));
const created = (method: string) => states('xhttp:session_created', { session_id: 'id', method });

/** A session whose GET is on `get`, its proxied connection on `session:1`. */
const connected = (settings = {}) =>
  talkToHub(settings)
    .input(...get('get', 'id'))
    .expects(streamBegun('get'), offers('session:1', inward));

describe('XHTTP (Xray 26.7.28) hub.go: the GET', () => {
  it('is answered at once, and begins the proxied connection', () => {
    talkToHub()
      .input(...get('get', 'id'))
      .expects(
        created('GET'),
        states('xhttp:session_connected', { session_id: 'id' }),
        sent('get', {
          part: 'response_head',
          status: 200,
          headers: [
            { name: 'Access-Control-Allow-Origin', value: '*' },
            { name: 'Cache-Control', value: 'no-store' },
            { name: 'Content-Type', value: 'text/event-stream' },
            { name: 'X-Accel-Buffering', value: 'no' },
            { name: 'X-Padding', value: expect.stringMatching(/^X{100,999}$/) },
          ],
        }),
        offers('session:1', inward),
      );
  });

  it('carries what the inner side sends, as it is', () => {
    connected()
      .input(received('session:1', a), received('session:1', b))
      .expects(sent('get', body(a)), sent('get', body(b)));
  });

  it('pauses the inner side while nobody reads it', () => {
    connected()
      .input(blocked('get'), writable('get'))
      .expects(pauses('session:1'), resumes('session:1'));
  });

  it.each(['end', 'reset'] as const)(
    'ends cleanly at an inner %s, and the session with it',
    (how) => {
      const book = connected().input(closed('session:1', how));
      const ends = how === 'end' ? [closes('session:1')] : [];
      book.expects(
        ...ends,
        sent('get', end),
        closes('get'),
        states('xhttp:session_ended', { session_id: 'id' }),
      );
      book
        .input(...post('p0', 'id', 0, a))
        .expects(
          created('POST'),
          ...answered('p0', 200),
          states('xhttp:packet_buffered', expect.objectContaining({ seq: 0, is_connected: false })),
        );
    },
  );

  it('that goes gives the inner side an end; what it still sends is answered by a reset', () => {
    connected()
      .input(blocked('get'), closed('get', 'reset'))
      .expects(pauses('session:1'), resumes('session:1'), closes('session:1'))
      .input(received('session:1', a))
      .expects(closes('session:1', 'reset'))
      .input(received('session:1', b))
      .expects();
  });

  it('that goes takes the session away, though the inner side is still there', () => {
    const book = connected().input(closed('get', 'reset'));
    expect(book.facts.at(-1)?.name).toBe('xhttp:session_ended');
    book.input(...get('again', 'id'));
    expect(book.commands.at(-1)).toEqual(offers('session:2', inward));
  });

  it('may come twice: both read the same packets, in turn', () => {
    connected()
      .input(...get('get2', 'id'))
      .expects(streamBegun('get2'), offers('session:2', inward))
      .input(...post('p0', 'id', 0, a), ...post('p1', 'id', 1, b))
      .expects(
        ...answered('p0', 200),
        sent('session:1', a),
        ...answered('p1', 200),
        sent('session:2', b),
      )
      .input(closed('get', 'reset'))
      .expects(closes('session:2'), closes('session:1'))
      .input(closed('session:2'))
      .expects(closes('session:2'), sent('get2', end), closes('get2'));
  });
});

describe('XHTTP (Xray 26.7.28) hub.go: packets', () => {
  it('are answered 200 with CORS and padding, and handed on', () => {
    connected()
      .input(...post('p0', 'id', 0, a))
      .expects(
        sent('p0', {
          part: 'response_head',
          status: 200,
          headers: [
            { name: 'Access-Control-Allow-Origin', value: '*' },
            { name: 'X-Padding', value: expect.stringMatching(/^X{100,999}$/) },
          ],
        }),
        sent('p0', end),
        closes('p0'),
        states('xhttp:packet_released', { session_id: 'id', seq: 0, octets: 1 }),
        sent('session:1', a),
      );
  });

  it('may come before the GET, and wait for it', () => {
    talkToHub()
      .input(...post('p0', 'id', 0, a))
      .expects(
        created('POST'),
        ...answered('p0', 200),
        states('xhttp:packet_buffered', {
          session_id: 'id',
          seq: 0,
          expected_seq: 0,
          is_connected: false,
        }),
      )
      .input(...get('get', 'id'))
      .expects(streamBegun('get'), offers('session:1', inward), sent('session:1', a));
  });

  it('are handed on in the order of their numbers', () => {
    connected()
      .input(...post('p2', 'id', 2, c), ...post('p0', 'id', 0, a))
      .expects(...answered('p2', 200), ...answered('p0', 200), sent('session:1', a))
      .input(...post('p1', 'id', 1, b))
      .expects(...answered('p1', 200), sent('session:1', b), sent('session:1', c));
  });

  it('that come again are answered 200 and dropped', () => {
    connected()
      .input(...post('p0', 'id', 0, a))
      .expects(...answered('p0', 200), sent('session:1', a))
      .input(...post('p0-again', 'id', 0, b))
      .expects(
        ...answered('p0-again', 200),
        states('xhttp:packet_dropped', { session_id: 'id', seq: 0, expected_seq: 1 }),
      );
  });

  it('without octets only count', () => {
    const book = connected().input(...post('p0', 'id', 0, new Uint8Array()));
    expect(book.valuesOn('p0')[0]).toMatchObject({
      headers: expect.arrayContaining([{ name: 'Cache-Control', value: 'no-store' }]),
    });
    book.input(...post('p1', 'id', 1, a));
    expect(book.octetsOn('session:1')).toEqual(a);
  });

  it('may use any method, GET too', () => {
    const book = connected().input(
      ...request('p0', requestHead('GET', '/xh/id/0', { 'Content-Length': '1' }), a),
      ...request('p1', requestHead('PUT', '/xh/id/1', { 'Content-Length': '1' }), b),
    );
    expect(book.octetsOn('session:1')).toEqual(ascii('ab'));
  });

  it('may come in pieces, and be without a length', () => {
    connected()
      .input(attached('p0', exchange()), received('p0', requestHead('POST', '/xh/id/0')))
      .input(received('p0', body(a)), received('p0', body(b)))
      .expects()
      .input(received('p0', end))
      .expects(...answered('p0', 200), sent('session:1', ascii('ab')));
  });
});

describe('XHTTP (Xray 26.7.28) upload_queue.go: a full queue', () => {
  const posts = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => post(`p${from + i}`, 'id', from + i, a)).flat();
  const settings = { scMaxBufferedPosts: 2 };

  it('leaves further packets unanswered until somebody reads', () => {
    const book = talkToHub(settings).input(...posts(0, 3));
    expect([0, 1, 2].map((i) => book.valuesOn(`p${i}`).length)).toEqual([2, 2, 0]);
    book.input(...get('get', 'id'));
    expect(book.valuesOn('p2')).toHaveLength(2);
    expect(book.octetsOn('session:1')).toHaveLength(3);
  });

  it('holds packets while the inner side does not read', () => {
    const book = connected(settings).input(blocked('session:1'), ...posts(0, 4));
    expect([0, 1, 2, 3].map((i) => book.valuesOn(`p${i}`).length)).toEqual([2, 2, 0, 0]);
    expect(book.valuesOn('session:1')).toEqual([]);
    book.input(writable('session:1'));
    expect(book.octetsOn('session:1')).toHaveLength(4);
    expect([2, 3].map((i) => book.valuesOn(`p${i}`).length)).toEqual([2, 2]);
  });

  it('takes a packet that waits though its request has gone', () => {
    const book = talkToHub(settings).input(...posts(0, 3), closed('p2', 'reset'));
    book.input(...get('get', 'id'));
    expect(book.octetsOn('session:1')).toHaveLength(3);
    expect(book.valuesOn('p2')).toEqual([]);
  });

  it('tears the connection down when too much is out of order', () => {
    const book = connected(settings)
      .input(...posts(1, 4))
      .expects(...[1, 2, 3].flatMap((i) => answered(`p${i}`, 200)));
    book
      .input(...posts(4, 5))
      .expects(
        ...answered('p4', 200),
        states('xhttp:queue_overflowed', { session_id: 'id', expected_seq: 0, limit: 2 }),
        closes('session:1', 'reset'),
        sent('get', end),
        closes('get'),
        states('xhttp:session_ended', { session_id: 'id' }),
      );
  });

  it('refuses with 500 what waits when its session goes', () => {
    talkToHub(settings)
      .input(...posts(0, 3))
      .expects(...[0, 1].flatMap((i) => answered(`p${i}`, 200)))
      .elapse(30_000)
      .expects(
        states('xhttp:session_expired', { session_id: 'id' }),
        refused({ status: 500, code: 'xhttp:queue_closed' }),
        ...answered('p2', 500),
      );
  });
});

describe('XHTTP (Xray 26.7.28) hub.go: the life of a session', () => {
  it('ends 30 s after it was created, whatever packets come, when no GET has come', () => {
    talkToHub()
      .input(...post('p0', 'id', 0, a))
      .expects(...answered('p0', 200))
      .elapse(29_999)
      .input(...post('p1', 'id', 1, a))
      .expects(...answered('p1', 200))
      .elapse(1)
      .expects(states('xhttp:session_expired', { session_id: 'id' }))
      .input(...get('get', 'id'))
      .expects(streamBegun('get'), offers('session:1', inward));
  });

  it('is as long as the GET’s when that has come', () => {
    connected()
      .elapse(3_600_000)
      .input(...post('p0', 'id', 0, a))
      .expects(...answered('p0', 200), sent('session:1', a));
  });

  it('begins with requests that are refused later, too', () => {
    const settings = { mode: 'packet-up' as const };
    talkToHub(settings)
      .input(...request('up', requestHead('POST', '/xh/id')))
      .expects(
        created('POST'),
        refused({ status: 400, code: 'xhttp:mode_not_allowed', mode: 'stream-up' }),
        ...answered('up', 400),
      );
  });

  it('that has ended while a packet came refuses the packet', () => {
    connected()
      .input(attached('p0', exchange()), received('p0', requestHead('POST', '/xh/id/0')))
      .input(closed('session:1', 'reset'))
      .expects(sent('get', end), closes('get'))
      .input(received('p0', end))
      .expects(refused({ status: 500, code: 'xhttp:queue_closed' }), ...answered('p0', 500));
  });
});

describe('XHTTP (Xray 26.7.28) hub.go: refusals', () => {
  const statusOf = (head: Parameters<typeof request>[1], settings = {}) => {
    const book = talkToHub(settings).input(...request('x', head, a));
    return book.valuesOn('x')[0] as { status: number; headers: { name: string }[] };
  };

  it('of host and path say 404 and nothing else', () => {
    expect(statusOf(requestHead('GET', '/other'))).toMatchObject({ status: 404, headers: [] });
    expect(statusOf(requestHead('GET', '/xh/id'), { host: 'x.example' })).toMatchObject({
      status: 404,
      headers: [],
    });
  });

  it('of everything behind them have CORS and padding', () => {
    const { status, headers } = statusOf(requestHead('GET', '/xh/id', { Referer: 'http://x/' }));
    expect(status).toBe(400);
    expect(headers.map(({ name }) => name)).toEqual(['Access-Control-Allow-Origin', 'X-Padding']);
  });

  const shapes = {
    'stream-one': requestHead('POST', '/xh/'),
    'stream-up': requestHead('POST', '/xh/id'),
    'packet-up': requestHead('POST', '/xh/id/0'),
    'stream-down': requestHead('GET', '/xh/id'),
  };
  it.each([
    ['auto', []],
    ['packet-up', ['stream-one', 'stream-up']],
    ['stream-up', ['packet-up']],
    ['stream-one', ['stream-up', 'packet-up']],
  ] as const)('of shapes in mode %s say 400: %j', (mode, refused) => {
    const found = Object.entries(shapes).flatMap(([shape, head]) =>
      statusOf(head, { mode }).status === 400 ? [shape] : [],
    );
    expect(found).toEqual(refused);
  });

  it('do not meet any method without an id: it is stream-one', () => {
    expect(statusOf(requestHead('GET', '/xh/')).status).toBe(200);
  });

  it('of a packet that says it is too large come before it is read', () => {
    const head = requestHead('POST', '/xh/id/0', { 'Content-Length': '1000001' });
    talkToHub()
      .input(attached('p', exchange()), received('p', head))
      .expects(
        created('POST'),
        refused({ status: 413, code: 'xhttp:upload_too_large', limit: 1_000_000 }),
        ...answered('p', 413),
      );
  });

  it('of a packet that does not say so come at the first octet too many', () => {
    const settings = { scMaxEachPostBytes: { from: 1, to: 5 } };
    connected(settings)
      .input(attached('p', exchange()), received('p', requestHead('POST', '/xh/id/0')))
      .input(received('p', body(ascii('12345'))))
      .expects()
      .input(received('p', body(a)))
      .expects(...answered('p', 413))
      .input(received('p', body(a)), received('p', end))
      .expects();
  });

  it('of a number that is none say 500, after the body', () => {
    const book = talkToHub().input(...post('p', 'id', '-1', a));
    expect(book.valuesOn('p')[0]).toMatchObject({ status: 500 });
    expect(book.facts.at(-1)?.data).toEqual({
      status: 500,
      code: 'xhttp:invalid_sequence',
      seq: '-1',
      is_out_of_range: false,
    });
  });

  it('of a body that is cut off reach nobody', () => {
    connected()
      .input(attached('p', exchange()), received('p', requestHead('POST', '/xh/id/0')))
      .input(received('p', body(a)), closed('p', 'reset'))
      .expects(states('xhttp:request_refused', { status: 400, code: 'xhttp:body_cut_off' }));
  });

  it('do not meet OPTIONS', () => {
    const preflight = requestHead('OPTIONS', '/xh/id', {
      Referer: '',
      Origin: 'https://a.example',
    });
    talkToHub()
      .input(...request('o', preflight))
      .expects(
        sent(
          'o',
          expect.objectContaining({
            status: 200,
            headers: expect.arrayContaining([
              { name: 'Access-Control-Allow-Origin', value: 'https://a.example' },
              { name: 'Access-Control-Allow-Methods', value: '*' },
            ]),
          }),
        ),
        sent('o', end),
        closes('o'),
      );
  });
});

describe('XHTTP (Xray 26.7.28) hub.go: X-Forwarded-For', () => {
  const head = requestHead('GET', '/xh/id', { 'X-Forwarded-For': '192.0.2.2' });

  it('is ignored with a warning when nothing is trusted', () => {
    const remote = '198.51.100.7:50000';
    const book = talkToHub().input(...request('get', head));
    expect(book.facts[0]).toMatchObject({
      name: 'xhttp:forwarded_for_ignored',
      data: { remote, value: '192.0.2.2', is_configured: false },
    });
    expect(book.commands.at(-1)).toEqual(offers('session:1', inward));
  });

  it('is the source of the proxied connection when it is trusted', () => {
    const hub = new XhttpHub({
      settings: serverSettings,
      trustedXForwardedFor: ['X-Forwarded-For'],
    });
    const book = playbook(hub)
      .start()
      .input(...request('get', head));
    expect(book.commands.at(-1)).toEqual(
      offers('session:1', { kind: 'stream', remote: '192.0.2.2:0' }),
    );
  });
});
