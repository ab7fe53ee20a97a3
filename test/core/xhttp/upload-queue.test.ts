import { describe, expect, it } from 'vitest';
import { UploadQueue } from '../../../core/xhttp/upload-queue.ts';

const packet = (seq: number) => ({ seq, payload: Uint8Array.of(seq) });
function queueOf(limit: number, ...seqs: readonly number[]): UploadQueue {
  const queue = new UploadQueue(limit);
  for (const seq of seqs) queue.push(packet(seq));
  return queue;
}
function readAll(queue: UploadQueue): string[] {
  const seen: string[] = [];
  for (;;) {
    const result = queue.read();
    seen.push('packet' in result ? `${result.outcome} ${result.packet.seq}` : result.outcome);
    if (!('packet' in result)) return seen;
  }
}

describe('XHTTP (Xray 26.7.28) upload_queue.go: the queue', () => {
  it('gives packets in the order of their numbers, from 0', () => {
    const queue = queueOf(30, 2, 0, 1);
    expect(readAll(queue)).toEqual(['packet 0', 'packet 1', 'packet 2', 'empty']);
    expect(queue.expectedSeq).toBe(3);
    expect(queue.isEmpty).toBe(true);
  });

  it('waits at a gap, without end', () => {
    const queue = queueOf(30, 1, 2);
    expect(readAll(queue)).toEqual(['empty']);
    expect(queue.isEmpty).toBe(false);
    queue.push(packet(0));
    expect(readAll(queue)).toEqual(['packet 0', 'packet 1', 'packet 2', 'empty']);
  });

  it('drops what comes twice or too late', () => {
    const queue = queueOf(30, 0, 1, 0, 1);
    expect(readAll(queue)).toEqual(['packet 0', 'packet 1', 'dropped 0', 'dropped 1', 'empty']);
  });

  it('is full when nobody has read as many packets as it holds', () => {
    const queue = queueOf(2, 0, 1);
    expect(queue.isFull).toBe(true);
    queue.read();
    expect(queue.isFull).toBe(false);
  });

  it('fails when more than it may hold is out of order besides the lowest packet', () => {
    const queue = new UploadQueue(2);
    for (const seq of [1, 2, 3]) {
      queue.push(packet(seq));
      expect(queue.read()).toEqual({ outcome: 'empty' });
    }
    queue.push(packet(4));
    expect(queue.read()).toEqual({ outcome: 'overflow' });
  });

  it('takes no more from the channel than a read needs', () => {
    const queue = queueOf(2, 0, 1);
    expect(queue.read()).toMatchObject({ outcome: 'packet', packet: { seq: 0 } });
    queue.push(packet(2));
    expect(queue.isFull).toBe(true);
  });
});
