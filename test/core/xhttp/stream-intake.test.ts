import { describe, expect, it } from 'vitest';
import type { XhttpServerSettings } from '../../../core/xhttp/settings.ts';
import {
  ascii,
  attached,
  blocked,
  closed,
  closes,
  offers,
  pauses,
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
  requestHead,
  streamBegun,
  talkToHub,
} from '../../support/xhttp-parts.ts';

const [a, b] = [ascii('a'), ascii('b')];
const inward = { kind: 'stream', remote: '198.51.100.7:50000' } as const;
const padding = sent('up', { part: 'body', data: expect.anything() });
const begin = (port = 'up', headers = {}) => [
  attached(port, exchange()),
  received(port, requestHead('POST', '/xh/id', headers)),
];
/** A session whose GET is on `get`, with a stream-up POST on `up`. */
const streaming = (settings: Partial<XhttpServerSettings> = {}) =>
  talkToHub(settings)
    .input(...get('get', 'id'))
    .expects(streamBegun('get'), offers('session:1', inward))
    .input(...begin())
    .expects(streamBegun('up'), padding);
const quiet = { scStreamUpServerSecs: { from: -1, to: -1 } };

describe('XHTTP (Xray 26.7.28) hub.go: stream-up', () => {
  it('hands on its body as it comes, and its end', () => {
    streaming()
      .input(received('up', body(a)), received('up', body(b)), received('up', end))
      .expects(sent('session:1', a), sent('session:1', b), closes('session:1'))
      .input(received('session:1', a))
      .expects(sent('get', body(a)));
  });

  it('may come before the GET, and is not read until that', () => {
    talkToHub()
      .input(...begin())
      .expects(
        states('xhttp:session_created', { session_id: 'id', method: 'POST' }),
        states('xhttp:stream_up_attached', { session_id: 'id', is_connected: false }),
        pauses('up'),
        streamBegun('up'),
        padding,
      )
      .input(received('up', body(a)))
      .expects()
      .input(...get('get', 'id'))
      .expects(
        streamBegun('get'),
        offers('session:1', inward),
        sent('session:1', a),
        resumes('up'),
      );
  });

  it('is not read while the inner side does not read', () => {
    streaming()
      .input(blocked('session:1'))
      .expects(pauses('up'))
      .input(received('up', body(a)))
      .expects()
      .input(writable('session:1'))
      .expects(sent('session:1', a), resumes('up'));
  });

  it('that is cut off fails the inner side’s read, and the GET ends', () => {
    streaming()
      .input(received('up', body(a)), closed('up', 'reset'))
      .expects(sent('session:1', a), closes('session:1', 'reset'), sent('get', end), closes('get'));
  });

  it('ends with the session: when the GET does', () => {
    streaming()
      .input(received('up', end))
      .expects(closes('session:1'))
      .input(closed('session:1'))
      .expects(closes('session:1'), sent('get', end), closes('get'), sent('up', end), closes('up'));
  });

  it('ends with the session: when no GET comes', () => {
    const book = talkToHub(quiet).input(...begin());
    book.expects(pauses('up'));
    book.elapse(30_000).expects(streamBegun('up'), sent('up', end), closes('up'));
  });

  it('is fed to a second GET, too, in turn', () => {
    streaming()
      .input(...get('get2', 'id'))
      .expects(streamBegun('get2'), offers('session:2', inward))
      .input(received('up', body(a)), received('up', body(b)))
      .expects(sent('session:1', a), sent('session:2', b));
  });
});

describe('XHTTP (Xray 26.7.28) upload_queue.go: a session with a reader attached', () => {
  const refused = (data: object) => states('xhttp:request_refused', expect.objectContaining(data));

  it('takes no second stream: 409', () => {
    streaming()
      .input(...begin('again'))
      .expects(
        refused({ status: 409, code: 'xhttp:stream_up_exists', pushed: 'stream' }),
        ...answered('again', 409),
      );
  });

  it('takes no packet: 500', () => {
    streaming()
      .input(...post('p0', 'id', 0, a))
      .expects(
        refused({ status: 500, code: 'xhttp:stream_up_exists', pushed: 'packet' }),
        ...answered('p0', 500),
      );
  });

  it('leaves packets alone that came before it', () => {
    const book = talkToHub(quiet).input(...post('p0', 'id', 0, a), ...begin(), ...get('get', 'id'));
    expect(book.valuesOn('p0')[0]).toMatchObject({ status: 200 });
    expect(book.valuesOn('session:1')).toEqual([]);
  });
});

describe('XHTTP (Xray 26.7.28) hub.go: padding of the answer to a stream-up', () => {
  it('comes at once, with the head, and after each pause', () => {
    const book = streaming({
      xPaddingBytes: { from: 100, to: 101 },
      scStreamUpServerSecs: { from: 20, to: 20 },
    });
    expect(book.valuesOn('up')[1]).toEqual(body(ascii('X'.repeat(100))));
    book.elapse(19_999).expects().elapse(1).expects(padding).elapse(20_000).expects(padding);
  });

  it('is text by Go’s guess', () => {
    expect(streaming().valuesOn('up')[0]).toMatchObject({
      headers: expect.arrayContaining([
        { name: 'Content-Type', value: 'text/plain; charset=utf-8' },
        { name: 'X-Accel-Buffering', value: 'no' },
        { name: 'Cache-Control', value: 'no-store' },
      ]),
    });
  });

  it('waits while nobody reads it', () => {
    streaming().input(blocked('up')).elapse(100_000).expects();
  });

  it('ends with the exchange', () => {
    streaming()
      .input(received('up', end), closed('up', 'reset'))
      .elapse(1_000_000)
      .expects(closes('session:1'));
  });

  it('is off below 0: then nothing is said until the end', () => {
    const book = talkToHub(quiet).input(...get('get', 'id'), ...begin());
    expect(book.valuesOn('up')).toEqual([]);
    book.input(closed('session:1', 'reset'));
    expect(book.valuesOn('up')).toMatchObject([{ status: 200 }, end]);
  });

  it('is not for a client without Referer, unless padding is obfuscated', () => {
    const query = `?x_padding=${'X'.repeat(100)}`;
    const head = { ...requestHead('POST', `/xh/id${query}`), headers: [] };
    const send = [attached('up', exchange()), received('up', head)];
    expect(
      talkToHub()
        .input(...send)
        .valuesOn('up'),
    ).toEqual([]);
    expect(
      talkToHub({ xPaddingObfsMode: true })
        .input(...send)
        .valuesOn('up'),
    ).toHaveLength(2);
  });
});
