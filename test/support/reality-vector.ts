/**
 * One REALITY hello and all that follows from it, computed once from the rules alone by a program that has nothing in common
 * with this core but the rules.
 */
import { fromHex } from '../../core/bytes/hex.ts';

const run = (first: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => first + i);

export const vector = {
  clientPrivate: run(0x20, 32),
  clientPublic: fromHex('358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254'),
  serverPrivate: run(0x40, 32),
  serverPublic: fromHex('79a631eede1bf9c98f12032cdeadd0e7a079398fc786b88cc846ec89af85a51a'),
  random: run(0, 32),
  sharedSecret: fromHex('04c304fb1ca83cee75e206344231f33797e07d9929db670994b7c6fbeb1dc255'),
  authKey: fromHex('089a00bea3a538b8568c938edd673795c0892c06aeff623ea2ebb29a3867bf3d'),
  /** Version 26.7.28, time 1700000000, shortId 0123456789abcdef. */
  authenticator: fromHex('1a071c006553f1000123456789abcdef'),
  /** For example.com, with zeros for a session id. */
  blankHello: fromHex(`
    010000c00303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20
    0000000000000000000000000000000000000000000000000000000000000000
    0006130113021303 0100 0071 0000 0010000e00000b6578616d706c652e636f6d 000a00040002001d
    000d00080006040308040807 002b0003020304 002d00020101
    003300260024001d0020358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254
    0010000e000c02683208687474702f312e31`),
  sessionId: fromHex('41c2cddcf43033ad7cfd6829e200b2bdf99b3da08223616f8179723d2419ba61'),
  /** SHA-256 of the hello as it is sent. */
  helloDigest: fromHex('fd15dbdb18b391b52eeaf5a6419a44ab03eb49c8ff522a07867d926550e72047'),
  ed25519Seed: run(0x60, 32),
  ed25519Public: fromHex('174553b456dddfc6908ecab1c101fe6ab21e2baa0617795b7d43a63482993fd5'),
  /** What stands for the certificate's signature. */
  certificateCode: fromHex(`
    696a27622b7880e26b8dd2ea80a7dfb7583fea60023521017eaa42dc374da780
    b23943f6f3b4bb724f5b74df027de7bd5413cde22d9d9d02a8d69a1a4e936ac5`),
};
