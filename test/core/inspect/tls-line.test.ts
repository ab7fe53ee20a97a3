import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { dissect, titleOf, type Unit } from '../../../core/inspect/dissect.ts';
import { TlsLine } from '../../../core/inspect/tls-line.ts';
import { Track } from '../../../core/inspect/track.ts';
import type { Step } from '../../../core/trace/step.ts';
import { ascii } from '../../support/playbook.ts';
import { SealedWire } from '../../support/sealed-wire.ts';
import { WireSteps } from '../../support/wire-steps.ts';

const post = (octets: number) =>
  concat([
    ascii(`POST /a HTTP/1.1\r\nHost: b\r\nContent-Length: ${octets}\r\n\r\n`),
    new Uint8Array(octets),
  ]);
const sealedNames = (units: readonly Unit[]) =>
  units.flatMap(({ name }) => (/_record$/.test(name) ? [name] : []));
const sends = (steps: readonly Step[]) => steps.filter(({ name }) => name === 'send');

describe('a record', () => {
  it('that lies in several packets is opened in the last', () => {
    const whole = new WireSteps();
    const sealed = new SealedWire(whole, 'destination');
    const octets = sealed.say('client', post(40)).raw?.data ?? new Uint8Array();
    const wire = new WireSteps();
    const connection = wire.dial('destination');
    for (const step of whole.steps.slice(1, -1)) {
      if (step.kind === 'fact') wire.fact(step.name as 'vless:first_read', step.data);
      else connection[step.wire?.end ?? 'dialler'](step.raw?.data ?? new Uint8Array());
    }
    const parts = [octets.subarray(0, 30), octets.subarray(30)].map((part) =>
      connection.dialler(part),
    );
    const [first, last] = parts.map((step) => dissect(wire.steps, step)) as [Unit[], Unit[]];
    expect(sealedNames(first)).toEqual(['tls:encrypted_record']);
    expect(first.some(({ inner }) => inner)).toBe(false);
    expect(last.filter(({ inner }) => inner)).toHaveLength(1);
    expect(parts.map((step) => titleOf(wire.steps, step).key)).toEqual([
      ...['tls.part', 'http1.request'],
    ]);
  });

  it('of which octets were not kept is not opened, and those behind it are', () => {
    const wire = new WireSteps();
    const sealed = new SealedWire(wire, 'destination', { recorded: 4096 });
    const long = sealed.say('client', post(6_000));
    const next = sealed.say('client', post(10));
    expect(sealedNames(dissect(wire.steps, long))).toEqual(['tls:cut_record']);
    expect(titleOf(wire.steps, long)).toEqual({ key: 'tls.cut' });
    expect(sealedNames(dissect(wire.steps, next))).toEqual(['tls:encrypted_record']);
  });

  it('is found again behind octets of which not even borders were kept', () => {
    const wire = new WireSteps();
    const sealed = new SealedWire(wire, 'destination', { recorded: 4096 });
    const before = wire.steps.length;
    sealed.say('client', ascii('POST /a HTTP/1.1\r\nHost: b\r\nContent-Length: 60000\r\n\r\n'));
    // what one write cannot hold in a record stands in several, and only the first header is kept
    sealed.say('client', new Uint8Array(60_000));
    const next = sealed.say('client', post(10));
    expect(sends(wire.steps.slice(before)).some(({ raw }) => (raw?.length ?? 0) > 4096)).toBe(true);
    expect(titleOf(wire.steps, next)).toMatchObject({ key: 'http1.request', target: '/a' });
  });

  it('of an alert or of change_cipher_spec is named in the clear', () => {
    const track = new Track();
    const keys = { suite: null, secretsOf: () => [] };
    const line = new TlsLine(0, keys, { message: () => {}, data: () => {} });
    const octets = Uint8Array.of(20, 3, 3, 0, 1, 1, 21, 3, 3, 0, 2, 2, 40);
    line.push({ octets, length: octets.length, track, at: 0 });
    expect(track.within(0, 13).map(({ unit, start }) => [unit.name, start])).toEqual([
      ['tls:record_header', 0],
      ['tls:change_cipher_spec', 5],
      ['tls:record_header', 6],
      ['tls:alert', 11],
    ]);
  });
});
