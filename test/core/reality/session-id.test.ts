import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../core/bytes/codec.ts';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { noble as crypto } from '../../../core/crypto/noble.ts';
import {
  authenticator,
  deriveAuthKey,
  openSessionId,
  sealSessionId,
  sessionIdOffset,
  versionNumber,
} from '../../../core/reality/session-id.ts';
import { vector } from '../../support/reality-vector.ts';

describe('the authenticator', () => {
  it('has the version, the time and the shortId', () => {
    const value = {
      client_version: Uint8Array.of(26, 7, 28),
      reserved: 0,
      time: 1_700_000_000,
      short_id: fromHex('0123456789abcdef'),
    };
    expect(toHex(encode(authenticator, value))).toBe(toHex(vector.authenticator));
    expect(decode(authenticator, vector.authenticator)?.value).toEqual(value);
  });

  it('compares versions as 24-bit numbers', () => {
    expect(versionNumber([26, 3, 27])).toBeLessThan(versionNumber([26, 7, 0]));
    expect(versionNumber([1, 0, 0])).toBeGreaterThan(versionNumber([0, 255, 255]));
  });
});

describe('the AuthKey', () => {
  it('is the same on both sides', () => {
    const { clientPrivate, serverPublic, serverPrivate, clientPublic } = vector;
    const atClient = crypto.x25519.sharedSecret(clientPrivate, serverPublic) as Uint8Array;
    const atServer = crypto.x25519.sharedSecret(serverPrivate, clientPublic) as Uint8Array;
    expect(toHex(atClient)).toBe(toHex(vector.sharedSecret));
    expect(toHex(atServer)).toBe(toHex(vector.sharedSecret));
    expect(toHex(deriveAuthKey(crypto, atClient, vector.random))).toBe(toHex(vector.authKey));
  });
});

describe('the session id', () => {
  const sealed = sealSessionId(crypto, vector.authKey, vector.blankHello, vector.authenticator);

  it('is sealed with all of the hello, whatever stood in its place', () => {
    const place = sealed.subarray(sessionIdOffset, sessionIdOffset + 32);
    expect(toHex(place)).toBe(toHex(vector.sessionId));
    expect(toHex(crypto.hash('sha256', sealed))).toBe(toHex(vector.helloDigest));
    expect(sealSessionId(crypto, vector.authKey, sealed, vector.authenticator)).toEqual(sealed);
  });

  it('is opened with the same key and the same hello only', () => {
    const { authKey } = vector;
    expect(openSessionId(crypto, authKey, sealed)).toEqual(vector.authenticator);
    expect(openSessionId(crypto, crypto.hash('sha256', authKey), sealed)).toBeNull();
    for (let i = 0; i < sealed.length; i++) {
      const changed = new Uint8Array(sealed);
      changed[i] = (changed[i] as number) ^ 1;
      expect(openSessionId(crypto, authKey, changed), `octet ${i}`).toBeNull();
    }
  });

  it('leaves the hello that it is given as it is', () => {
    expect(vector.blankHello.subarray(39, 71)).toEqual(new Uint8Array(32));
  });

  it('is none of another length', () => {
    const short = withoutSessionId(sealed);
    expect(openSessionId(crypto, vector.authKey, short)).toBeNull();
  });
});

/** With a session id of no octets. */
const withoutSessionId = (hello: Uint8Array): Uint8Array =>
  Uint8Array.from([...hello.subarray(0, 38), 0, ...hello.subarray(71)]);
