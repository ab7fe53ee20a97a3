import { describe, expect, it } from 'vitest';
import type { XhttpClientSettings } from '../../../core/xhttp/settings.ts';
import {
  ascii,
  attached,
  blocked,
  closed,
  closes,
  opened,
  pauses,
  received,
  resumes,
  states,
  writable,
} from '../../support/playbook.ts';
import type { Timeless } from '../../support/stand.ts';
import { postSent, responseHead, stream, talkToClient } from '../../support/xhttp-parts.ts';
import { unlimitedXmux } from '../../support/xhttp-settings.ts';

const destination = 'tcp:198.51.100.7:443';
const fixed = (value: number) => ({ from: value, to: value });
const [a, b, c] = [ascii('a'), ascii('b'), ascii('c')] as const;

/** A proxied connection on `conn:1` with its GET on `http:1`; the next connection is `http:2`. */
function dialled(settings: Partial<XhttpClientSettings> = {}) {
  return talkToClient(settings).input(
    attached('conn:1', stream, 7),
    opened('http:1'),
    received('http:1', responseHead(200)),
  );
}
/** The same, with an idle upload connection that has carried packet 0. */
function posted(settings: Partial<XhttpClientSettings> = {}) {
  return dialled(settings).input(received('conn:1', a), opened('http:2'));
}
/** What the client does at these inputs. */
function after(book: ReturnType<typeof dialled>, ...inputs: readonly Timeless[]) {
  const before = book.commands.length;
  book.input(...inputs);
  return book.commands.slice(before).filter(({ type }) => type !== 'random');
}
const targets = (book: ReturnType<typeof dialled>, port: string) =>
  book.valuesOn(port).flatMap((value) => {
    const { part, target = '' } = value as { part: string; target?: string };
    return part === 'request_head' ? [target.replace(/^.*\//, '')] : [];
  });

describe('XHTTP (Xray 26.7.28) dialer.go: the uploader', () => {
  it('posts the first packet at once, the next 30 ms after it began', () => {
    const book = posted().input(received('conn:1', b)).elapse(29);
    expect(targets(book, 'http:2')).toEqual(['0']);
    book.elapse(1);
    expect(targets(book, 'http:2')).toEqual(['0', '1']);
  });

  it('does not pause a packet that comes later than that', () => {
    const book = posted().elapse(100).input(received('conn:1', b));
    expect(targets(book, 'http:2')).toEqual(['0', '1']);
  });

  it('counts the pause from when a packet was begun, dialling included', () => {
    const book = dialled()
      .input(received('conn:1', a), received('conn:1', b))
      .elapse(500)
      .input(opened('http:2'));
    expect(targets(book, 'http:2')).toEqual(['0', '1']);
  });

  it('fills a packet before the pause: what comes during it waits for the next', () => {
    const book = posted();
    book.input(received('conn:1', b)).elapse(10);
    book.input(received('conn:1', c), received('conn:1', c)).elapse(60);
    const bodies = book.valuesOn('http:2').flatMap((value) => {
      const { data } = value as { data?: Uint8Array };
      return data ? [data.length] : [];
    });
    expect(bodies).toEqual([1, 1, 2]);
  });

  it('has no pause with a lower end of 0 or less', () => {
    const book = posted({ scMinPostsIntervalMs: { from: -1, to: -1 } }).input(
      received('conn:1', b),
    );
    expect(targets(book, 'http:2')).toEqual(['0', '1']);
  });

  it('cuts packets at the size drawn for the connection', () => {
    const book = posted({ scMaxEachPostBytes: fixed(1_000) });
    book.input(received('conn:1', new Uint8Array(2_500))).elapse(200);
    const lengths = book.valuesOn('http:2').flatMap((value) => {
      const { data } = value as { data?: Uint8Array };
      return data ? [data.length] : [];
    });
    expect(lengths).toEqual([1, 1_000, 1_000, 500]);
  });

  it('does not wait for answers, and ignores them', () => {
    const book = posted()
      .input(received('http:2', responseHead(500)))
      .elapse(30);
    book.input(received('conn:1', b));
    expect(targets(book, 'http:2')).toEqual(['0', '1']);
  });

  it('stops the writer when as much is buffered as a packet takes', () => {
    const book = dialled({ scMaxEachPostBytes: fixed(20_000) }).input(received('conn:1', a));
    expect(after(book, received('conn:1', new Uint8Array(11_808)))).toEqual([]);
    expect(after(book, received('conn:1', a))).toEqual([pauses('conn:1')]);
    expect(after(book, opened('http:2')).slice(0, 4)).toEqual([
      ...postSent('http:2', 0, a),
      resumes('conn:1'),
    ]);
  });
});

describe('XHTTP (Xray 26.7.28) dialer.go: a write that is not out', () => {
  it('holds up the next packet', () => {
    const book = posted().elapse(30).input(blocked('http:2'), received('conn:1', b)).elapse(100);
    expect(targets(book, 'http:2')).toEqual(['0']);
    book.input(writable('http:2'));
    expect(targets(book, 'http:2')).toEqual(['0', '1']);
  });

  it('holds up one that is already waiting for its time', () => {
    const book = posted().input(received('conn:1', b), blocked('http:2')).elapse(100);
    expect(targets(book, 'http:2')).toEqual(['0']);
    book.input(writable('http:2'));
    expect(targets(book, 'http:2')).toEqual(['0', '1']);
  });

  it('stops the writer in the end', () => {
    const book = posted({ scMaxEachPostBytes: fixed(20_000) }).input(blocked('http:2'));
    book.input(received('conn:1', new Uint8Array(20_000)));
    expect(book.commands.at(-1)).toMatchObject({ type: 'pause_reading', port: 'conn:1' });
  });

  it('is tried again on another connection when its own had carried packets before', () => {
    const book = posted().elapse(30).input(received('conn:1', b), blocked('http:2'));
    book.input(closed('http:2', 'reset'), opened('http:3'));
    expect(targets(book, 'http:3')).toEqual(['1']);
  });

  it('ends the proxied connection when its own was new', () => {
    const book = posted().input(blocked('http:2'));
    const error = 'connection_reset';
    expect(after(book, closed('http:2', 'reset'))).toEqual([
      states('xhttp:upload_failed', { destination, method: 'POST', url: null, error }, 7),
      closes('conn:1', 'reset'),
      closes('http:1', 'reset'),
    ]);
  });
});

describe('XHTTP (Xray 26.7.28) dialer.go: an upload connection that cannot be made', () => {
  it('ends the proxied connection', () => {
    const book = dialled().input(received('conn:1', a));
    expect(after(book, closed('http:2', 'failed', 'timed_out'))).toEqual([
      states(
        'xhttp:upload_failed',
        { destination, method: 'POST', url: null, error: 'timed_out' },
        7,
      ),
      closes('conn:1', 'reset'),
      closes('http:1', 'reset'),
    ]);
    expect(after(book, received('conn:1', b))).toEqual([]);
  });
});

describe('XHTTP (Xray 26.7.28) mux.go: a client without requests left', () => {
  it('hands the rest of the session to another client and so to another connection', () => {
    // the GET is the first request, packet 0 the second, packet 1 brings the third
    const xmux = { ...unlimitedXmux, hMaxRequestTimes: fixed(3) };
    const book = posted({ xmux }).elapse(30).input(received('conn:1', b), opened('http:3'));
    expect(targets(book, 'http:2')).toEqual(['0']);
    expect(targets(book, 'http:3')).toEqual(['1']);
    const names = book.facts.map(({ name }) => name);
    expect(names.slice(-2)).toEqual(['xhttp:xmux_client_removed', 'xhttp:xmux_client_created']);
  });

  it('does not charge the other for the packet that moved', () => {
    const xmux = { ...unlimitedXmux, hMaxRequestTimes: fixed(3) };
    const book = posted({ xmux }).elapse(30).input(received('conn:1', b), opened('http:3'));
    for (const _ of [2, 3, 4]) book.elapse(30).input(received('conn:1', c));
    book.input(opened('http:4'));
    expect(targets(book, 'http:3')).toEqual(['1', '2', '3']);
    expect(targets(book, 'http:4')).toEqual(['4']);
  });
});

it('keeps posting what was written before the end of the proxied connection', () => {
  const book = posted().input(received('conn:1', b), closed('conn:1', 'reset')).elapse(30);
  expect(targets(book, 'http:2')).toEqual(['0', '1']);
});
