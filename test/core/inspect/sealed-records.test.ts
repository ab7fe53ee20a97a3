import { describe, expect, it } from 'vitest';
import { fromLatin1, toLatin1 } from '../../../core/bytes/utf8.ts';
import { nobleSymmetric } from '../../../core/crypto/symmetric.ts';
import { SealedRecords } from '../../../core/inspect/sealed-records.ts';
import type { Phase } from '../../../core/inspect/secrets.ts';
import { cipherSuite } from '../../../core/tls/cipher-suites.ts';
import { RecordProtection } from '../../../core/tls/record-protection.ts';

const suite = cipherSuite(0x1303);
if (!suite) throw new Error('No such suite');
const secret = (n: number) => new Uint8Array(32).fill(n);
const sealer = (n: number) => {
  const protection = new RecordProtection(nobleSymmetric, suite, secret(n));
  return (text: string) => {
    const octets = protection.seal(23, toLatin1(text));
    return { header: octets.subarray(0, 5), fragment: octets.subarray(5) as Uint8Array | null };
  };
};
const lost = (record: { readonly header: Uint8Array }) => ({ ...record, fragment: null });

function opening(secrets: Partial<Record<Phase, readonly number[]>>) {
  const known = { handshake: [], application: [], ...secrets } as Record<Phase, number[]>;
  const texts: (string | null)[] = [];
  const records = new SealedRecords(
    nobleSymmetric,
    { suite, secretsOf: (phase) => known[phase].map(secret) },
    (_record, plaintext) => texts.push(plaintext && fromLatin1(plaintext.fragment)),
  );
  return { records, texts, known };
}

describe('sealed records', () => {
  it('are opened by that of the known secrets which fits', () => {
    const { records, texts } = opening({ handshake: [1, 2, 3] });
    const seal = sealer(2);
    records.push(seal('a'));
    records.push(seal('b'));
    expect(texts).toEqual(['a', 'b']);
  });

  it('wait for a secret, in order', () => {
    const { records, texts, known } = opening({ handshake: [1] });
    const seal = sealer(2);
    records.push(seal('a'));
    records.push(seal('b'));
    records.retry();
    expect(texts).toEqual([]);
    known.handshake.push(2);
    records.retry();
    expect(texts).toEqual(['a', 'b']);
  });

  it('are under another secret behind the handshake', () => {
    const { records, texts } = opening({ handshake: [1], application: [2] });
    records.push(sealer(1)('finished'));
    expect(records.phase).toBe('handshake');
    records.completeHandshake();
    records.push(sealer(2)('data'));
    expect(texts).toEqual(['finished', 'data']);
  });

  it('go on behind a KeyUpdate', () => {
    const { records, texts } = opening({ handshake: [1] });
    const old = new RecordProtection(nobleSymmetric, suite, secret(1));
    const octets = old.seal(23, toLatin1('a'));
    const after = old.updated().seal(23, toLatin1('b'));
    records.push({ header: octets.subarray(0, 5), fragment: octets.subarray(5) });
    records.update();
    records.push({ header: after.subarray(0, 5), fragment: after.subarray(5) });
    expect(texts).toEqual(['a', 'b']);
  });

  it('are counted on where octets are missing, also before any was opened', () => {
    const { records, texts } = opening({ handshake: [1] });
    const seal = sealer(1);
    records.push(lost(seal('a')));
    records.push(seal('b'));
    records.push(lost(seal('c')));
    records.push(seal('d'));
    expect(texts).toEqual([null, 'b', null, 'd']);
  });

  it('are data when the record with the end of the handshake is missing', () => {
    const { records, texts } = opening({ handshake: [1], application: [2] });
    records.push(lost(sealer(1)('finished')));
    records.push(sealer(2)('data'));
    expect(texts).toEqual([null, 'data']);
    expect(records.phase).toBe('application');
  });

  it('are passed over where they were changed on the way', () => {
    const { records, texts } = opening({ handshake: [1] });
    const seal = sealer(1);
    records.push(seal('a'));
    const changed = seal('b');
    records.push({ ...changed, fragment: new Uint8Array(changed.fragment?.length ?? 0) });
    records.push(seal('c'));
    expect(texts).toEqual(['a', null, 'c']);
  });

  it('go on behind octets without borders, when the next one opens', () => {
    const { records, texts } = opening({ handshake: [1] });
    const seal = sealer(1);
    records.push(seal('a'));
    const gap = ['b', 'cc', 'ddd'].map(seal);
    const octets = gap.reduce((n, { fragment }) => n + 5 + (fragment?.length ?? 0), 0);
    const next = seal('e');
    expect(records.resume(octets, sealer(2)('x'))).toBeNull();
    expect(records.resume(octets, next)).toBe(3);
    records.push(next);
    expect(texts).toEqual(['a', 'e']);
  });
});
