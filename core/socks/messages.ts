/**
 * The messages of SOCKS version 5.
 *
 * RFC 1928 §3 (method selection), §4 (request), §6 (reply); RFC 1929 §2 (user name and password). Without GSSAPI and
 * the UDP request header (§7).
 *
 *     +----+-----+-------+------+----------+----------+
 *     |VER | CMD |  RSV  | ATYP | DST.ADDR | DST.PORT |   request; a reply has REP and BND in place of CMD and DST
 *     +----+-----+-------+------+----------+----------+
 *     | 1  |  1  | X'00' |  1   | Variable |    2     |
 *     +----+-----+-------+------+----------+----------+
 */
import { type Codec, literal, opaque, prefixed, struct, u8, u16 } from '../bytes/codec.ts';
import { formatIp, hostFromName, parseIp } from '../bytes/ip.ts';
import type { Reader } from '../bytes/reader.ts';
import { toLatin1 } from '../bytes/utf8.ts';
import type { Writer } from '../bytes/writer.ts';
import type { Destination } from '../sansio/machine.ts';

export const Method = {
  NO_AUTHENTICATION_REQUIRED: 0,
  USERNAME_PASSWORD: 2,
  NO_ACCEPTABLE_METHODS: 0xff,
} as const;

export const Command = { CONNECT: 1, BIND: 2, UDP_ASSOCIATE: 3 } as const;

export const Reply = { SUCCEEDED: 0, COMMAND_NOT_SUPPORTED: 7 } as const;

/** RFC 1929 §2: any value but 0 of a status is a failure; Xray's is 255. */
export const Status = { SUCCESS: 0, FAILURE: 0xff } as const;

const ver = literal(u8, 5, 'socks:unsupported_version');

/** RFC 1928 §3: version identifier/method selection message. */
export const methodSelection = struct({ ver, methods: prefixed(u8) });

/** RFC 1928 §3: METHOD selection message. */
export const methodReply = struct({ ver, method: u8 });

const authVer = literal(u8, 1, 'socks:unsupported_auth_version');

/** RFC 1929 §2: Username/Password request. */
export const credentials = struct({ ver: authVer, uname: prefixed(u8), passwd: prefixed(u8) });

/** RFC 1929 §2: the answer to it. */
export const credentialsReply = struct({ ver: authVer, status: u8 });

/** A host of a request or reply; `atyp` says what `octets` are. */
export interface Address {
  readonly atyp: 1 | 3 | 4;
  /** 4 octets, those of a domain name of at most 255, or 16. */
  readonly octets: Uint8Array;
}

export interface Request {
  readonly cmd: number;
  readonly dst_addr: Address;
  readonly dst_port: number;
}

export interface RequestReply {
  readonly rep: number;
  readonly bnd_addr: Address;
  readonly bnd_port: number;
}

/** RFC 1928 §4. */
export const request: Codec<Request> = {
  read(reader) {
    const cmd = readHead(reader, 'cmd');
    const dst_addr = readAddress(reader, 'dst_addr');
    return { cmd, dst_addr, dst_port: reader.field('dst_port', u16.read) };
  },
  write(writer, { cmd, dst_addr, dst_port }) {
    writer.put(Uint8Array.of(5, cmd, 0));
    writeAddress(writer, dst_addr);
    u16.write(writer, dst_port);
  },
};

/** RFC 1928 §6. */
export const reply: Codec<RequestReply> = {
  read(reader) {
    const rep = readHead(reader, 'rep');
    const bnd_addr = readAddress(reader, 'bnd_addr');
    return { rep, bnd_addr, bnd_port: reader.field('bnd_port', u16.read) };
  },
  write(writer, { rep, bnd_addr, bnd_port }) {
    writer.put(Uint8Array.of(5, rep, 0));
    writeAddress(writer, bnd_addr);
    u16.write(writer, bnd_port);
  },
};

/** What comes before the address; the reserved octet is passed over, as Xray does. */
function readHead(reader: Reader, name: 'cmd' | 'rep'): number {
  reader.field('ver', ver.read);
  const value = reader.field(name, u8.read);
  reader.field('rsv', u8.read);
  return value;
}

const domain = prefixed(u8);
const octetsOf: Readonly<Record<Address['atyp'], Codec<Uint8Array>>> = {
  1: opaque(4),
  3: domain,
  4: opaque(16),
};

function readAddress(reader: Reader, name: string): Address {
  const atyp = reader.field('atyp', (r) => {
    const got = u8.read(r);
    if (got === 1 || got === 3 || got === 4) return got;
    throw r.malformed('socks:unknown_address_type', `Expected 1, 3 or 4, got ${got}`);
  });
  return { atyp, octets: reader.field(name, octetsOf[atyp].read) };
}

function writeAddress(writer: Writer, { atyp, octets }: Address): void {
  writer.put(Uint8Array.of(atyp));
  octetsOf[atyp].write(writer, octets);
}

/** The address of a host; throws RangeError for a name of more than 255 octets. */
export function addressOf(host: string): Address {
  const ip = parseIp(host);
  if (!ip) return { atyp: 3, octets: toLatin1(host) };
  return { atyp: ip.length === 4 ? 1 : 4, octets: ip };
}

/** Where a request leads, or null for a name that no host has. */
export function destinationOf({ dst_addr, dst_port }: Request): Destination | null {
  const { atyp, octets } = dst_addr;
  const host = atyp === 3 ? hostFromName(octets) : formatIp(octets);
  return host === null ? null : { host, port: dst_port };
}
