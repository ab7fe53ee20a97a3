import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { dissect, titleOf, type Unit } from '../../../core/inspect/dissect.ts';
import { rememberKeyLog } from '../../../core/inspect/key-log.ts';
import type { Step } from '../../../core/trace/step.ts';
import { ascii } from '../../support/playbook.ts';
import { vector } from '../../support/reality-vector.ts';
import { SealedWire } from '../../support/sealed-wire.ts';
import { WireSteps } from '../../support/wire-steps.ts';

const get = ascii('GET /a HTTP/1.1\r\nHost: b\r\n\r\n');
const names = (units: readonly Unit[]): string[] =>
  units.flatMap(({ name, inner }) => [name, ...(inner ? [`(${names(inner.units)})`] : [])]);
const shown = (steps: readonly Step[], step: Step) => names(dissect(steps, step));
const sends = (steps: readonly Step[]) => steps.filter(({ name }) => name === 'send');

describe('a TLS connection whose secrets are told', () => {
  const wire = new WireSteps();
  const sealed = new SealedWire(wire, 'destination');
  const [hello, flight, finished] = sends(wire.steps) as [Step, Step, Step];
  const request = sealed.say('client', get);

  it('shows its handshake message by message', () => {
    expect(shown(wire.steps, hello)).toEqual(['tls:record_header', 'tls:client_hello']);
    expect(titleOf(wire.steps, hello)).toEqual({ key: 'tls.client_hello', name: 'server.example' });
    const inside = ['tls:encrypted_extensions', 'tls:certificate', 'tls:certificate_verify'];
    for (const name of inside) expect(shown(wire.steps, flight).join()).toContain(name);
    expect(titleOf(wire.steps, flight)).toEqual({
      key: 'tls.server_flight',
      messages: 'ServerHello, EncryptedExtensions, Certificate, CertificateVerify, Finished',
    });
    expect(titleOf(wire.steps, finished)).toEqual({ key: 'tls.finished' });
  });

  it('shows what its records carry', () => {
    expect(shown(wire.steps, request)).toEqual([
      'tls:record_header',
      'tls:encrypted_record',
      '(http1:request_head,tls:inner_type)',
    ]);
    const [, record] = dissect(wire.steps, request);
    expect(toHex(record?.inner?.octets ?? new Uint8Array())).toBe(`${toHex(get)}17`);
    expect(titleOf(wire.steps, request)).toEqual({
      key: 'http1.request',
      method: 'GET',
      target: '/a',
      isSealed: true,
    });
  });
});

describe('a TLS connection whose secrets are in a key log', () => {
  it('is opened', () => {
    const wire = new WireSteps();
    const sealed = new SealedWire(wire, 'destination', { isTold: false });
    const request = sealed.say('client', get);
    rememberKeyLog(wire.steps, sealed.keyLog);
    expect(titleOf(wire.steps, request)).toMatchObject({ key: 'http1.request' });
  });
});

describe('a TLS connection whose secrets nobody has told', () => {
  it('shows its hellos and the lengths of its records', () => {
    const wire = new WireSteps();
    const sealed = new SealedWire(wire, 'destination', { isTold: false });
    const [, flight] = sends(wire.steps) as [Step, Step];
    const request = sealed.say('client', get);
    expect(shown(wire.steps, flight).slice(0, 2)).toEqual([
      'tls:record_header',
      'tls:server_hello',
    ]);
    expect(titleOf(wire.steps, flight)).toMatchObject({
      key: 'tls.server_hello',
      also: [{ key: 'tls.unopened' }],
    });
    expect(shown(wire.steps, request)).toEqual(['tls:record_header', 'tls:unopened_record']);
    expect(titleOf(wire.steps, request)).toEqual({ key: 'tls.unopened', records: 1 });
  });

  it('is opened when a fact tells them later', () => {
    const wire = new WireSteps();
    const sealed = new SealedWire(wire, 'destination', { isTold: false });
    const request = sealed.say('client', get);
    expect(titleOf(wire.steps, request)).toMatchObject({ key: 'tls.unopened' });
    for (const line of sealed.keyLog.split('\n')) {
      const [label, client_random, secret] = line.split(' ');
      wire.fact('tls:secret_derived', { label, client_random, secret });
    }
    expect(titleOf(wire.steps, request)).toMatchObject({ key: 'http1.request' });
  });
});

describe("REALITY's ClientHello", () => {
  const hello = Uint8Array.from(vector.blankHello);
  hello.set(vector.sessionId, 39);
  const record = Uint8Array.from([22, 3, 1, 0, hello.length, ...hello]);
  const data = { client_version: '26.7.28', time: 1_700_000_000, short_id: '0123456789abcdef' };

  it('shows what is sealed in its session id, to who has the key', () => {
    const wire = new WireSteps();
    const step = wire.dial('downlink').dialler(record);
    expect(titleOf(wire.steps, step)).toEqual({ key: 'tls.client_hello', name: 'example.com' });
    wire.fact('reality:session_id_opened', { ...data, auth_key: toHex(vector.authKey) });
    expect(titleOf(wire.steps, step)).toEqual({ key: 'reality.client_hello', name: 'example.com' });
    const [, unit] = dissect(wire.steps, step);
    expect(unit?.inner?.path).toBe('legacy_session_id.data');
    expect(toHex(unit?.inner?.octets ?? new Uint8Array())).toBe(toHex(vector.authenticator));
    expect(unit?.inner?.units[0]?.fields.map(({ value }) => value)).toEqual([
      ...['26.7.28', '0', '1700000000 (2023-11-14T22:13:20Z)', '0123456789abcdef'],
    ]);
  });

  it('looks like any other to who has another key', () => {
    const wire = new WireSteps();
    wire.fact('reality:session_id_sealed', { ...data, auth_key: '00'.repeat(32) });
    const step = wire.dial('downlink').dialler(record);
    expect(titleOf(wire.steps, step).key).toBe('tls.client_hello');
  });
});

describe('what does not begin with a record', () => {
  it('is no TLS', () => {
    const wire = new WireSteps();
    const step = wire.dial('downlink').dialler(fromHex('16 02 00 00 05 01 02 03 04 05'));
    expect(shown(wire.steps, step)).toEqual(['octets']);
  });
});
