import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import { noble } from '../../../core/crypto/noble.ts';
import { nodeCrypto } from '../../../core/node/crypto.ts';
import { type CipherSuite, cipherSuite } from '../../../core/tls/cipher-suites.ts';
import {
  expandLabel,
  KeySchedule,
  trafficKeys,
  updatedSecret,
} from '../../../core/tls/key-schedule.ts';
import { Transcript } from '../../../core/tls/transcript.ts';
import { trace } from '../../support/rfc8448.ts';

const suite = cipherSuite(0x1301) as CipherSuite;
const value = trace(3);

describe.each([noble, nodeCrypto])('the key schedule, by $name', (crypto) => {
  const schedule = new KeySchedule(crypto, suite, value('shared secret'));
  const transcript = new Transcript(crypto);
  for (const name of ['client ClientHello message', 'server ServerHello message']) {
    transcript.add(value(name));
  }
  const handshake = schedule.handshakeSecrets(transcript.hash('sha256'));

  it('RFC 8448 §3: agrees on the shared secret', () => {
    const publicKey = crypto.x25519.publicKey(value('server private key'));
    const shared = crypto.x25519.sharedSecret(value('client private key'), publicKey);
    expect(shared).toEqual(value('shared secret'));
  });

  it('RFC 8448 §3: derives the handshake secrets and their keys', () => {
    expect(handshake.client).toEqual(value('client handshake traffic secret'));
    expect(handshake.server).toEqual(value('server handshake traffic secret'));
    for (const end of ['client', 'server'] as const) {
      const { key, iv } = trafficKeys(crypto, suite, handshake[end]);
      expect(key).toEqual(value(`${end} handshake key`));
      expect(iv).toEqual(value(`${end} handshake iv`));
    }
  });

  it('RFC 8448 §3: derives Finished and the application secrets', () => {
    for (const name of ['EncryptedExtensions', 'Certificate', 'CertificateVerify']) {
      transcript.add(value(`server ${name} message`));
    }
    const verifyData = schedule.verifyData(handshake.server, transcript.hash('sha256'));
    expect(verifyData).toEqual(value('server Finished message').slice(4));
    transcript.add(value('server Finished message'));
    const application = schedule.applicationSecrets(transcript.hash('sha256'));
    for (const end of ['client', 'server'] as const) {
      expect(application[end]).toEqual(value(`${end} application traffic secret`));
      const { key, iv } = trafficKeys(crypto, suite, application[end]);
      expect(key).toEqual(value(`${end} application key`));
      expect(iv).toEqual(value(`${end} application iv`));
    }
  });
});

describe('expandLabel', () => {
  it('RFC 8446 §7.1: puts length, prefixed label and context before HKDF-Expand', () => {
    const secret = new Uint8Array(32);
    const context = Uint8Array.of(1, 2);
    const info = `0010${'09'}${toHex(new TextEncoder().encode('tls13 abc'))}020102`;
    const expected = noble.hmac('sha256', secret, Buffer.from(`${info}01`, 'hex')).slice(0, 16);
    expect(expandLabel(noble, 'sha256', secret, 'abc', context, 16)).toEqual(expected);
  });
});

describe('updatedSecret', () => {
  it('RFC 8446 §7.2: is the "traffic upd" of the one before it', () => {
    const secret = value('client application traffic secret');
    const expected = expandLabel(noble, 'sha256', secret, 'traffic upd', new Uint8Array(), 32);
    expect(updatedSecret(noble, suite, secret)).toEqual(expected);
  });

  it('has as many octets as the hash', () => {
    const sha384 = cipherSuite(0x1302) as CipherSuite;
    expect(updatedSecret(noble, sha384, new Uint8Array(48))).toHaveLength(48);
  });
});
