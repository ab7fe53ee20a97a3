import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { noble } from '../../../core/crypto/noble.ts';
import type { AeadName } from '../../../core/crypto/provider.ts';
import { nobleSymmetric, unlessThrown } from '../../../core/crypto/symmetric.ts';
import { root } from '../../architecture/source-files.ts';
import { ascii } from '../../support/playbook.ts';

const source = readFileSync(join(root, 'core/crypto/symmetric.ts'), 'utf8');
const imported = [...source.matchAll(/from '([^']+)'/g)].map(([, path]) => path);

describe('what is done under a key that both sides have', () => {
  it('needs no curves and no lattices, so that a page that only reads a run is small', () => {
    expect(imported).toContain('@noble/ciphers/aes.js');
    expect(imported.filter((path) => path?.startsWith('@noble/'))).not.toContainEqual(
      expect.stringMatching(/curves|post-quantum/),
    );
    expect(imported).not.toContain('./noble.ts');
  });

  it('is that of the whole provider, which the vectors are applied to', () => {
    expect(noble).toMatchObject(nobleSymmetric);
    expect(Object.keys(nobleSymmetric).sort()).toEqual(['aead', 'hash', 'hmac']);
  });

  it('RFC 4231 §4.3: authenticates with a key that is shorter than the digest', () => {
    const code = (hash: 'sha256' | 'sha384') =>
      toHex(nobleSymmetric.hmac(hash, ascii('Jefe'), ascii('what do ya want for nothing?')));
    expect(code('sha256')).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
    expect(code('sha384')).toBe(
      'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
    );
  });
});

describe('what was sealed', () => {
  const nonce = fromHex('000102030405060708090a0b');
  const header = fromHex('17 03 03 00 18');
  const keys: readonly (readonly [AeadName, number])[] = [
    ['aes-128-gcm', 16],
    ['aes-256-gcm', 32],
    ['chacha20-poly1305', 32],
  ];

  it.each(keys)('is opened with the same key, nonce and header only: %s', (name, length) => {
    const key = (octet: number) => nobleSymmetric.aead(name, new Uint8Array(length).fill(octet));
    const record = key(7).seal(nonce, header, [ascii('GET '), ascii('/a')], header);
    expect(toHex(record.subarray(0, 5))).toBe(toHex(header));
    const sealed = record.subarray(5);
    expect(key(7).open(nonce, header, sealed)).toEqual(ascii('GET /a'));
    expect(key(8).open(nonce, header, sealed)).toBeNull();
    expect(key(7).open(nonce.with(11, 0), header, sealed)).toBeNull();
    expect(key(7).open(nonce, header.with(0, 22), sealed)).toBeNull();
    expect(key(7).open(nonce, header, sealed.subarray(0, 15))).toBeNull();
  });

  it('asks for a key that fits the cipher', () => {
    for (const [name, length] of keys) {
      expect(() => nobleSymmetric.aead(name, new Uint8Array(length + 1))).toThrow(RangeError);
    }
  });
});

describe('what throws', () => {
  it('is replaced, and what does not is passed on', () => {
    const fail = () => {
      throw new Error('no key');
    };
    expect(unlessThrown(fail, 'otherwise')).toBe('otherwise');
    expect(unlessThrown(() => 'right', 'otherwise')).toBe('right');
  });
});
