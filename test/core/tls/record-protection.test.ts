import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { noble } from '../../../core/crypto/noble.ts';
import { nodeCrypto } from '../../../core/node/crypto.ts';
import { type CipherSuite, cipherSuite, cipherSuites } from '../../../core/tls/cipher-suites.ts';
import { contentType } from '../../../core/tls/enums.ts';
import { trafficKeys } from '../../../core/tls/key-schedule.ts';
import { protectionOctets, RecordProtection } from '../../../core/tls/record-protection.ts';
import type { RawRecord } from '../../../core/tls/record-reader.ts';
import { trace } from '../../support/rfc8448.ts';

const aes128 = cipherSuite(0x1301) as CipherSuite;
const value = trace(3);

const recordOf = (octets: Uint8Array): RawRecord => ({
  type: octets[0] as number,
  header: octets.subarray(0, 5),
  fragment: octets.subarray(5),
});
const secret = value('client application traffic secret');
const pairOf = (suite: CipherSuite = aes128) => ({
  sealing: new RecordProtection(nodeCrypto, suite, secret),
  opening: new RecordProtection(nodeCrypto, suite, secret),
});

describe.each([noble, nodeCrypto])('record protection, by $name', (crypto) => {
  it('RFC 8448 §3: seals and opens the server’s flight', () => {
    const messages = ['EncryptedExtensions', 'Certificate', 'CertificateVerify', 'Finished'];
    const flight = concat(messages.map((name) => value(`server ${name} message`)));
    const record = value('server flight record');
    const keys = () =>
      new RecordProtection(crypto, aes128, value('server handshake traffic secret'));
    expect(keys().seal(contentType.handshake, flight)).toEqual(record);
    expect(keys().open(recordOf(record))).toEqual({ type: 22, fragment: flight });
  });

  it('RFC 8448 §3: counts records in the nonce', () => {
    const client = new RecordProtection(crypto, aes128, secret);
    const data = value('application data');
    expect(client.seal(23, data)).toEqual(value('client application data record'));
    expect(client.seal(21, Uint8Array.of(1, 0))).toEqual(value('client close_notify record'));
    const server = new RecordProtection(crypto, aes128, value('server application traffic secret'));
    const ticket = server.open(recordOf(value('server NewSessionTicket record')));
    expect([ticket.type, ticket.fragment[0]]).toEqual([22, 4]);
    const opened = server.open(recordOf(value('server application data record')));
    expect(opened).toEqual({ type: 23, fragment: data });
    const alert = server.open(recordOf(value('server close_notify record')));
    expect(alert).toEqual({ type: 21, fragment: Uint8Array.of(1, 0) });
    expect(server.records).toBe(3);
  });
});

describe('RecordProtection', () => {
  it.each(cipherSuites)('opens what it has sealed with $name', (suite) => {
    const { sealing, opening } = pairOf(suite);
    for (let i = 0; i < 300; i++) {
      const fragment = new Uint8Array(i).fill(i);
      expect(opening.open(recordOf(sealing.seal(23, fragment)))).toEqual({ type: 23, fragment });
    }
  });

  it('pads to a total length, and takes the padding away', () => {
    const { sealing, opening } = pairOf();
    const fragment = Uint8Array.of(1, 0, 0);
    const record = sealing.seal(22, fragment, 500);
    expect(record).toHaveLength(500);
    expect(opening.open(recordOf(record))).toEqual({ type: 22, fragment });
    expect(sealing.seal(23, new Uint8Array(), 22)).toHaveLength(protectionOctets);
  });

  it('does not pad to less than there is', () => {
    const { sealing } = pairOf();
    expect(() => sealing.seal(22, new Uint8Array(10), 31)).toThrow(
      'A record lacks 1 octets for its fragment',
    );
  });

  it('RFC 8446 §5.2: refuses a record that is changed, in its header too', () => {
    for (const place of [3, 4, 5, 40]) {
      const { sealing, opening } = pairOf();
      const record = sealing.seal(23, new Uint8Array(30));
      record[place] = (record[place] as number) ^ 1;
      expect(() => opening.open(recordOf(record))).toThrow('bad record MAC');
    }
  });

  it('RFC 8446 §5.4: refuses a record of padding alone', () => {
    const { sealing, opening } = pairOf();
    const record = sealing.seal(0, new Uint8Array(8));
    expect(() => opening.open(recordOf(record))).toThrow('unexpected message');
  });

  it('RFC 8446 §5.2: refuses a fragment of more than 2^14 octets, padded or not', () => {
    const { sealing, opening } = pairOf();
    const most = new Uint8Array(16_384).fill(1);
    expect(opening.open(recordOf(sealing.seal(23, most, 16_500))).fragment).toEqual(most);
    const more = new Uint8Array(16_385).fill(1);
    expect(() => opening.open(recordOf(sealing.seal(23, more)))).toThrow('oversized record');
  });

  it('goes on with the next secret at sequence number 0', () => {
    const { sealing, opening } = pairOf();
    sealing.seal(23, new Uint8Array(1));
    const [next, other] = [sealing.updated(), opening.updated()];
    expect(next.records).toBe(0);
    const record = next.seal(23, Uint8Array.of(7));
    expect(other.open(recordOf(record)).fragment).toEqual(Uint8Array.of(7));
    expect(() => opening.open(recordOf(record))).toThrow('bad record MAC');
  });

  it('RFC 8446 §5.3: puts sequence numbers beyond 2^32 into the nonce', () => {
    const { sealing } = pairOf();
    sealing.skip(2 ** 32 + 0x0203);
    const { key, iv } = trafficKeys(nodeCrypto, aes128, secret);
    const nonce = iv.map((octet, i) => octet ^ ([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2, 3][i] ?? 0));
    const header = Uint8Array.of(23, 3, 3, 0, 18);
    const plaintext = [Uint8Array.of(9, 23)];
    const expected = nodeCrypto.aead('aes-128-gcm', key).seal(nonce, header, plaintext, header);
    expect(sealing.seal(23, Uint8Array.of(9))).toEqual(expected);
  });

  it('keeps no octets of what it was given', () => {
    const { sealing, opening } = pairOf();
    const fragment = new Uint8Array(100);
    const record = sealing.seal(23, fragment);
    const kept = record.slice();
    fragment.fill(9);
    sealing.seal(23, fragment);
    expect(record).toEqual(kept);
    const opened = opening.open(recordOf(record)).fragment;
    record.fill(0);
    expect(opened).toEqual(new Uint8Array(100));
  });
});
