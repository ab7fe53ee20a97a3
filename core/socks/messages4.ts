/**
 * The messages of SOCKS version 4 and its extension 4A (Ying-Da Lee, "SOCKS: A protocol for TCP proxy across
 * firewalls" and "SOCKS 4A").
 *
 *     +----+----+---------+-------+----------+------+----------+------+
 *     | VN | CD | DSTPORT | DSTIP |  USERID  | NULL |  DOMAIN  | NULL |   the domain only after a DSTIP of 4A
 *     +----+----+---------+-------+----------+------+----------+------+
 *     | 1  | 1  |    2    |   4   | Variable |  1   | Variable |  1   |
 *     +----+----+---------+-------+----------+------+----------+------+
 *
 * A DSTIP of 4A is `0.0.0.x` there; here, as in Xray (v26.7.28, proxy/socks/protocol.go:handshake4), any that begins with 0.
 */
import { type Codec, literal, opaque, struct, u8, u16 } from '../bytes/codec.ts';
import { formatIp, hostFromName } from '../bytes/ip.ts';
import type { Reader } from '../bytes/reader.ts';
import type { Writer } from '../bytes/writer.ts';
import type { Destination } from '../sansio/machine.ts';

export const Reply4 = { GRANTED: 90, REJECTED: 91 } as const;

export interface Request4 {
  readonly cd: number;
  readonly dst_port: number;
  /** 4 octets. */
  readonly dst_ip: Uint8Array;
  /** Without a zero octet. */
  readonly user_id: Uint8Array;
  /** Without a zero octet; null where `dst_ip` does not begin with 0. */
  readonly domain: Uint8Array | null;
}

/** Of a user id or domain, without the octet that ends it. */
const maxTextOctets = 8_191;
const version4 = literal(u8, 4, 'socks:unsupported_version');
const ip = opaque(4);

export const request4: Codec<Request4> = {
  read(reader) {
    reader.field('vn', version4.read);
    const cd = reader.field('cd', u8.read);
    const dst_port = reader.field('dst_port', u16.read);
    const dst_ip = reader.field('dst_ip', ip.read);
    const user_id = reader.field('user_id', takeText);
    const domain = dst_ip[0] === 0 ? reader.field('domain', takeText) : null;
    return { cd, dst_port, dst_ip, user_id, domain };
  },
  write(writer, { cd, dst_port, dst_ip, user_id, domain }) {
    writer.put(Uint8Array.of(4, cd));
    u16.write(writer, dst_port);
    ip.write(writer, dst_ip);
    putText(writer, user_id);
    if (domain) putText(writer, domain);
  },
};

/** Its version is 0. */
export const reply4 = struct({
  vn: literal(u8, 0, 'socks:unsupported_version'),
  cd: u8,
  dst_port: u16,
  dst_ip: ip,
});

function takeText(reader: Reader): Uint8Array {
  const length = reader.octets.indexOf(0, reader.offset) - reader.offset;
  const known = length < 0 ? reader.remaining : length;
  if (known > maxTextOctets) {
    throw reader.malformed('socks:text_too_long', `At most ${maxTextOctets} octets allowed`);
  }
  const text = reader.field('data', (r) => r.take(length < 0 ? r.remaining + 1 : length));
  reader.field('null', (r) => r.take(1));
  return text;
}

function putText(writer: Writer, text: Uint8Array): void {
  writer.put(text);
  writer.put(Uint8Array.of(0));
}

/** Where a request leads, or null for a name that no host has. */
export function destinationOf4({ dst_ip, dst_port, domain }: Request4): Destination | null {
  const host = domain ? hostFromName(domain) : formatIp(dst_ip);
  return host === null ? null : { host, port: dst_port };
}
