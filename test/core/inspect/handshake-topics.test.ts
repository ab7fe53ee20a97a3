import { describe, expect, it } from 'vitest';
import { decode } from '../../../core/bytes/codec.ts';
import { handshakeTopic, messageNames } from '../../../core/inspect/handshake-topics.ts';
import type { FoundUnit } from '../../../core/inspect/track.ts';
import { clientHello } from '../../../core/tls/messages/client-hello.ts';
import type { UnitName } from '../../../core/trace/units.ts';
import { vector } from '../../support/reality-vector.ts';

const message = (name: UnitName, ...inner: readonly UnitName[]) => {
  const unit = (of: UnitName): FoundUnit => ({
    ...{ name: of, length: 1, octets: null, exchange: null },
    value: decode(clientHello, vector.blankHello)?.value,
  });
  return { unit: unit(name), inner: inner.map(unit) };
};

describe('handshake messages', () => {
  it.each([
    ['tls:client_hello', { key: 'tls.client_hello', name: 'example.com' }],
    ['reality:client_hello', { key: 'reality.client_hello', name: 'example.com' }],
    ['tls:server_hello', { key: 'tls.server_hello' }],
    ['tls:finished', { key: 'tls.finished' }],
    ['tls:key_update', { key: 'tls.key_update' }],
    ['tls:certificate', { key: 'tls.handshake', messages: 'Certificate' }],
  ] as const)('one is called by its name: %s', (name, topic) => {
    expect(handshakeTopic([message(name)])).toEqual(topic);
  });

  it('of a kind are called once', () => {
    const tickets = [message('tls:new_session_ticket'), message('tls:new_session_ticket')];
    expect(handshakeTopic(tickets)).toEqual({ key: 'tls.new_session_ticket' });
  });

  it('from ServerHello on are a flight, and one of REALITY where the certificate is temporary', () => {
    const hello = message('tls:server_hello');
    expect(handshakeTopic([hello, message('tls:certificate')])).toEqual({
      key: 'tls.server_flight',
      messages: 'ServerHello, Certificate',
    });
    const certificate = message('tls:certificate', 'reality:temporary_certificate');
    expect(handshakeTopic([hello, certificate]).key).toBe('reality.server_flight');
  });

  it('in two parts of one packet are told once', () => {
    const certificate = message('tls:certificate');
    expect(handshakeTopic([certificate, certificate])).toEqual({
      key: 'tls.handshake',
      messages: 'Certificate',
    });
  });

  it('have names in the spelling of the RFC', () => {
    expect(messageNames['tls:certificate_verify']).toBe('CertificateVerify');
    expect(messageNames.tunnelled).toBeUndefined();
  });
});
