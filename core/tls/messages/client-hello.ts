/** ClientHello (RFC 9846 §4.2.2; RFC 8446 §4.1.2). */
import { type Codec, encode, opaque, struct, u8, u16 } from '../../bytes/codec.ts';
import { handshakeType } from '../enums.ts';
import {
  type ClientHelloExtensions,
  clientHelloExtensions,
  type Extensions,
} from './extensions.ts';
import { message } from './message.ts';
import { bounded, vector } from './vectors.ts';

export interface ClientHello {
  readonly legacy_version: number;
  /** 32 octets. */
  readonly random: Uint8Array;
  /** 0..32 octets. */
  readonly legacy_session_id: Uint8Array;
  readonly cipher_suites: readonly number[];
  readonly legacy_compression_methods: Uint8Array;
  /** Empty also where an old client has none. */
  readonly extensions: Extensions<ClientHelloExtensions>;
}

const head = struct({
  legacy_version: u16,
  random: opaque(32),
  legacy_session_id: bounded(u8, { max: 32 }),
  cipher_suites: vector(u16, u16, { min: 2 }),
  legacy_compression_methods: bounded(u8, { min: 1 }),
});
const extensionsOfHello = clientHelloExtensions();
const noExtensions: Extensions<ClientHelloExtensions> = [];

const body: Codec<ClientHello> = {
  read(reader) {
    const fields = head.read(reader);
    const extensions =
      reader.remaining === 0
        ? noExtensions
        : reader.field('extensions', (r) => extensionsOfHello.read(r));
    return { ...fields, extensions };
  },
  write(writer, hello) {
    head.write(writer, hello);
    extensionsOfHello.write(writer, hello.extensions);
  },
};

export const clientHello: Codec<ClientHello> = message(handshakeType.client_hello, body);

/** Where the session id begins in a ClientHello message, when it has 32 octets. */
export const sessionIdOffset = 39;

export const encodeClientHello = (hello: ClientHello): Uint8Array => encode(clientHello, hello);
