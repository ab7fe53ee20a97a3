import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { type CipherSuite, cipherSuite } from '../../../core/tls/cipher-suites.ts';
import { contentType } from '../../../core/tls/enums.ts';
import { changeCipherSpec, plaintextRecord, RecordLayer } from '../../../core/tls/record-layer.ts';
import { RecordProtection } from '../../../core/tls/record-protection.ts';
import { testCrypto } from '../../support/tls-machines.ts';

const suite = cipherSuite(0x1301) as CipherSuite;
const protection = () => new RecordProtection(testCrypto, suite, new Uint8Array(32));
const finished = Uint8Array.of(20, 0, 0, 2, 7, 7);
const { handshake, alert, application_data } = contentType;

/** A layer that reads protected records, and what seals them. */
function protectedLayer(isComplete = true) {
  const layer = new RecordLayer();
  // the first record of a connection is looked at more closely
  layer.push(plaintextRecord(handshake, finished));
  layer.next();
  layer.read = protection();
  layer.isComplete = isComplete;
  return { layer, peer: protection() };
}
const layerWith = (...records: readonly Uint8Array[]): RecordLayer => {
  const layer = new RecordLayer();
  layer.push(concat(records));
  return layer;
};

describe('RecordLayer', () => {
  it('gives messages, data and alerts as they come', () => {
    const { layer, peer } = protectedLayer();
    layer.push(peer.seal(handshake, concat([finished, finished])));
    layer.push(peer.seal(application_data, Uint8Array.of(1)));
    layer.push(peer.seal(alert, Uint8Array.of(1, 0)));
    expect(layer.next()).toEqual({ kind: 'message', type: 20, octets: finished });
    expect(layer.next()).toEqual({ kind: 'message', type: 20, octets: finished });
    expect(layer.next()).toEqual({ kind: 'data', data: Uint8Array.of(1) });
    expect(layer.next()).toEqual({ kind: 'alert', level: 1, description: 0 });
    expect(layer.next()).toBeNull();
    expect(layer.isBetweenRecords).toBe(true);
  });

  it('RFC 8446 §5.1: puts a message together from several records', () => {
    const [first, second] = [finished.subarray(0, 3), finished.subarray(3)];
    const layer = layerWith(plaintextRecord(handshake, first), plaintextRecord(handshake, second));
    expect(layer.next()).toEqual({ kind: 'message', type: 20, octets: finished });
  });

  it('RFC 8446 §5.1: refuses other records between the fragments of a message', () => {
    const begun = plaintextRecord(handshake, finished.subarray(0, 3));
    for (const record of [plaintextRecord(alert, Uint8Array.of(2, 40)), changeCipherSpec]) {
      const layer = layerWith(begun, record);
      expect(() => layer.next()).toThrow('unexpected message');
    }
  });

  it('RFC 8446 §5.1: refuses handshake messages that span a change of keys', () => {
    const layer = layerWith(
      plaintextRecord(handshake, concat([finished, finished.subarray(0, 1)])),
    );
    layer.next();
    expect(() => {
      layer.read = protection();
    }).toThrow('unexpected message');
  });

  it('RFC 8446 §5.1: refuses empty fragments of handshake messages', () => {
    expect(() => layerWith(plaintextRecord(handshake, new Uint8Array())).next()).toThrow(
      'unexpected message',
    );
  });

  it('RFC 8446 §5.1: refuses more than 2^14 octets in a plaintext record', () => {
    const layer = layerWith(plaintextRecord(handshake, new Uint8Array(16_385)));
    expect(() => layer.next()).toThrow('oversized record');
  });

  it('RFC 8446 §5.2: refuses plaintext where there are keys, and what is no content', () => {
    const plain = protectedLayer();
    plain.layer.push(plaintextRecord(handshake, finished));
    expect(() => plain.layer.next()).toThrow('unexpected message');
    const strange = protectedLayer();
    strange.layer.push(strange.peer.seal(24, Uint8Array.of(1)));
    expect(() => strange.layer.next()).toThrow('unexpected message');
  });

  it('refuses application data before the handshake is complete', () => {
    const { layer, peer } = protectedLayer(false);
    layer.push(peer.seal(application_data, Uint8Array.of(1)));
    expect(() => layer.next()).toThrow('unexpected message');
  });

  it('takes the plaintext alert of a peer that has found no keys', () => {
    const record = plaintextRecord(alert, Uint8Array.of(2, 47));
    const { layer } = protectedLayer(false);
    layer.push(record);
    expect(layer.next()).toEqual({ kind: 'alert', level: 2, description: 47 });
    const complete = protectedLayer();
    complete.layer.push(record);
    expect(() => complete.layer.next()).toThrow('unexpected message');
  });

  it('RFC 8446 §6: refuses alerts that have not two octets', () => {
    for (const octets of [Uint8Array.of(2), Uint8Array.of(2, 40, 0)]) {
      expect(() => layerWith(plaintextRecord(alert, octets)).next()).toThrow('unexpected message');
    }
  });

  it('RFC 8446 §5: passes over change_cipher_spec of one octet, and refuses any other', () => {
    const { layer, peer } = protectedLayer(false);
    layer.push(concat([changeCipherSpec, peer.seal(handshake, finished)]));
    expect(layer.next()).toMatchObject({ kind: 'message' });
    for (const octets of [Uint8Array.of(2), Uint8Array.of(1, 1), new Uint8Array()]) {
      const other = protectedLayer(false).layer;
      other.push(plaintextRecord(contentType.change_cipher_spec, octets));
      expect(() => other.next()).toThrow('error decoding message');
    }
  });

  it.each([
    ['change_cipher_spec', () => changeCipherSpec],
    ['empty records', (peer: RecordProtection) => peer.seal(application_data, new Uint8Array())],
    ['user_canceled', (peer: RecordProtection) => peer.seal(alert, Uint8Array.of(1, 90))],
  ])('passes over %s 16 times in a row, as Go does', (_what, record) => {
    const { layer, peer } = protectedLayer();
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 16; i++) layer.push(record(peer));
      layer.push(peer.seal(application_data, Uint8Array.of(round)));
      expect(layer.next()).toEqual({ kind: 'data', data: Uint8Array.of(round) });
    }
    for (let i = 0; i < 17; i++) layer.push(record(peer));
    expect(() => layer.next()).toThrow('tls: too many ignored records');
  });

  it('fills its records', () => {
    const layer = new RecordLayer();
    layer.write = protection();
    const records = [...layer.seal(application_data, new Uint8Array(40_000))];
    expect(records.map(({ length }) => length)).toEqual([16_406, 16_406, 7_254]);
    expect([...layer.seal(application_data, new Uint8Array())]).toEqual([]);
  });

  it('seals alerts, with the level that belongs to them', () => {
    const layer = new RecordLayer();
    expect(layer.sealAlert('handshake_failure')).toEqual(Uint8Array.of(21, 3, 3, 0, 2, 2, 40));
    expect(layer.sealAlert('close_notify')).toEqual(Uint8Array.of(21, 3, 3, 0, 2, 1, 0));
    layer.write = protection();
    expect(layer.sealAlert('close_notify')).toHaveLength(24);
  });
});
