/** ServerHello and HelloRetryRequest, one form under two randoms (RFC 9846 §4.2.3, §4.2.4; RFC 8446 §4.1.3, §4.1.4). */
import { type Codec, opaque, struct, u8, u16 } from '../../bytes/codec.ts';
import { fromHex } from '../../bytes/hex.ts';
import { handshakeType } from '../enums.ts';
import {
  type Extensions,
  type HelloRetryRequestExtensions,
  helloRetryRequestExtensions,
  type ServerHelloExtensions,
  serverHelloExtensions,
} from './extensions.ts';
import { message, messageHeaderOctets } from './message.ts';
import { bounded } from './vectors.ts';

interface Hello<Bodies> {
  readonly legacy_version: number;
  /** 32 octets. */
  readonly random: Uint8Array;
  readonly legacy_session_id_echo: Uint8Array;
  readonly cipher_suite: number;
  readonly legacy_compression_method: number;
  /** Empty also where an old server has none. */
  readonly extensions: Extensions<Bodies>;
}
export type ServerHello = Hello<ServerHelloExtensions>;
export type HelloRetryRequest = Hello<HelloRetryRequestExtensions>;

const head = struct({
  legacy_version: u16,
  random: opaque(32),
  legacy_session_id_echo: bounded(u8, { max: 32 }),
  cipher_suite: u16,
  legacy_compression_method: u8,
});

function hello<Bodies>(list: Codec<Extensions<Bodies>>): Codec<Hello<Bodies>> {
  const none: Extensions<Bodies> = [];
  return message(handshakeType.server_hello, {
    read(reader) {
      const fields = head.read(reader);
      const extensions =
        reader.remaining === 0 ? none : reader.field('extensions', (r) => list.read(r));
      return { ...fields, extensions };
    },
    write(writer, value: Hello<Bodies>) {
      head.write(writer, value);
      list.write(writer, value.extensions);
    },
  });
}

export const serverHello: Codec<ServerHello> = hello(serverHelloExtensions());
export const helloRetryRequest: Codec<HelloRetryRequest> = hello(helloRetryRequestExtensions());

/** The random that makes a ServerHello a HelloRetryRequest: the SHA-256 of "HelloRetryRequest". */
export const retryRandom: Uint8Array = fromHex(
  'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c',
);

const randomOffset = messageHeaderOctets + 2;

/** Whether a server_hello message is a HelloRetryRequest. */
export const isRetryRequest = (octets: Uint8Array): boolean =>
  retryRandom.every((octet, i) => octets[randomOffset + i] === octet);
