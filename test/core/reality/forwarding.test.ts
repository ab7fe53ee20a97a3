import { describe, expect, it } from 'vitest';
import { Forwarding, Gate } from '../../../core/reality/forwarding.ts';
import { type Doing, port } from '../../../core/sansio/machine.ts';
import { ascii, closes, pauses, resumes, sent, setsTimer } from '../../support/playbook.ts';

const source = port<Uint8Array>('source');
const sink = port<Uint8Array>('sink');
const forwarding = (bytesPerSec = 0, passesEnd = true) =>
  new Forwarding({
    ...{ name: 'uplink', gate: new Gate(source), sink, passesEnd, now: 0 },
    limit: bytesPerSec ? { afterBytes: 0, bytesPerSec, burstBytesPerSec: 0 } : null,
  });
const all = (doing: Doing): unknown[] => [...doing];

describe('a gate', () => {
  it('pauses with the first hold, and resumes when the last is gone', () => {
    const gate = new Gate(source);
    expect(all(gate.release('a'))).toEqual([]);
    expect(all(gate.hold('a'))).toEqual([pauses('source')]);
    expect(all(gate.hold('b'))).toEqual([]);
    expect(all(gate.release('a'))).toEqual([]);
    expect(all(gate.release('a'))).toEqual([]);
    expect(all(gate.release('b'))).toEqual([resumes('source')]);
  });
});

describe('forwarding', () => {
  it('passes octets and the end on at once', () => {
    const one = forwarding();
    expect(all(one.take(ascii('abc'), 0))).toEqual([sent('sink', ascii('abc'))]);
    expect(one.done).toBe(false);
    expect(all(one.end())).toEqual([closes('sink')]);
    expect(one.done).toBe(true);
  });

  it('keeps the end to itself where it is told to', () => {
    const one = forwarding(0, false);
    expect(all(one.end())).toEqual([]);
    expect(one.done).toBe(true);
  });

  it('reads no more while it waits for its limit, and ends after the last octet', () => {
    const one = forwarding(10);
    const [first, second] = [ascii('0123456789'), ascii('abcde')];
    expect(all(one.take(first, 0))).toEqual([sent('sink', first)]);
    expect(all(one.take(second, 0))).toEqual([pauses('source'), setsTimer('uplink', 500)]);
    expect(all(one.take(ascii('x'), 100))).toEqual([]);
    expect(all(one.end())).toEqual([]);
    expect(all(one.fired(500))).toEqual([sent('sink', second), setsTimer('uplink', 100)]);
    expect(all(one.fired(600))).toEqual([
      sent('sink', ascii('x')),
      resumes('source'),
      closes('sink'),
    ]);
    expect(one.done).toBe(true);
  });

  it('pays for 32,768 octets at once', () => {
    const one = forwarding(32_768);
    const sizes = all(one.take(new Uint8Array(40_000), 0)).map((command) => {
      const { type, value } = command as { type: string; value?: Uint8Array };
      return value ? value.length : type;
    });
    expect(sizes).toEqual([32_768, 'pause_reading', 'set_timer']);
  });
});
