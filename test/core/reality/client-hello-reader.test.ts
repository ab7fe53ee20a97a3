import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { toLatin1 } from '../../../core/bytes/utf8.ts';
import { ClientHelloReader, type HelloReading } from '../../../core/reality/client-hello-reader.ts';
import { vector } from '../../support/reality-vector.ts';
import { record } from '../../support/target-octets.ts';

const message = vector.blankHello;

function reading(octets: Uint8Array, piece = octets.length): HelloReading {
  const reader = new ClientHelloReader();
  let last: HelloReading = { result: 'incomplete' };
  for (let at = 0; at < octets.length && last.result === 'incomplete'; at += piece) {
    last = reader.push(octets.subarray(at, at + piece));
  }
  return last;
}
const none = { result: 'none' };

describe('reading a ClientHello', () => {
  it.each([1, 2, 3, 7, 500])('takes it in pieces of %d octets', (piece) => {
    expect(reading(record(22, message), piece)).toEqual({ result: 'hello', message });
  });

  it('takes it from several records, with warnings between, and leaves what follows', () => {
    const octets = concat([
      record(22, message.subarray(0, 3)),
      record(21, Uint8Array.of(1, 90)),
      record(22, message.subarray(3)),
      record(20, Uint8Array.of(1)),
    ]);
    const reader = new ClientHelloReader();
    expect(reader.push(octets)).toEqual({ result: 'hello', message });
    expect(reader.records.next()).toMatchObject({ type: 20 });
    expect(reader.records.isEmpty).toBe(true);
  });

  it('knows from the first octets what is no TLS', () => {
    expect(reading(toLatin1('GET /'))).toEqual(none);
    expect(reading(toLatin1('GET '))).toEqual({ result: 'incomplete' });
    expect(reading(Uint8Array.of(20, 3, 3, 0, 1))).toEqual(none);
    expect(reading(Uint8Array.of(22, 0x10, 0, 0, 1))).toEqual(none);
    expect(reading(Uint8Array.of(22, 3, 1, 0x41, 1))).toEqual(none);
  });

  it('has none after another message, an end, a fatal alert, an empty record', () => {
    expect(reading(record(22, Uint8Array.of(2, 0, 0, 0)))).toEqual(none);
    expect(reading(record(21, Uint8Array.of(1, 0)))).toEqual(none);
    expect(reading(record(21, Uint8Array.of(2, 40)))).toEqual(none);
    expect(reading(record(21, Uint8Array.of(1)))).toEqual(none);
    expect(reading(record(22, new Uint8Array()))).toEqual(none);
    expect(reading(record(22, Uint8Array.of(1, 1, 0, 1)))).toEqual(none);
    expect(reading(record(23, message))).toEqual(none);
    expect(
      reading(concat([record(22, message.subarray(0, 9)), record(20, Uint8Array.of(1))])),
    ).toEqual(none);
  });

  it('tires of warnings', () => {
    const warnings = Array(33).fill(record(21, Uint8Array.of(1, 90)));
    expect(reading(concat(warnings.slice(1)))).toEqual({ result: 'incomplete' });
    expect(reading(concat(warnings))).toEqual(none);
  });
});
