import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pemText } from '../../../core/config/pem.ts';
import { parseChain, verifyChain } from '../../../core/x509/chain.ts';
import { providers } from '../crypto/vectors.ts';
import { type ChainCase, chainCase, chainCases } from './cases.ts';

describe.each(providers)('verifyChain on the provider $name', (crypto) => {
  it.each(chainCases)('says what Go says of $name ($host)', (one) => {
    const verdict = verifyChain(crypto, one.chain, one.roots, one.host, one.nowMs);
    expect(verdict.ok ? '' : verdict.message).toBe(one.message);
    expect(verdict.ok ? verdict.chain.length : 0).toBe(one.length);
    if (!verdict.ok) expect(verdict.code).toMatch(/^x509:[a-z_]+$/);
  });
});

const [crypto] = providers as [(typeof providers)[number]];
const { chain, roots, nowMs } = chainCase('one intermediate');

describe('verifyChain', () => {
  it.each([
    ['no intermediate', 'x509:unknown_authority'],
    ['another name', 'x509:name_mismatch'],
    ['a leaf that has expired', 'x509:expired'],
    ['a leaf that is not yet valid', 'x509:not_yet_valid'],
    ['a path that is too long', 'x509:path_too_long'],
    ['for clients only', 'x509:incompatible_usage'],
    ['a critical extension that nobody knows', 'x509:unhandled_extension'],
    ['more paths than anybody tries', 'x509:too_much_work'],
  ])('has a code of its own for %s', (name, code) => {
    const one = chainCase(name);
    expect(verifyChain(crypto, one.chain, one.roots, one.host, one.nowMs)).toMatchObject({ code });
  });

  it('takes any name where none is asked for', () => {
    expect(verifyChain(crypto, chain, roots, null, nowMs).ok).toBe(true);
    expect(verifyChain(crypto, chain, roots, '', nowMs).ok).toBe(false);
  });

  it('RFC 5280 §4.1.2.5: accepts the first and the last moment of validity', () => {
    const first = Date.UTC(2026, 0, 1);
    const last = Date.UTC(2030, 0, 1);
    const isValidAt = (at: number) => verifyChain(crypto, chain, roots, 'a.example', at).ok;
    expect([first - 1, first, last, last + 1].map(isValidAt)).toEqual([false, true, true, false]);
  });

  it('refuses what it cannot parse, anywhere in the chain, and passes over such roots', () => {
    const [leaf, intermediate] = chain as [Uint8Array, Uint8Array];
    for (const list of [
      [leaf.subarray(1)],
      [leaf, intermediate.subarray(0, 99)],
      [leaf, leaf, new Uint8Array()],
    ]) {
      const verdict = verifyChain(crypto, list, roots, 'a.example', nowMs);
      expect(verdict).toMatchObject({ ok: false, message: 'x509: malformed certificate' });
    }
    const some = [Uint8Array.of(1, 2, 3), ...roots];
    expect(verifyChain(crypto, chain, some, 'a.example', nowMs).ok).toBe(true);
  });

  it('refuses none and more than 64 certificates', () => {
    const [leaf] = chain as [Uint8Array];
    expect(parseChain([])).toMatchObject({ ok: false, code: 'x509:no_certificate' });
    expect(parseChain(Array<Uint8Array>(64).fill(leaf)).ok).toBe(true);
    expect(parseChain(Array<Uint8Array>(65).fill(leaf))).toMatchObject({ code: 'x509:too_many' });
  });
});

/** Where OpenSSL decides otherwise, for reasons of its own. */
const openSslDiffers: ReadonlySet<string> = new Set([
  'a common name only', // looks at common names where there are no others
  'a name with a dot at its end', // takes the dot for a part of the name
  'a wildcard in capitals', // the same
  'a wildcard asked for as it is', // no host has such a name
  'a wildcard for part of a label', // allowed
  'a hyphen in front', // allowed
  'an underscore', // not allowed under a wildcard
  'for anything', // wants serverAuth by name
  'an IPv6 address in brackets', // takes brackets for a part of a name
  'more paths than anybody tries', // goes another way, and finds none either
]);

const hasOpenSsl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;
if (!hasOpenSsl) {
  if (process.env.XHTTP_LAB_REQUIRE === 'all') throw new Error('No openssl, and it is required');
  console.log('Verdicts of OpenSSL are skipped: there is no openssl on this machine');
}

describe.skipIf(!hasOpenSsl)('OpenSSL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'x509-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const pem = (octets: Uint8Array): string => pemText('CERTIFICATE', octets);
  const file = (name: string, certificates: readonly Uint8Array[]): string => {
    const path = join(folder, name);
    writeFileSync(path, certificates.map(pem).join(''));
    return path;
  };

  function accepts({ chain: [leaf, ...others], roots: trusted, host, nowMs: now }: ChainCase) {
    const isAddress = /^[\d.]+$|:/.test(host);
    const args = [
      ...['verify', '-purpose', 'sslserver', '-attime', String(now / 1000)],
      ...['-no-CApath', '-no-CAstore', isAddress ? '-verify_ip' : '-verify_hostname', host],
      ...(trusted.length > 0 ? ['-CAfile', file('roots.pem', trusted)] : ['-no-CAfile']),
      ...(others.length > 0 ? ['-untrusted', file('others.pem', others)] : []),
      file('leaf.pem', [leaf as Uint8Array]),
    ];
    return spawnSync('openssl', args).status === 0;
  }

  const same = chainCases.filter(({ name }) => !openSslDiffers.has(name));
  it.each(same)('accepts or refuses as Go and we do: $name ($host)', (one) => {
    expect(accepts(one)).toBe(one.message === '');
  });
});
