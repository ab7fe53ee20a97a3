import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { noble as crypto } from '../../../core/crypto/noble.ts';
import { authenticate } from '../../../core/reality/authentication.ts';
import type { RealityServerSettings } from '../../../core/reality/server.ts';
import {
  epochMs,
  type HelloFields,
  realityHello,
  realitySettings,
  serverName,
} from '../../support/reality-hello.ts';
import { vector } from '../../support/reality-vector.ts';

const judge = (message: Uint8Array, settings: Partial<RealityServerSettings> = {}, now = epochMs) =>
  authenticate(crypto, realitySettings(settings), message, now);
const reasonFor = (
  fields: HelloFields,
  settings: Partial<RealityServerSettings> = {},
  now = epochMs,
) => {
  const verdict = judge(realityHello(fields), settings, now);
  return verdict.result === 'stranger' ? verdict.reason : null;
};
const hybrid = (x25519: Uint8Array) => ({
  group: 0x11ec,
  key_exchange: Uint8Array.from([...new Uint8Array(1184), ...x25519]),
});

describe('authentication', () => {
  it('knows who has the key', () => {
    expect(judge(realityHello())).toMatchObject({
      result: 'authenticated',
      serverName,
      opened: {
        client_version: '26.7.28',
        time: 1_700_000_000,
        short_id: '0123000000000000',
        auth_key: toHex(vector.authKey),
      },
    });
  });

  it('takes the key beside ML-KEM-768 only where there is none by itself', () => {
    const other = crypto.x25519.publicKey(new Uint8Array(32).fill(5));
    const alone = (key: Uint8Array) => ({ group: 0x001d, key_exchange: key });
    expect(reasonFor({ shares: [hybrid(vector.clientPublic)] })).toBeNull();
    expect(reasonFor({ shares: [hybrid(other), alone(vector.clientPublic)] })).toBeNull();
    expect(reasonFor({ shares: [hybrid(vector.clientPublic), alone(other)] })).toBe(
      'session_id_unsealed',
    );
  });

  it('passes over what GREASE says', () => {
    const grease = { group: 0x5a5a, key_exchange: Uint8Array.of(0) };
    const shares = [grease, { group: 0x001d, key_exchange: vector.clientPublic }];
    expect(reasonFor({ shares, versions: [0x6a6a, 0x0304, 0x0303] })).toBeNull();
  });

  it.each<[string, HelloFields]>([
    ['a name that ends with a dot', { serverName: 'target.example.' }],
    ['no version that is known', { versions: [0x0302] }],
    ['an ECH of no kind', { more: [ech('02')] }],
    ['an inner ECH with something in it', { more: [ech('0100')] }],
    ['an outer ECH that is cut off', { more: [ech('00000100010000040102')] }],
    ['pre_shared_key before another', { more: [raw(41, '00'), raw(42, '')] }],
  ])('REALITY 5.2.2: reads no hello with %s', (_what, fields) => {
    expect(reasonFor(fields)).toBe('client_hello_malformed');
  });

  it('REALITY 5.2.2: reads none with an extension twice, and none that is cut off', () => {
    const malformed = { reason: 'client_hello_malformed', serverName: '' };
    expect(judge(realityHello({ more: [raw(99, ''), raw(99, '')] }))).toMatchObject(malformed);
    expect(judge(realityHello().subarray(0, -1))).toMatchObject(malformed);
  });

  it.each<[string, HelloFields]>([
    ['an inner ECH', { more: [ech('01')] }],
    ['an outer ECH', { more: [ech('0000010001070002aabb0003ccddee')] }],
    ['an empty ECH', { more: [ech('')] }],
    ['pre_shared_key at the end', { more: [raw(42, ''), raw(41, '00')] }],
    ['extensions that nobody knows', { more: [raw(0x7a7a, '00')] }],
  ])('reads one with %s', (_what, fields) => {
    expect(reasonFor(fields)).toBeNull();
  });

  it('REALITY 5.2.3: speaks TLS 1.3 only', () => {
    expect(judge(realityHello({ versions: [0x0303] }))).toMatchObject({
      reason: 'tls_version_unsupported',
      rejection: 'unsupported TLS version: 303',
    });
    expect(reasonFor({ versions: null })).toBe('tls_version_unsupported');
    expect(reasonFor({ versions: [0x0303, 0x0304] })).toBeNull();
  });

  it('REALITY 5.2.4: knows its names, letter by letter', () => {
    expect(judge(realityHello({ serverName: 'Target.example' }))).toMatchObject({
      reason: 'server_name_unknown',
      rejection: 'server name mismatch: Target.example',
    });
    expect(reasonFor({ serverName: null })).toBe('server_name_unknown');
    expect(reasonFor({ serverName: null }, { serverNames: [''] })).toBeNull();
  });

  it('REALITY 5.2.5: needs an X25519 key', () => {
    expect(reasonFor({ shares: [] })).toBe('key_share_missing');
    const short = { group: 0x001d, key_exchange: new Uint8Array(31) };
    const p256 = { group: 0x0017, key_exchange: new Uint8Array(65) };
    expect(reasonFor({ shares: [short, p256] })).toBe('key_share_missing');
  });

  it('REALITY 5.2.6: agrees on nothing with a key of small order', () => {
    const zero = { group: 0x001d, key_exchange: new Uint8Array(32) };
    expect(reasonFor({ shares: [zero] })).toBe('shared_secret_zero');
  });

  it('REALITY 5.2.7: opens no other session id', () => {
    expect(reasonFor({}, { privateKey: new Uint8Array(32).fill(9) })).toBe('session_id_unsealed');
    expect(reasonFor({ sessionIdOctets: 0 })).toBe('session_id_unsealed');
    expect(reasonFor({ sessionIdOctets: 16 })).toBe('session_id_unsealed');
  });

  it('REALITY 5.2.7: notices any change of the hello', () => {
    const hello = realityHello();
    for (let i = 4; i < hello.length; i++) {
      const changed = Uint8Array.from(hello);
      changed[i] = (changed[i] as number) ^ 0x80;
      expect(judge(changed).result, `octet ${i}`).toBe('stranger');
    }
  });

  it.each<[HelloFields['clientVersion'], string | null]>([
    [[26, 3, 26], 'client_version_unfit'],
    [[26, 3, 27], null],
    [[27, 0, 0], null],
    [[27, 0, 1], 'client_version_unfit'],
    [[1, 255, 255], 'client_version_unfit'],
  ])('REALITY 5.2.8: holds version %j to its limits', (clientVersion, reason) => {
    const fields = clientVersion ? { clientVersion } : {};
    expect(reasonFor(fields, { maxClientVer: [27, 0, 0] })).toBe(reason);
  });

  it.each([
    [0, 10_000, null],
    [60_000, 60_000, null],
    [60_000, -60_000, null],
    [60_000, 60_001, 'time_difference_too_large'],
    [60_000, -60_001, 'time_difference_too_large'],
  ])('REALITY 5.2.9: bears a difference of at most %d ms: %d', (maxTimeDiff, late, reason) => {
    expect(reasonFor({}, { maxTimeDiff }, epochMs + late)).toBe(reason);
  });

  it('REALITY 5.2.10: knows its short ids', () => {
    const verdict = judge(realityHello({ shortId: fromHex('0123000000000001') }));
    expect(verdict).toMatchObject({
      reason: 'short_id_unknown',
      rejection: 'authentication failed or validation criteria not met',
      opened: { short_id: '0123000000000001' },
    });
    const none = new Uint8Array(8);
    expect(
      reasonFor({ shortId: none }, { shortIds: [fromHex('ff00000000000000'), none] }),
    ).toBeNull();
  });
});

function raw(type: number, data: string) {
  return { extension_type: type, extension_data: fromHex(data) };
}
function ech(data: string) {
  return raw(0xfe0d, data);
}
