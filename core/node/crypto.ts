/**
 * The provider on node:crypto: OpenSSL's AEADs, hashes and curves, for real connections.
 *
 * What was measured (Node 26): a KeyObject made once is worth more than the encryption of a short record, so keys of
 * any kind are kept; a digest as a string of octets costs half of one as a Buffer; one update of joined plaintext is
 * faster than one for each piece.
 */
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  decapsulate,
  diffieHellman,
  hash as digestOf,
  encapsulate,
  type KeyObject,
  sign as signWith,
  verify as verifyWith,
} from 'node:crypto';
import { fitsScheme, parsePrivateKey, parsePublicKey, schemeTraits } from '../crypto/keys.ts';
import {
  type AeadKey,
  type AeadName,
  aeadKeyOctets,
  type CryptoProvider,
  type HashName,
  type SignatureScheme,
} from '../crypto/provider.ts';

export const nodeCrypto: CryptoProvider = {
  name: 'node',
  hash: (name, octets) => fromBinary(digestOf(name, octets, 'binary')),
  hmac,
  aead,
  x25519: {
    publicKey: (privateKey) => rawPublicKey(privateKeys('x25519', privateKey)),
    sharedSecret: (privateKey, peerPublicKey) =>
      unlessThrown(
        () =>
          plain(
            diffieHellman({
              privateKey: privateKeys('x25519', privateKey),
              publicKey: publicKeyFrom('x25519', peerPublicKey),
            }),
          ),
        null,
      ),
  },
  mlKem768: {
    keyPair(seed) {
      const decapsulationKey = privateKeyFrom('ml-kem-768', seed);
      return { encapsulationKey: rawPublicKey(decapsulationKey), decapsulationKey };
    },
    encapsulate: (encapsulationKey) =>
      unlessThrown(() => {
        const key = publicKeyFrom('ml-kem-768', encapsulationKey);
        const { ciphertext, sharedKey } = encapsulate(key);
        return { ciphertext: plain(ciphertext), sharedSecret: plain(sharedKey) };
      }, null),
    decapsulate: (decapsulationKey, ciphertext) =>
      ciphertext.length === 1088
        ? plain(decapsulate(decapsulationKey as KeyObject, ciphertext))
        : null,
  },
  ed25519: {
    publicKey: (seed) => rawPublicKey(privateKeys('ed25519', seed)),
    sign: (seed, message) => plain(signWith(null, message, privateKeys('ed25519', seed))),
    verify: (publicKey, message, signature) => verifyRaw('ed25519', publicKey, message, signature),
  },
  mlDsa65: {
    publicKey: (seed) => rawPublicKey(privateKeys('ml-dsa-65', seed)),
    sign: (seed, message) => plain(signWith(null, message, privateKeys('ml-dsa-65', seed))),
    verify: (publicKey, message, signature) =>
      verifyRaw('ml-dsa-65', publicKey, message, signature),
  },
  verify(scheme, publicKey, message, signature) {
    const key = publicKeys(scheme, publicKey);
    if (!key) return false;
    const { digest, options } = parametersOf(scheme);
    return unlessThrown(() => verifyWith(digest, message, { key, ...options }, signature), false);
  },
  sign(scheme, privateKey, message) {
    const key = signingKeys(scheme, privateKey);
    if (!key) throw new RangeError(`The key does not sign ${scheme}`);
    const { digest, options } = parametersOf(scheme);
    return plain(signWith(digest, message, { key, ...options }));
  },
};

const tagLength = { authTagLength: 16 } as const;
/** Where pieces of plaintext are joined, for as long as one call lasts; a record fits. */
const joint = new Uint8Array(16_640);

function aead(name: AeadName, octets: Uint8Array): AeadKey {
  if (octets.length !== aeadKeyOctets[name]) throw new RangeError(`${name} has another key length`);
  const key = createSecretKey(octets);
  // the types have one signature for GCM and one for ChaCha20-Poly1305
  const algorithm = name as 'aes-128-gcm';
  return {
    seal(nonce, additional, plaintext, prefix) {
      const cipher = createCipheriv(algorithm, key, nonce, tagLength);
      cipher.setAAD(additional);
      const ciphertext = cipher.update(joined(plaintext));
      cipher.final();
      const length = prefix.length + ciphertext.length + tagLength.authTagLength;
      const sealed = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
      sealed.set(prefix);
      sealed.set(ciphertext, prefix.length);
      sealed.set(cipher.getAuthTag(), prefix.length + ciphertext.length);
      release(ciphertext);
      return sealed;
    },
    open(nonce, additional, sealed) {
      const length = sealed.length - tagLength.authTagLength;
      if (length < 0) return null;
      const decipher = createDecipheriv(algorithm, key, nonce, tagLength);
      decipher.setAAD(additional);
      decipher.setAuthTag(sealed.subarray(length));
      const plaintext = decipher.update(sealed.subarray(0, length));
      return unlessThrown(() => {
        decipher.final();
        return plain(plaintext);
      }, null);
    },
  };
}

