/**
 * A provider for what is done a hundred thousand times: it gives the same octets every time, as noble does, and is quick.
 *
 * Hashes, AEADs and verification are Node's; what takes milliseconds is noble's and is remembered, because nearly all
 * cases of a fuzzing begin in the same way.
 */
import { noble } from '../../core/crypto/noble.ts';
import type { CryptoProvider } from '../../core/crypto/provider.ts';
import { nodeCrypto } from '../../core/node/crypto.ts';

const mostRemembered = 20_000;

/** The function with its results kept, by the octets of its arguments. They are shared: nobody writes to them. */
function remembered<Arguments extends readonly (Uint8Array | string)[], Result>(
  slow: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  const known = new Map<string, Result>();
  return (...given) => {
    const key = given
      .map((value) => (typeof value === 'string' ? value : Buffer.from(value).toString('latin1')))
      .join('|');
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as Result;
    if (known.size >= mostRemembered) known.clear();
    const result = slow(...given);
    known.set(key, result);
    return result;
  };
}

/** The seed stands for the decapsulation key, so that it can be remembered by. */
const decapsulate = remembered((seed: Uint8Array, ciphertext: Uint8Array) =>
  noble.mlKem768.decapsulate(noble.mlKem768.keyPair(seed).decapsulationKey, ciphertext),
);
const encapsulationKey = remembered(
  (seed: Uint8Array) => noble.mlKem768.keyPair(seed).encapsulationKey,
);

export const quickCrypto: CryptoProvider = {
  ...nodeCrypto,
  name: 'noble',
  x25519: {
    publicKey: remembered(noble.x25519.publicKey),
    sharedSecret: remembered(noble.x25519.sharedSecret),
  },
  mlKem768: {
    keyPair: (seed) => ({ encapsulationKey: encapsulationKey(seed), decapsulationKey: seed }),
    encapsulate: remembered(noble.mlKem768.encapsulate),
    decapsulate: (key, ciphertext) => decapsulate(key as Uint8Array, ciphertext),
  },
  ed25519: {
    publicKey: remembered(noble.ed25519.publicKey),
    sign: remembered(noble.ed25519.sign),
    verify: nodeCrypto.ed25519.verify,
  },
  mlDsa65: {
    publicKey: remembered(noble.mlDsa65.publicKey),
    sign: remembered(noble.mlDsa65.sign),
    verify: remembered(noble.mlDsa65.verify),
  },
  verify: remembered(nodeCrypto.verify),
  sign: remembered(noble.sign),
};
