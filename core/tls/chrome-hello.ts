/**
 * The ClientHello of Chrome 133, the newest that Xray imitates.
 *
 * uTLS aa6edf4b11af (the version that Xray v26.7.28 pins), u_parrots.go: HelloChrome_133, which is its HelloChrome_Auto. The
 * cipher suites and extensions below 0x0304 are only shown; nobody here speaks TLS 1.2. GREASE: RFC 8701. The
 * encrypted_client_hello is GREASE too (RFC 9849 §6.2): random octets where a real one would be.
 */
import { concat } from '../bytes/concat.ts';
import { fromHex } from '../bytes/hex.ts';
import { parseIp } from '../bytes/ip.ts';
import { toLatin1 } from '../bytes/utf8.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { ClientHelloBuilder, HelloInputs } from './client-profile.ts';

export interface ChromeHelloOptions {
  /** application_settings: a server that takes it up waits for a message of the client. */
  readonly applicationSettings?: boolean;
}

export const chromeHello = (
  crypto: CryptoProvider,
  { applicationSettings = true }: ChromeHelloOptions = {},
): ClientHelloBuilder => ({
  groups: ['X25519MLKEM768', 'x25519'],
  randomOctets,
  build: (inputs) => build(crypto, inputs, applicationSettings),
});

/** After the GREASE value. */
const cipherSuites = [
  ...[0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9],
  ...[0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035],
];
const x25519MlKem768 = 0x11ec;
const x25519 = 0x001d;
/** After the GREASE value: the two of key_share, secp256r1, secp384r1. */
const groups = [x25519MlKem768, x25519, 0x0017, 0x0018];
const signatureSchemes = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601];

/** Whatever the caller goes on to speak. */
const protocols = fromHex('02 6832 08 687474702f312e31');

/** How often the 16 extensions between the two of GREASE are drawn from what is left. */
const draws = 16;
const greasePayloads = [144, 176, 208, 240];
const longestPayload = 240;
/** Five for GREASE values, two for each drawn extension, config_id, a private key, two to choose a payload, its octets. */
const randomOctets = 5 + 2 * draws + 1 + 32 + 2 + longestPayload;

interface Extension {
  readonly type: number;
  readonly body: Uint8Array;
}

function build(
  crypto: CryptoProvider,
  inputs: HelloInputs,
  applicationSettings: boolean,
): Uint8Array {
  const chance = new Chance(inputs.chance);
  const grease = greaseValues(chance);
  const shown = extensions(crypto, inputs, grease, chance, applicationSettings);
  const list = [
    { type: grease.first, body: new Uint8Array() },
    ...shuffled(shown, chance),
    { type: grease.last, body: Uint8Array.of(0) },
  ];
  const body = concat([
    u16(0x0303),
    inputs.random,
    vector8(inputs.sessionId),
    vector16(u16(grease.suite, ...cipherSuites)),
    fromHex('0100'),
    vector16(concat(list.map(({ type, body }) => concat([u16(type), vector16(body)])))),
  ]);
  return concat([Uint8Array.of(1, 0), vector16(body)]);
}

/** All between the two of GREASE, in the order in which uTLS lists them. */
function extensions(
  crypto: CryptoProvider,
  { keys, serverName, canDecompress }: HelloInputs,
  grease: Grease,
  chance: Chance,
  applicationSettings: boolean,
): Extension[] {
  const ext = (type: number, body: Uint8Array): Extension => ({ type, body });
  const none = new Uint8Array();
  const name = toLatin1(serverName.replace(/\.+$/, ''));
  const isNamed = name.length > 0 && parseIp(serverName) === null;
  const shares = keys.map(({ group, share }) =>
    concat([u16(group === 'x25519' ? x25519 : x25519MlKem768), vector16(share)]),
  );
  return [
    ...(isNamed ? [ext(0, vector16(concat([Uint8Array.of(0), vector16(name)])))] : []),
    ext(23, none),
    ext(0xff01, Uint8Array.of(0)),
    ext(10, vector16(u16(grease.group, ...groups))),
    ext(11, fromHex('0100')),
    ext(35, none),
    ext(16, vector16(protocols)),
    ext(5, fromHex('0100000000')),
    ext(13, vector16(u16(...signatureSchemes))),
    ext(18, none),
    ext(51, vector16(concat([u16(grease.group), fromHex('000100'), ...shares]))),
    ext(45, fromHex('0101')),
    ext(43, vector8(u16(grease.version, 0x0304, 0x0303))),
    ...(canDecompress ? [ext(27, vector8(u16(2)))] : []),
    ...(applicationSettings ? [ext(17613, vector16(vector8(toLatin1('h2'))))] : []),
    ext(0xfe0d, encryptedClientHello(crypto, chance)),
  ];
}

/** type outer, HKDF-SHA256 and AES-128-GCM, config_id, enc, payload. */
function encryptedClientHello(crypto: CryptoProvider, chance: Chance): Uint8Array {
  const configId = chance.take(1);
  const enc = crypto.x25519.publicKey(chance.take(32));
  const length = greasePayloads[chance.below(greasePayloads.length)] as number;
  const payload = chance.take(longestPayload).subarray(0, length);
  return concat([fromHex('0000010001'), configId, vector16(enc), vector16(payload)]);
}

interface Grease {
  readonly suite: number;
  readonly group: number;
  readonly version: number;
  readonly first: number;
  readonly last: number;
}

function greaseValues(chance: Chance): Grease {
  const [suite, group, version, first, last] = Array.from(chance.take(5), (octet) => octet >> 4);
  return {
    suite: greaseValue(suite as number),
    group: greaseValue(group as number),
    version: greaseValue(version as number),
    first: greaseValue(first as number),
    // no extension may stand there twice
    last: greaseValue((last as number) ^ (first === last ? 1 : 0)),
  };
}

/** 0x0a0a, 0x1a1a … 0xfafa for 0..15. */
const greaseValue = (nibble: number): number => ((nibble << 4) | 0x0a) * 0x0101;

function shuffled(list: readonly Extension[], chance: Chance): Extension[] {
  const left = [...list];
  return list.map(() => left.splice(chance.below(left.length), 1)[0] as Extension);
}

/** Octets of chance, used up one after another. */
class Chance {
  readonly #octets: Uint8Array;
  #at = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  take(length: number): Uint8Array {
    this.#at += length;
    return this.#octets.subarray(this.#at - length, this.#at);
  }

  /** 0..`limit` − 1, of two octets. */
  below(limit: number): number {
    const [high, low] = this.take(2);
    return (((high as number) << 8) | (low as number)) % limit;
  }
}

const u16 = (...values: readonly number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [value >> 8, value & 255]));
const vector8 = (octets: Uint8Array): Uint8Array => concat([Uint8Array.of(octets.length), octets]);
const vector16 = (octets: Uint8Array): Uint8Array => concat([u16(octets.length), octets]);