/** Gives memory back at once that nobody else has, instead of at some collection. */
function release({ buffer, byteLength }: Buffer): void {
  if (buffer.byteLength === byteLength) (buffer as ArrayBuffer).transfer(0);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0] as Uint8Array;
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const target = length <= joint.length ? joint : new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    target.set(piece, at);
    at += piece.length;
  }
  return target.subarray(0, length);
}

const blockOctets = { sha256: 64, sha384: 128, sha512: 128 } as const satisfies Record<
  HashName,
  number
>;
/** Key pad and message of one call to `hmac`. */
const padded = new Uint8Array(1024);

/** RFC 2104 §2 as two digests. */
function hmac(name: HashName, key: Uint8Array, octets: Uint8Array): Uint8Array {
  const block = blockOctets[name];
  const short = key.length > block ? nodeCrypto.hash(name, key) : key;
  const inner =
    block + octets.length <= padded.length
      ? padded.subarray(0, block + octets.length)
      : new Uint8Array(block + octets.length);
  pad(inner, short, block, 0x36);
  inner.set(octets, block);
  const digest = digestOf(name, inner, 'binary');
  const outer = padded.subarray(0, block + digest.length);
  pad(outer, short, block, 0x5c);
  for (let i = 0; i < digest.length; i++) outer[block + i] = digest.charCodeAt(i);
  return fromBinary(digestOf(name, outer, 'binary'));
}

function pad(target: Uint8Array, key: Uint8Array, block: number, value: number): void {
  target.fill(value, 0, block);
  for (let i = 0; i < key.length; i++) target[i] = value ^ (key[i] as number);
}

type RawKeyType = 'x25519' | 'ed25519' | 'ml-dsa-65' | 'ml-kem-768';

const publicKeyFrom = (type: RawKeyType, octets: Uint8Array): KeyObject =>
  createPublicKey({ key: asBuffer(octets), format: 'raw-public', asymmetricKeyType: type });

const privateKeyFrom = (type: RawKeyType, octets: Uint8Array): KeyObject =>
  createPrivateKey({
    key: asBuffer(octets),
    format: type.startsWith('ml-') ? 'raw-seed' : 'raw-private',
    asymmetricKeyType: type,
  });

const rawPublicKey = (key: KeyObject): Uint8Array =>
  plain(createPublicKey(key).export({ format: 'raw-public' }));

/** A connection asks two or three times for its own key, a server always for the same. */
const privateKeys = kept(privateKeyFrom);

/** Null for octets that are no key for the scheme. */
const publicKeys = kept((scheme: SignatureScheme, octets) =>
  unlessThrown(() => {
    const key = parsePublicKey(octets);
    if (!key || !fitsScheme(key, scheme)) return null;
    return createPublicKey({ key: asBuffer(octets), format: 'der', type: 'spki' });
  }, null),
);

const signingKeys = kept((scheme: SignatureScheme, octets) =>
  unlessThrown(() => {
    const key = parsePrivateKey(octets);
    if (!key || !fitsScheme(key, scheme)) return null;
    return createPrivateKey({ key: asBuffer(octets), format: 'der', type: 'pkcs8' });
  }, null),
);

/** Remembers the last 64 answers by kind and octets. */
function kept<K extends string, T>(
  make: (kind: K, octets: Uint8Array) => T,
): (kind: K, octets: Uint8Array) => T {
  const answers = new Map<string, T>();
  return (kind, octets) => {
    const name = `${kind} ${asBuffer(octets).toString('latin1')}`;
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = make(kind, octets);
    const oldest = answers.size < 64 ? undefined : answers.keys().next().value;
    if (oldest !== undefined) answers.delete(oldest);
    answers.set(name, answer);
    return answer;
  };
}

function verifyRaw(
  type: RawKeyType,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  return unlessThrown(
    () => verifyWith(null, message, publicKeyFrom(type, publicKey), signature),
    false,
  );
}

function parametersOf(scheme: SignatureScheme) {
  const traits = schemeTraits[scheme];
  if (traits.type === 'ed25519') return { digest: null, options: {} };
  if (traits.type === 'ecdsa') return { digest: traits.hash, options: {} };
  const options =
    traits.padding === 'pss'
      ? {
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
        }
      : { padding: constants.RSA_PKCS1_PADDING };
  return { digest: traits.hash, options };
}

/** The octets of a Buffer as what they are elsewhere, with a memory of their own. */
const plain = (buffer: Buffer): Uint8Array =>
  buffer.length === buffer.buffer.byteLength
    ? new Uint8Array(buffer.buffer)
    : new Uint8Array(buffer);

const asBuffer = (octets: Uint8Array): Buffer =>
  Buffer.from(octets.buffer, octets.byteOffset, octets.length);

function fromBinary(text: string): Uint8Array {
  const octets = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) octets[i] = text.charCodeAt(i);
  return octets;
}

/** node:crypto throws for octets that are no key, and OpenSSL's errors for the rest. */
function unlessThrown<T, E>(compute: () => T, otherwise: E): T | E {
  try {
    return compute();
  } catch {
    return otherwise;
  }
}
