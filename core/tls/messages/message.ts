/** The frame of a handshake message (RFC 9846 §4; RFC 8446 §4): one octet of type, three of length, the body. */
import { type Codec, encode, literal, u8, u24 } from '../../bytes/codec.ts';
import { malformed } from './vectors.ts';

/** Octets of type and length. */
export const messageHeaderOctets = 4;

/** A whole handshake message of this type, as a codec of its body. */
export function message<T>(type: number, body: Codec<T>): Codec<T> {
  const msgType = literal(u8, type, 'tls:unexpected_message');
  return {
    read(reader) {
      reader.field('msg_type', (r) => msgType.read(r));
      const length = reader.field('length', (r) => u24.read(r));
      return reader.within(length, malformed, (part) => body.read(part));
    },
    write(writer, value) {
      const octets = encode(body, value);
      u8.write(writer, type);
      u24.write(writer, octets.length);
      writer.put(octets);
    },
  };
}
