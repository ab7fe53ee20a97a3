/**
 * An origin without HTTP, and a client that reaches it through a SOCKS proxy: for many transfers at a time, without a
 * process for each.
 *
 * A connection begins with a line that says what is wanted: `echo 1`, `down 5000000`, `up 5000000`.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { concat } from '../../core/bytes/concat.ts';
import { testOctets } from './test-octets.ts';

export interface Transfer {
  readonly kind: 'echo' | 'down' | 'up';
  readonly octets: number;
}

/** How the connection through the proxy ended; `silent`: nothing came for as long as the caller had patience. */
export type Ending = 'complete' | 'closed' | 'reset' | 'silent';

export interface Transferred {
  readonly ending: Ending;
  /** Of what came back. */
  readonly octets: number;
  /** Of the octets that were carried, as the receiver has them: for `up` the origin, else this client. */
  readonly sha256: string;
}

const cache = new Map<number, { readonly octets: Uint8Array; readonly sha256: string }>();

/** The test octets of a length in one piece, and their hash. */
export function payload(length: number): { readonly octets: Uint8Array; readonly sha256: string } {
  let found = cache.get(length);
  if (!found) {
    const octets = concat([...testOctets(length)]);
    found = { octets, sha256: sha256(octets) };
    cache.set(length, found);
  }
  return found;
}

const sha256 = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');

export class OctetOrigin {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  port = 0;
  /** Connections that have come. */
  accepted = 0;

  constructor() {
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.accepted++;
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
      serve(socket);
    });
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as { port: number }).port;
    return this;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

function serve(socket: Socket): void {
  let head = '';
  let wanted: Transfer | null = null;
  let left = 0;
  const hash = createHash('sha256');
  const take = (piece: Uint8Array) => {
    if (wanted?.kind === 'echo') socket.write(piece);
    if (wanted?.kind !== 'up') return;
    hash.update(piece);
    left -= piece.length;
    if (left === 0) socket.end(hash.digest('hex'));
  };
  socket.on('data', (piece: Buffer) => {
    if (wanted) return take(piece);
    head += piece.toString('latin1');
    const end = head.indexOf('\n');
    if (end < 0) return;
    const [kind, octets] = head.slice(0, end).split(' ');
    wanted = { kind: kind as Transfer['kind'], octets: Number(octets) };
    left = wanted.octets;
    if (kind === 'down') socket.write(payload(left).octets);
    const rest = Buffer.from(head.slice(end + 1), 'latin1');
    if (rest.length > 0) take(rest);
  });
}

/** Makes one transfer; it is given up when nothing has happened for `patienceMs`. */
export function transfer(
  socksPort: number,
  originPort: number,
  wanted: Transfer,
  patienceMs: number,
): Promise<Transferred> {
  const { octets: sent } = payload(wanted.octets);
  const expected = wanted.kind === 'up' ? 64 : wanted.octets;
  const socket = connect({ host: '127.0.0.1', port: socksPort, noDelay: true });
  const hash = createHash('sha256');
  let text = '';
  let octets = 0;
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout;
    let written = 0;
    const finish = (ending: Ending) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ ending, octets, sha256: wanted.kind === 'up' ? text : hash.digest('hex') });
    };
    const watch = () => {
      clearTimeout(timer);
      written = socket.bytesWritten;
      timer = setTimeout(() => {
        // octets that go out are progress too
        if (socket.bytesWritten > written) watch();
        else finish('silent');
      }, patienceMs);
    };
    watch();
    socket.once('connect', () => socket.write(socksOpening(originPort)));
    socket.once('error', () => finish('reset'));
    socket.once('end', () => finish('closed'));
    let greeting = Buffer.alloc(0);
    let opened = false;
    const body = (piece: Buffer) => {
      octets += piece.length;
      hash.update(piece);
      if (wanted.kind === 'up') text += piece.toString('latin1');
      if (octets >= expected) finish('complete');
      else watch();
    };
    socket.on('data', (piece: Buffer) => {
      if (opened) return body(piece);
      greeting = Buffer.concat([greeting, piece]);
      if (greeting.length < socksAnswerOctets) return;
      opened = true;
      socket.write(`${wanted.kind} ${wanted.octets}\n`);
      if (wanted.kind !== 'down') socket.write(sent);
      watch();
      const rest = greeting.subarray(socksAnswerOctets);
      if (rest.length > 0) body(rest);
    });
  });
}

/** No authentication, then CONNECT to 127.0.0.1: both at once, since the answer to the first is known. */
const socksOpening = (port: number): Uint8Array =>
  Uint8Array.of(5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, port >> 8, port & 255);

/** Of both answers, the second with an IPv4 address. */
const socksAnswerOctets = 2 + 10;
