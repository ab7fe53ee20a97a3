/**
 * The headers of VLESS version 0.
 *
 * Xray v26.7.28, proxy/vless/encoding/encoding.go. A request stands once at the start of the uplink, a response once at
 * the start of the downlink; what follows is the proxied octets themselves. Without the framing of UDP.
 *
 *     request   +---------+---------+--------+---------+------+---------+---------+
 *               | version | user_id | addons | command | port | address | address |
 *               |         |         |        |         |      |  _type  |         |
 *               +---------+---------+--------+---------+------+---------+---------+
 *               |    1    |   16    | 1 + M  |    1    |  2   |    1    | 4/1+n/16|
 *               +---------+---------+--------+---------+------+---------+---------+
 *     response  | version | addons |
 */
import { type Codec, literal, opaque, prefixed, struct, u8, u16 } from '../bytes/codec.ts';
import { formatIp, hostFromName, parseIp } from '../bytes/ip.ts';
import type { Reader } from '../bytes/reader.ts';
import { toLatin1 } from '../bytes/utf8.ts';
import type { Writer } from '../bytes/writer.ts';
import type { Destination } from '../sansio/machine.ts';
import { type Addons, addons } from './addons.ts';

export const Command = { TCP: 1, UDP: 2, MUX: 3, REVERSE: 4 } as const;

/** Of the target; only commands 1 and 2 have one. Types are not those of SOCKS: a domain is 2. */
export interface Target {
  readonly port: number;
  readonly address_type: 1 | 2 | 3;
  /** 4 octets, those of a domain name of at most 255, or 16. */
  readonly address: Uint8Array;
}

export interface Request {
  /** 16 octets, as sent: octets 6 and 7 are free for routing. */
  readonly user_id: Uint8Array;
  readonly addons: Addons;
  readonly command: 1 | 2 | 3 | 4;
  /** Null for commands 3 and 4. */
  readonly target: Target | null;
}

const requestVersion = literal(u8, 0, 'vless:invalid_request_version');
const userId = opaque(16);

export const request: Codec<Request> = {
  read(reader) {
    reader.field('version', requestVersion.read);
    const user_id = reader.field('user_id', userId.read);
    const read = reader.field('addons', addons.read);
    const command = reader.field('command', readCommand);
    const target = command === 1 || command === 2 ? readTarget(reader) : null;
    return { user_id, addons: read, command, target };
  },
  write(writer, { user_id, addons: sent, command, target }) {
    requestVersion.write(writer, 0);
    userId.write(writer, user_id);
    addons.write(writer, sent);
    u8.write(writer, command);
    if (target) writeTarget(writer, target);
  },
};

export const response = struct({
  version: literal(u8, 0, 'vless:unexpected_response_version'),
  addons,
});

function readCommand(reader: Reader): Request['command'] {
  const got = u8.read(reader);
  if (got === 1 || got === 2 || got === 3 || got === 4) return got;
  throw reader.malformed('vless:invalid_request_address', `Expected a command of 1..4, got ${got}`);
}

const domain = prefixed(u8);
const octetsOf: Readonly<Record<Target['address_type'], Codec<Uint8Array>>> = {
  1: opaque(4),
  2: domain,
  3: opaque(16),
};

function readTarget(reader: Reader): Target {
  const port = reader.field('port', u16.read);
  const address_type = reader.field('address_type', (r) => {
    const got = u8.read(r);
    if (got === 1 || got === 2 || got === 3) return got;
    throw r.malformed('vless:invalid_request_address', `Expected 1, 2 or 3, got ${got}`);
  });
  return { port, address_type, address: reader.field('address', octetsOf[address_type].read) };
}

function writeTarget(writer: Writer, { port, address_type, address }: Target): void {
  u16.write(writer, port);
  u8.write(writer, address_type);
  octetsOf[address_type].write(writer, address);
}

/** Throws RangeError for a name of more than 255 octets. */
export function targetOf({ host, port }: Destination): Target {
  const ip = parseIp(host);
  if (!ip) return { port, address_type: 2, address: toLatin1(host) };
  return { port, address_type: ip.length === 4 ? 1 : 3, address: ip };
}

/** Where a target lies, or null for a name that no host has. */
export function destinationOf({ port, address_type, address }: Target): Destination | null {
  const host = address_type === 2 ? hostFromName(address) : formatIp(address);
  return host === null ? null : { host, port };
}
