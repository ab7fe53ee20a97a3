import { describe, expect, it } from 'vitest';
import { encode } from '../../../core/bytes/codec.ts';
import { noble as crypto } from '../../../core/crypto/noble.ts';
import { ClientHelloReader } from '../../../core/reality/client-hello-reader.ts';
import { Gate } from '../../../core/reality/forwarding.ts';
import { Handover } from '../../../core/reality/handover.ts';
import { port } from '../../../core/sansio/machine.ts';
import { type CipherSuite, cipherSuite } from '../../../core/tls/cipher-suites.ts';
import { KeySchedule } from '../../../core/tls/key-schedule.ts';
import { finished } from '../../../core/tls/messages/handshake.ts';
import { RecordLayer } from '../../../core/tls/record-layer.ts';
import { RecordProtection } from '../../../core/tls/record-protection.ts';
import { Transcript } from '../../../core/tls/transcript.ts';
import { ascii, closed, closes, pauses, received, resumes } from '../../support/playbook.ts';
import { helloRecord, realityHello } from '../../support/reality-hello.ts';
import type { Timeless } from '../../support/stand.ts';

const suite = cipherSuite(0x1301) as CipherSuite;
const hash = crypto.hash('sha256', new Uint8Array());

function handover(skip = 0) {
  const schedule = new KeySchedule(crypto, suite, new Uint8Array(32));
  const [handshake, application] = [
    schedule.handshakeSecrets(hash),
    schedule.applicationSecrets(hash),
  ];
  const hello = new ClientHelloReader();
  hello.push(helloRecord(realityHello()));
  const records = new RecordLayer(hello.records);
  records.read = new RecordProtection(crypto, suite, handshake.client);
  records.write = new RecordProtection(crypto, suite, application.server);
  const target = port<Uint8Array>('target');
  const verify_data = schedule.verifyData(handshake.client, hash);
  const sealed = new RecordProtection(crypto, suite, handshake.client);
  const machine = new Handover({
    continuation: {
      ...{ crypto, remote: '192.0.2.2:50000', records, suite, group: 'x25519' as const },
      ...{ serverName: '', alpn: '', schedule, handshake, application },
      transcript: new Transcript(crypto),
    },
    ...{ target, gate: new Gate(target), skip },
  });
  return {
    machine,
    clientFinished: received('outer', sealed.seal(22, encode(finished, { verify_data }))),
    /** What the input does at the target's port. */
    tell: (input: Timeless) =>
      [...machine.take({ ...input, now: 0 })].filter(
        (command) => 'port' in command && command.port === 'target',
      ),
  };
}

describe('the handover', () => {
  it('leaves the target with the Finished of the client', () => {
    const { machine, clientFinished, tell } = handover();
    expect(machine.state.name).toBe('WAIT_FINISHED');
    expect(tell(clientFinished)).toEqual([closes('target')]);
    expect(machine.state.name).toBe('CONNECTED');
    expect(tell(received('target', ascii('ticket')))).toEqual([closes('target', 'reset')]);
    tell(closed('target'));
    expect(machine.hasFailed).toBe(false);
  });

  it('passes over the rest of the flight and reads once more', () => {
    const { machine, clientFinished, tell } = handover(10);
    expect(tell(received('target', new Uint8Array(10)))).toEqual([]);
    expect(tell(received('target', ascii('ticket')))).toEqual([pauses('target')]);
    tell(closed('target'));
    expect(machine.hasFailed).toBe(false);
    expect(tell(clientFinished)).toEqual([closes('target'), resumes('target')]);
  });

  it.each([0, 10])('fails with a target that ends with %d octets of its flight to come', (skip) => {
    const { machine, tell } = handover(skip);
    tell(received('target', new Uint8Array(skip / 2)));
    tell(closed('target'));
    expect(machine.hasFailed).toBe(true);
  });

  it('fails with a client that ends before its Finished', () => {
    const { machine, tell } = handover();
    tell(closed('outer'));
    expect([machine.hasFailed, machine.state.name]).toEqual([true, 'CLOSED']);
  });
});
