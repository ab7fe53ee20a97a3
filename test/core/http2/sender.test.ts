import { describe, expect, it } from 'vitest';
import type { Note } from '../../../core/http2/facts.ts';
import { Sender } from '../../../core/http2/sender.ts';
import { Stream } from '../../../core/http2/stream.ts';
import { framesIn, told } from '../../support/http2-frames.ts';

const kibi = 1_024;
const octets = (length: number) => new Uint8Array(length);
const status = (code: string) => [{ name: ':status', value: code }];

function fresh() {
  const notes: Note[] = [];
  const sent: string[] = [];
  const sender = new Sender(notes, ({ id }, messages) => sent.push(`${id} ${messages}`));
  const stream = (id: number, window = 65_535): Stream => {
    const begun = new Stream(id, window, 65_535);
    begun.state = 'open';
    return begun;
  };
  const output = () => told(sender.takeOutput() ?? octets(0));
  return { notes, sent, sender, stream, output };
}

describe('the sender', () => {
  it('puts a head and its end in one frame', () => {
    const { sender, stream, sent, output } = fresh();
    const one = stream(1);
    sender.fields(one, status('204'));
    sender.end(one);
    sender.pump();
    expect(output()).toEqual(['HEADERS 1 END_STREAM :status=204']);
    expect(sent).toEqual(['1 send_end_stream']);
    expect(sender.takeOutput()).toBeNull();
  });

  it('fills frames of 16 KiB from what it is given', () => {
    const { sender, stream, output } = fresh();
    const one = stream(1);
    for (const length of [10 * kibi, 10 * kibi, 20 * kibi]) sender.data(one, octets(length));
    sender.end(one);
    sender.pump();
    expect(output()).toEqual(['DATA 1 16384', 'DATA 1 16384', 'DATA 1 END_STREAM 8192']);
  });

  it('ends with an empty frame what has been sent already', () => {
    const { sender, stream, output } = fresh();
    const one = stream(1);
    sender.data(one, octets(5));
    sender.pump();
    sender.end(one);
    sender.pump();
    expect(output()).toEqual(['DATA 1 5', 'DATA 1 END_STREAM 0']);
  });

  it('RFC 9113 §6.10: puts a long field block in several frames', () => {
    const { sender, stream } = fresh();
    const one = stream(1);
    sender.fields(one, [{ name: 'a', value: '\x01'.repeat(40_000) }]);
    sender.pump();
    const frames = framesIn(sender.takeOutput() ?? octets(0));
    expect(frames.map(({ type }) => type)).toEqual(['HEADERS', 'CONTINUATION', 'CONTINUATION']);
    expect(frames.map((value) => 'end_headers' in value && value.end_headers)).toEqual([
      ...[false, false, true],
    ]);
  });

  it('RFC 9113 §5.2: lets streams take turns', () => {
    const { sender, stream, output } = fresh();
    for (const id of [1, 3]) sender.data(stream(id), octets(32 * kibi));
    sender.pump();
    expect(output()).toEqual(['DATA 1 16384', 'DATA 3 16384', 'DATA 1 16384', 'DATA 3 16383']);
  });

  it('RFC 9113 §6.9: sends no more than a stream’s window, and states once that it is used up', () => {
    const { sender, stream, notes, output } = fresh();
    const [small, other] = [stream(1, 10), stream(3)];
    sender.data(small, octets(30));
    sender.data(other, octets(5));
    sender.pump();
    expect(output()).toEqual(['DATA 1 10', 'DATA 3 5']);
    small.sendWindow.change(15);
    sender.pump();
    expect(output()).toEqual(['DATA 1 15']);
    expect(notes).toEqual([{ name: 'http2:window_exhausted', data: { stream_id: 1 } }]);
  });

  it('RFC 9113 §6.9: sends heads, and no data, beyond the connection’s window', () => {
    const { sender, stream, notes, output } = fresh();
    const one = stream(1, 1_000_000);
    sender.data(one, octets(70_000));
    sender.fields(stream(3), status('200'));
    sender.pump();
    const sizes = ['DATA 1 16384', 'HEADERS 3 :status=200', ...Array(2).fill('DATA 1 16384')];
    expect(output()).toEqual([...sizes, 'DATA 1 16383']);
    expect(notes).toEqual([{ name: 'http2:window_exhausted', data: { stream_id: 0 } }]);
    sender.window.change(10_000);
    sender.pump();
    expect(output()).toEqual(['DATA 1 4465']);
  });

  it('makes only control frames while the connection beneath takes no more', () => {
    const { sender, stream, output } = fresh();
    sender.block(true);
    const one = stream(1);
    sender.fields(one, status('200'));
    sender.data(one, octets(5));
    sender.pump();
    sender.control({ type: 'RST_STREAM', stream_identifier: 3, error_code: 8 });
    expect(output()).toEqual(['RST_STREAM 3 CANCEL']);
    expect(sender.unsentControls).toBe(1);
    sender.block(false);
    expect(output()).toEqual(['HEADERS 1 :status=200', 'DATA 1 5']);
    expect(sender.unsentControls).toBe(0);
  });

  it('tells whoever fills a queue to wait above 64 KiB, and to go on below half of it', () => {
    const { sender, stream } = fresh();
    const one = stream(1, 0);
    sender.data(one, octets(64 * kibi));
    sender.pump();
    expect(sender.takeFlow()).toEqual([]);
    sender.data(one, octets(1));
    sender.pump();
    expect(sender.takeFlow()).toEqual([{ stream: 1, isPaused: true }]);
    one.sendWindow.change(32 * kibi);
    sender.pump();
    expect(sender.takeFlow()).toEqual([]);
    one.sendWindow.change(1);
    sender.pump();
    expect(sender.takeFlow()).toEqual([{ stream: 1, isPaused: false }]);
  });

  it('drops what waits on a stream that is over', () => {
    const { sender, stream } = fresh();
    const one = stream(1, 0);
    sender.data(one, octets(100 * kibi));
    sender.pump();
    sender.drop(one);
    sender.pump();
    expect(sender.takeOutput()).toBeNull();
    expect(sender.takeFlow()).toEqual([
      { stream: 1, isPaused: true },
      { stream: 1, isPaused: false },
    ]);
  });
});
