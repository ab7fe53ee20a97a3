/** Vectors of test/vectors, and the providers that they are applied to. */
import type { KeyPairKeyObjectResult } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noble } from '../../../core/crypto/noble.ts';
import type { CryptoProvider } from '../../../core/crypto/provider.ts';
import { nodeCrypto } from '../../../core/node/crypto.ts';
import { root } from '../../architecture/source-files.ts';

export const providers: readonly CryptoProvider[] = [noble, nodeCrypto];

/** `wycheproof/aes-gcm`. */
export const vectors = <T>(name: string): T =>
  JSON.parse(readFileSync(join(root, 'test/vectors', `${name}.json`), 'utf8'));

export type Result = 'valid' | 'invalid' | 'acceptable';

/** The numbers of the cases where an answer is not what the vectors want; none is right. */
export const failures = <T extends { readonly tcId: number }>(
  cases: readonly T[],
  isRight: (one: T) => boolean,
): readonly number[] => cases.filter((one) => !isRight(one)).map(({ tcId }) => tcId);

/** SubjectPublicKeyInfo and PKCS #8 of a pair that node:crypto has made. */
export const inDer = ({ publicKey, privateKey }: KeyPairKeyObjectResult) => ({
  publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
  privateKey: new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' })),
});
