/**
 * The commands that make keys and user ids, as Xray's tools print them: `x25519`, `uuid`, `mldsa65`.
 *
 * Xray v26.7.28, main/commands/all/{curve25519,x25519,uuid,mldsa65}.go. Without their usage texts.
 */
import { randomBytes } from 'node:crypto';
import { blake3 } from '@noble/hashes/blake3.js';
import { toBase64 } from '../bytes/base64.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { fromRawUrlBase64, fromStdBase64 } from '../config/go-base64.ts';
import { formatUuid, namedUuid } from '../config/uuid.ts';
import { nodeCrypto } from './crypto.ts';

export type Random = (length: number) => Uint8Array;
const systemRandom: Random = (length) => new Uint8Array(randomBytes(length));

interface Flags {
  /** Of `-i`; empty: not given. */
  readonly input: string;
  readonly stdEncoding: boolean;
}

export const keyCommands: Readonly<Record<string, (flags: Flags, random: Random) => string>> = {
  x25519({ input, stdEncoding }, random) {
    const alphabet = stdEncoding ? 'standard' : 'url';
    const given = stdEncoding ? fromStdBase64(input) : fromRawUrlBase64(input);
    const privateKey = input ? given : random(32);
    if (privateKey?.length !== 32) return 'Invalid length of X25519 private key.\n';
    const [first, last] = [privateKey[0] as number, privateKey[31] as number];
    privateKey[0] = first & 248;
    privateKey[31] = (last & 127) | 64;
    const publicKey = nodeCrypto.x25519.publicKey(privateKey);
    return [
      `PrivateKey: ${toBase64(privateKey, alphabet)}\n`,
      `Password (PublicKey): ${toBase64(publicKey, alphabet)}\n`,
      `Hash32: ${toBase64(blake3(publicKey), alphabet)}\n`,
    ].join('');
  },

  uuid({ input }, random) {
    const name = toUtf8(input);
    if (name.length > 30) return 'Input must be within 30 bytes.\n';
    return `${formatUuid(name.length > 0 ? namedUuid(name) : randomUuid(random(16)))}\n`;
  },

  mldsa65({ input }, random) {
    const seed = input ? fromRawUrlBase64(input) : random(32);
    if (seed?.length !== 32) return 'Invalid length of ML-DSA-65 seed.\n';
    const verify = nodeCrypto.mlDsa65.publicKey(seed);
    return `Seed: ${toBase64(seed, 'url')}\nVerify: ${toBase64(verify, 'url')}\n`;
  },
};

export type KeyCommandResult =
  | { readonly output: string }
  /** In Go's words. */
  | { readonly misuse: string };

/** Runs one of them with its arguments; Xray's exit code is 0 also for an input that it does not take. */
export function keyCommand(
  command: string,
  args: readonly string[],
  random: Random = systemRandom,
): KeyCommandResult {
  const flags = readFlags(command, args);
  if (typeof flags === 'string') return { misuse: flags };
  const run = keyCommands[command] as (flags: Flags, random: Random) => string;
  return { output: run(flags, random) };
}

/** As Go's `flag` reads them: up to the first argument that is none. */
function readFlags(command: string, args: readonly string[]): Flags | string {
  let [input, stdEncoding] = ['', false];
  for (let i = 0; i < args.length; i++) {
    const [, name, value] = /^--?([^=-][^=]*)(?:=(.*))?$/s.exec(args[i] ?? '') ?? [];
    if (name === undefined) break;
    if (name === 'i') {
      const given = value ?? args[++i];
      if (given === undefined) return 'flag needs an argument: -i';
      input = given;
    } else if (name === 'std-encoding' && command === 'x25519') {
      const known = booleans.get(value ?? 'true');
      if (known === undefined)
        return `invalid boolean value "${value}" for -std-encoding: parse error`;
      stdEncoding = known;
    } else return `flag provided but not defined: -${name}`;
  }
  return { input, stdEncoding };
}

const booleans = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
]);

/** Of version 4. */
function randomUuid(octets: Uint8Array): Uint8Array {
  octets[6] = ((octets[6] as number) & 0x0f) | 0x40;
  octets[8] = ((octets[8] as number) & 0x3f) | 0x80;
  return octets;
}
