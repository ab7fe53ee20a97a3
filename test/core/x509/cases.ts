/** The chains of test/vectors/go-x509, with what Go says of each. */
import { fromBase64 } from '../../../core/bytes/base64.ts';
import { vectors } from '../crypto/vectors.ts';

export interface ChainCase {
  readonly name: string;
  readonly chain: readonly Uint8Array[];
  readonly roots: readonly Uint8Array[];
  readonly host: string;
  readonly nowMs: number;
  /** Empty: accepted. */
  readonly message: string;
  /** Certificates of the path, root included; 0 where there is none. */
  readonly length: number;
}

const octetsOf = (texts: readonly string[]): Uint8Array[] =>
  texts.map((text) => fromBase64(text) ?? new Uint8Array());

type Written = Omit<ChainCase, 'chain' | 'roots'> & Record<'chain' | 'roots', readonly string[]>;

export const chainCases: readonly ChainCase[] = vectors<Written[]>('go-x509/cases').map((one) => ({
  ...one,
  chain: octetsOf(one.chain),
  roots: octetsOf(one.roots),
}));

export function chainCase(name: string): ChainCase {
  const found = chainCases.find((one) => one.name === name);
  if (!found) throw new Error(`There is no case "${name}"`);
  return found;
}
