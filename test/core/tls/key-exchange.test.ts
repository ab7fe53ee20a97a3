import { describe, expect, it } from 'vitest';
import type { Doing } from '../../../core/sansio/machine.ts';
import {
  type AnsweredShare,
  answerShare,
  drawShareKey,
  type GroupName,
  groupName,
  groupNumber,
  type ShareKey,
} from '../../../core/tls/key-exchange.ts';
import { testCrypto } from '../../support/tls-machines.ts';

/** Runs what draws randomness; the octets of the n-th draw are all n. */
function drawn<T>(doing: Doing<T>): { readonly value: T; readonly lengths: readonly number[] } {
  const lengths: number[] = [];
  for (let reply: unknown; ; ) {
    const { done, value } = doing.next(reply);
    if (done) return { value, lengths };
    if (value.type !== 'random') throw new Error(`Unexpected ${value.type}`);
    lengths.push(value.length);
    reply = new Uint8Array(value.length).fill(lengths.length);
  }
}
const keyOf = (group: GroupName): ShareKey => drawn(drawShareKey(testCrypto, group)).value;
const answerTo = (group: GroupName, share: Uint8Array): AnsweredShare | null =>
  drawn(answerShare(testCrypto, group, share)).value;

describe.each([
  ['x25519', 32, 32, 32],
  ['X25519MLKEM768', 1184 + 32, 1088 + 32, 64],
] as const)('key exchange in %s', (group, clientOctets, serverOctets, secretOctets) => {
  it('comes to one secret at both ends', () => {
    const key = keyOf(group);
    expect(key.share).toHaveLength(clientOctets);
    const answer = answerTo(group, key.share);
    expect(answer?.share).toHaveLength(serverOctets);
    expect(answer?.sharedSecret).toHaveLength(secretOctets);
    expect(key.agree(answer?.share ?? new Uint8Array())).toEqual(answer?.sharedSecret);
  });

  it('takes no share of another length', () => {
    const key = keyOf(group);
    const answer = answerTo(group, key.share)?.share ?? new Uint8Array();
    expect(answerTo(group, key.share.subarray(1))).toBeNull();
    expect(answerTo(group, Uint8Array.of(...key.share, 0))).toBeNull();
    expect(key.agree(answer.subarray(1))).toBeNull();
    expect(key.agree(Uint8Array.of(...answer, 0))).toBeNull();
  });

  it('RFC 7748 §6.1: takes no X25519 key of small order', () => {
    const key = keyOf(group);
    const share = key.share.slice();
    share.fill(0, -32);
    expect(answerTo(group, share)).toBeNull();
    const answer = answerTo(group, key.share)?.share.slice() ?? new Uint8Array();
    answer.fill(0, -32);
    expect(key.agree(answer)).toBeNull();
  });
});

describe('X25519MLKEM768', () => {
  it('draft-ietf-tls-ecdhe-mlkem §4: puts the part of ML-KEM first', () => {
    const { encapsulationKey } = testCrypto.mlKem768.keyPair(new Uint8Array(64).fill(1));
    const key = keyOf('X25519MLKEM768');
    expect(key.share.subarray(0, 1184)).toEqual(encapsulationKey);
    expect(key.x25519PrivateKey).toEqual(new Uint8Array(32).fill(2));
    expect(key.share.subarray(1184)).toEqual(testCrypto.x25519.publicKey(key.x25519PrivateKey));
  });

  it('FIPS 203 §7.2: takes no encapsulation key that is out of bounds', () => {
    const share = keyOf('X25519MLKEM768').share.slice();
    share.fill(0xff, 0, 3);
    expect(answerTo('X25519MLKEM768', share)).toBeNull();
  });
});

describe('groupName', () => {
  it('knows the two groups by their numbers, and no other', () => {
    expect([groupNumber('x25519'), groupNumber('X25519MLKEM768')]).toEqual([0x1d, 0x11ec]);
    expect([0x1d, 0x11ec, 0x17, 0x2a2a].map(groupName)).toEqual([
      'x25519',
      'X25519MLKEM768',
      null,
      null,
    ]);
  });
});
