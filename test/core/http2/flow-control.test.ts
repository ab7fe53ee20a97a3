import { describe, expect, it } from 'vitest';
import { ReceiveWindow, SendWindow } from '../../../core/http2/flow-control.ts';

describe('a window to send in', () => {
  it('RFC 9113 §6.9.1: holds at most 2^31-1 octets', () => {
    const window = new SendWindow(65_535);
    expect(window.change(2 ** 31 - 1 - 65_535)).toBe(true);
    expect(window.change(1)).toBe(false);
  });

  it('RFC 9113 §6.9.2: may fall below zero', () => {
    const window = new SendWindow(100);
    window.take(90);
    expect(window.change(-50)).toBe(true);
    expect(window.available).toBe(-40);
    window.change(60);
    expect(window.available).toBe(20);
  });
});

describe('a window to receive in', () => {
  it('RFC 9113 §6.9: takes no more than it has', () => {
    const window = new ReceiveWindow(100);
    expect([window.receive(60), window.receive(41), window.receive(40)]).toEqual([
      ...[true, false, true],
    ]);
    expect(window.available).toBe(0);
  });

  it('is widened in steps of an eighth of it', () => {
    const window = new ReceiveWindow(1_048_576);
    window.receive(200_000);
    expect([window.release(65_536), window.release(65_536)]).toEqual([0, 131_072]);
    expect(window.available).toBe(1_048_576 - 200_000 + 131_072);
  });

  it('is widened in steps of 512 KiB when it is large', () => {
    const window = new ReceiveWindow(2 ** 30);
    window.receive(600_000);
    expect([window.release(524_287), window.release(1)]).toEqual([0, 524_288]);
  });

  it('is widened at once when little is left of it', () => {
    const window = new ReceiveWindow(1_000);
    window.receive(600);
    expect(window.release(400)).toBe(400);
  });
});
