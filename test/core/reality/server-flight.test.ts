import { describe, expect, it } from 'vitest';
import { decode } from '../../../core/bytes/codec.ts';
import { toHex } from '../../../core/bytes/hex.ts';
import { noble as crypto } from '../../../core/crypto/noble.ts';
import { seededRandom } from '../../../core/engine/random.ts';
import { certificateOctets } from '../../../core/reality/certificate.ts';
import {
  type FlightInputs,
  type ServerFlight,
  serverFlight,
} from '../../../core/reality/server-flight.ts';
import { readServerHello } from '../../../core/reality/target-hello.ts';
import type { Doing } from '../../../core/sansio/machine.ts';
import { KeySchedule } from '../../../core/tls/key-schedule.ts';
import { clientHello } from '../../../core/tls/messages/client-hello.ts';
import { handshake } from '../../../core/tls/messages/handshake.ts';
import { RecordLayer } from '../../../core/tls/record-layer.ts';
import { RecordProtection } from '../../../core/tls/record-protection.ts';
import { Transcript } from '../../../core/tls/transcript.ts';
import { realityHello } from '../../support/reality-hello.ts';
import { recordLengths } from '../../support/reality-pair.ts';
import { vector } from '../../support/reality-vector.ts';
import { serverHello } from '../../support/target-octets.ts';

const message = realityHello();
const targetHello = readServerHello(serverHello());
const hello = decode(clientHello, message)?.value;
if (!targetHello || !hello) throw new Error('Both are hellos');

function flight(more: Partial<FlightInputs> = {}): ServerFlight | null {
  const doing: Doing<ServerFlight | null> = serverFlight({
    ...{ crypto, clientHello: message, hello: hello as NonNullable<typeof hello> },
    ...{ authKey: vector.authKey, targetHello: targetHello as NonNullable<typeof targetHello> },
    ...{ shape: { records: [40, 300, 120, 80], ticket: null }, mldsa65Seed: null },
    ...more,
  });
  const draw = seededRandom(1);
  for (let reply: unknown; ; ) {
    const { done, value } = doing.next(reply);
    if (done) return value;
    reply = value.type === 'random' ? draw(value.length) : undefined;
  }
}

describe("the server's flight", () => {
  it('RFC 8446 §4.4: is one that a client can read', () => {
    const made = flight();
    if (!made) throw new Error('There is room for it');
    expect(recordLengths(made.octets).slice(1)).toEqual([6, 40, 300, 120, 80]);
    const own = made.octets.slice(5, recordLengths(made.octets)[0]);
    const shared = crypto.x25519.sharedSecret(vector.clientPrivate, own.subarray(-38, -6));
    const { suite } = targetHello;
    const transcript = new Transcript(crypto);
    transcript.add(message);
    transcript.add(own);
    const schedule = new KeySchedule(crypto, suite, shared as Uint8Array);
    const secrets = schedule.handshakeSecrets(transcript.hash(suite.hash));
    expect(toHex(made.handshake.server)).toBe(toHex(secrets.server));

    const records = new RecordLayer();
    records.push(made.octets);
    expect(records.next()).toMatchObject({ kind: 'message', type: 2 });
    records.read = new RecordProtection(crypto, suite, secrets.server);
    const messages = [];
    for (let next = records.next(); next; next = records.next()) {
      if (next.kind === 'message') messages.push(decode(handshake, next.octets)?.value);
    }
    expect(messages.map((each) => each?.name)).toEqual([
      ...['encrypted_extensions', 'certificate', 'certificate_verify', 'finished'],
    ]);
    expect(messages[0]?.body).toEqual({ extensions: [] });
    expect(messages[1]?.body).toMatchObject({
      certificate_list: [{ cert_data: { length: certificateOctets.plain }, extensions: [] }],
    });
    expect(messages[2]?.body).toMatchObject({ algorithm: 0x0807 });
  });

  it('merges its messages into one record, and seals an empty one with the next key', () => {
    const merged = flight({ shape: { records: [600], ticket: null } });
    expect(recordLengths(merged?.octets ?? new Uint8Array()).slice(2)).toEqual([600]);
    const followed = flight({ shape: { records: [40, 300, 120, 80], ticket: 50 } });
    expect(recordLengths(followed?.octets ?? new Uint8Array()).slice(6)).toEqual([50]);
    expect([merged?.write.records, followed?.write.records]).toEqual([0, 1]);
  });

  it('is none where a message does not fit, or the client has no share of the group', () => {
    expect(flight({ shape: { records: [40, 212, 120, 80], ticket: null } })).toBeNull();
    expect(flight({ shape: { records: [326], ticket: null } })).toBeNull();
    expect(flight({ shape: { records: [327], ticket: null } })).not.toBeNull();
    expect(flight({ shape: { records: [40, 300, 120, 80], ticket: 21 } })).toBeNull();
    const mldsa65Seed = new Uint8Array(32);
    expect(flight({ mldsa65Seed })).toBeNull();
    const records = [40, 3544, 120, 80] as const;
    expect(flight({ mldsa65Seed, shape: { records, ticket: null } })).not.toBeNull();
    const hybrid = readServerHello(serverHello({ group: 0x11ec, keyOctets: 1120 }));
    expect(flight({ targetHello: hybrid as NonNullable<typeof hybrid> })).toBeNull();
  });
});
