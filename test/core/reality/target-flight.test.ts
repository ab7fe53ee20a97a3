import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { type FlightReading, TargetFlight } from '../../../core/reality/target-flight.ts';
import { changeCipherSpec, record, serverHello } from '../../support/target-octets.ts';

const hello = record(22, serverHello());
const sealed = (octets: number) => record(23, new Uint8Array(octets - 5));
const separate = [sealed(40), sealed(900), sealed(281), sealed(58)];

/** What comes of octets that arrive in pieces of so many. */
function reading(octets: Uint8Array, piece = 8192): FlightReading {
  const flight = new TargetFlight();
  let last: FlightReading = { result: 'incomplete' };
  for (let at = 0; at < octets.length && last.result === 'incomplete'; at += piece) {
    last = flight.read(octets.subarray(at, at + piece));
  }
  return last;
}
const unfit = (...parts: Uint8Array[]) => {
  const last = reading(concat(parts));
  return last.result === 'unfit' ? [last.reason, last.hello !== null] : last;
};

describe("the target's flight", () => {
  it.each([1, 2, 3, 7, 100, 8192])('has four encrypted records, read by %d octets', (piece) => {
    expect(reading(concat([hello, changeCipherSpec, ...separate]), piece)).toMatchObject({
      result: 'complete',
      shape: { records: [40, 900, 281, 58], ticket: null },
      unread: 0,
    });
  });

  it.each([1, 8192])('may be merged into one of more than 512 octets, read by %d', (piece) => {
    const whole = concat([hello, changeCipherSpec, sealed(513)]);
    const got = reading(whole, piece);
    expect(got).toMatchObject({ result: 'complete', shape: { records: [513], ticket: null } });
    expect(got).toMatchObject({ unread: piece === 1 ? 513 - 6 : 0 });
    expect(reading(concat([hello, changeCipherSpec, sealed(512)]))).toEqual({
      result: 'incomplete',
    });
  });

  it('may have a record after the Finished, which counts when its header is there by then', () => {
    const flight = [hello, changeCipherSpec, ...separate];
    expect(reading(concat([...flight, sealed(300).subarray(0, 6)]))).toMatchObject({
      shape: { ticket: 300 },
      unread: 294,
    });
    expect(reading(concat([...flight, sealed(300).subarray(0, 5)]))).toEqual({
      result: 'incomplete',
    });
  });

  it('is no flight of TLS 1.3', () => {
    expect(unfit(record(21, Uint8Array.of(2, 40)))).toEqual(['not_a_server_hello', false]);
    expect(unfit(new TextEncoder().encode('HTTP/1.1 400'))).toEqual([
      'record_of_other_version',
      false,
    ]);
    expect(unfit(record(22, Uint8Array.of(1, 0, 0, 0)))).toEqual(['not_a_server_hello', false]);
    expect(unfit(record(22, serverHello({ version: 0x0303 })))).toEqual([
      'server_hello_unfit',
      false,
    ]);
    expect(unfit(record(22, new Uint8Array(9000).fill(2)))).toEqual(['record_too_long', false]);
  });

  it('goes astray after the ServerHello', () => {
    expect(unfit(hello, record(23, new Uint8Array(9)))).toEqual(['not_a_change_cipher_spec', true]);
    expect(unfit(hello, record(20, Uint8Array.of(1, 1)))).toEqual([
      'not_a_change_cipher_spec',
      true,
    ]);
    expect(unfit(hello, changeCipherSpec, record(22, new Uint8Array(50)))).toEqual([
      'not_application_data',
      true,
    ]);
    expect(unfit(hello, changeCipherSpec, sealed(40), sealed(8193).subarray(0, 10))).toEqual([
      'record_too_long',
      true,
    ]);
  });

  it('counts what waits in one read', () => {
    const whole = concat([hello, changeCipherSpec, sealed(100), sealed(8000)]);
    expect(unfit(whole.subarray(0, 8192), whole.subarray(8192))).toEqual({ result: 'incomplete' });
    const flight = new TargetFlight();
    flight.read(concat([hello, changeCipherSpec, sealed(100), sealed(8000).subarray(0, 4000)]));
    expect(flight.read(new Uint8Array(4193))).toMatchObject({ reason: 'too_many_octets_waiting' });
  });
});
