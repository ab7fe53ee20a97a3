/**
 * Key exchange: X25519 (RFC 9846 §7.4.2; RFC 8446 §7.4.2; RFC 7748) and X25519MLKEM768 (draft-ietf-tls-ecdhe-mlkem).
 *
 * The hybrid is two exchanges side by side, ML-KEM's part first in shares and in the secret:
 *
 *     client's share   encapsulation key (1,184) | X25519 public key (32)
 *     server's share   ciphertext (1,088)        | X25519 public key (32)
 */
import { concat } from '../bytes/concat.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { type Doing, random } from '../sansio/machine.ts';
import { namedGroup } from './enums.ts';

export type GroupName = 'x25519' | 'X25519MLKEM768';

export const groupNumber = (group: GroupName): number => namedGroup[group];

export const groupName = (number: number): GroupName | null =>
  number === namedGroup.x25519
    ? 'x25519'
    : number === namedGroup.X25519MLKEM768
      ? 'X25519MLKEM768'
      : null;

const x25519Octets = 32;
const encapsulationKeyOctets = 1_184;
const ciphertextOctets = 1_088;
const mlKemSeedOctets = 64;

/** What a client keeps of a share it has offered. */
export interface ShareKey {
  readonly group: GroupName;
  /** `key_exchange` of its KeyShareEntry. */
  readonly share: Uint8Array;
  readonly x25519PrivateKey: Uint8Array;
  /** The shared secret, from the server's share; null for one that is none. */
  agree(serverShare: Uint8Array): Uint8Array | null;
}

/** A fresh key for a share of this group. */
export function* drawShareKey(crypto: CryptoProvider, group: GroupName): Doing<ShareKey> {
  const { x25519, mlKem768 } = crypto;
  if (group === 'x25519') {
    const x25519PrivateKey = yield* random(x25519Octets);
    const agree = (serverShare: Uint8Array) => x25519.sharedSecret(x25519PrivateKey, serverShare);
    return { group, share: x25519.publicKey(x25519PrivateKey), x25519PrivateKey, agree };
  }
  const { encapsulationKey, decapsulationKey } = mlKem768.keyPair(yield* random(mlKemSeedOctets));
  const x25519PrivateKey = yield* random(x25519Octets);
  return {
    group,
    share: concat([encapsulationKey, x25519.publicKey(x25519PrivateKey)]),
    x25519PrivateKey,
    agree(serverShare) {
      const kem = mlKem768.decapsulate(decapsulationKey, serverShare.subarray(0, ciphertextOctets));
      const dh = x25519.sharedSecret(x25519PrivateKey, serverShare.subarray(ciphertextOctets));
      return kem && dh && concat([kem, dh]);
    },
  };
}

export interface AnsweredShare {
  /** `key_exchange` of the server's KeyShareEntry. */
  readonly share: Uint8Array;
  readonly sharedSecret: Uint8Array;
}

/** The server's half of the exchange; null for a client's share that is none. */
export function* answerShare(
  crypto: CryptoProvider,
  group: GroupName,
  clientShare: Uint8Array,
): Doing<AnsweredShare | null> {
  if (group === 'x25519') return answerX25519(crypto, clientShare, yield* random(x25519Octets));
  const encapsulationKey = clientShare.subarray(0, encapsulationKeyOctets);
  const kem = crypto.mlKem768.encapsulate(encapsulationKey, yield* random(32));
  const publicKey = clientShare.subarray(encapsulationKeyOctets);
  const dh = answerX25519(crypto, publicKey, yield* random(x25519Octets));
  return (
    kem &&
    dh && {
      share: concat([kem.ciphertext, dh.share]),
      sharedSecret: concat([kem.sharedSecret, dh.sharedSecret]),
    }
  );
}

function answerX25519(
  { x25519 }: CryptoProvider,
  clientShare: Uint8Array,
  privateKey: Uint8Array,
): AnsweredShare | null {
  const sharedSecret = x25519.sharedSecret(privateKey, clientShare);
  return sharedSecret && { share: x25519.publicKey(privateKey), sharedSecret };
}
