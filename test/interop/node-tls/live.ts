/** Our TLS machines and Node's TLS, one the client and the other the server, on loopback. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import {
  type ConnectionOptions,
  connect,
  createServer as createTlsServer,
  type TLSSocket,
  type TlsOptions,
} from 'node:tls';
import { nodeCrypto } from '../../../core/node/crypto.ts';
import { certificatePolicy } from '../../../core/tls/certificate-policy.ts';
import { TlsClient, type TlsClientOptions } from '../../../core/tls/client.ts';
import { plainHello } from '../../../core/tls/plain-hello.ts';
import { TlsServer, type TlsServerOptions } from '../../../core/tls/server.ts';
import type { ServerIdentity } from '../../../core/tls/server-certificates.ts';
import {
  Identities,
  type KeyKind,
  pemOfCertificate,
  pemOfKey,
} from '../../support/tls-identities.ts';
import { TlsStand } from '../../support/tls-stand.ts';

export const identities = new Identities();

/** 1 MB without a short period. */
export const megabyte: Uint8Array = Uint8Array.from(
  { length: 1_000_000 },
  (_, i) => (i * 31 + (i >> 8) * 7 + (i >> 16)) & 255,
);

export type ClientChanges = Partial<Omit<TlsClientOptions, 'profile'>> & {
  readonly profile?: Partial<TlsClientOptions['profile']>;
};

export function ourClient({ profile, ...changes }: ClientChanges = {}): TlsClient {
  const roots = [identities.authority];
  return new TlsClient({
    crypto: nodeCrypto,
    dial: { to: 'address', address: '127.0.0.1', port: 0, leg: 'uplink' },
    serverName: 'server.example',
    alpn: [],
    ...changes,
    profile: {
      hello: plainHello,
      authenticate: certificatePolicy({ crypto: nodeCrypto, epochMs: Date.now(), roots }),
      ...profile,
    },
  });
}

export const ourServer = (changes: Partial<TlsServerOptions> = {}): TlsServer =>
  new TlsServer({
    crypto: nodeCrypto,
    remote: '127.0.0.1:0',
    certificates: [identities.of('P-256')],
    alpn: [],
    ...changes,
  });

/** What a test has started; all of it ends with the test. */
export class Started {
  readonly #stands: TlsStand[] = [];
  readonly #servers: Server[] = [];
  readonly #sockets: TLSSocket[] = [];

  dial(client: TlsClient, port: number): TlsStand {
    const stand = TlsStand.dial(client, port);
    this.#stands.push(stand);
    return stand;
  }

  /** Our server on a port of its own; what it gets, it sends back. */
  async echo(changes: Partial<TlsServerOptions> = {}): Promise<{
    readonly port: number;
    /** One for each connection so far. */
    readonly stands: readonly TlsStand[];
  }> {
    const stands: TlsStand[] = [];
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const stand = new TlsStand(ourServer(changes), socket);
      stand.onInner = (octets) => stand.write(octets);
      stands.push(stand);
      this.#stands.push(stand);
    });
    return { port: await this.#listening(server), stands };
  }

  /** Node's server on a port of its own; what it gets, it sends back. */
  async nodeEcho(options: TlsOptions): Promise<{
    readonly port: number;
    readonly sockets: readonly TLSSocket[];
    /** Errors of handshakes. */
    readonly errors: readonly Error[];
  }> {
    const sockets: TLSSocket[] = [];
    const errors: Error[] = [];
    const server = createTlsServer(options, (socket) => {
      sockets.push(socket);
      this.#sockets.push(socket);
      socket.on('error', () => {});
      socket.pipe(socket);
    });
    server.on('tlsClientError', (error) => errors.push(error));
    return { port: await this.#listening(server), sockets, errors };
  }

  /** Node's client, connected; rejects with its error. */
  async nodeClient(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
    const socket = connect({
      port,
      host: '127.0.0.1',
      servername: 'server.example',
      ca: pemOfCertificate(identities.authority),
      ...options,
    });
    this.#sockets.push(socket);
    await once(socket, 'secureConnect');
    socket.on('error', () => {});
    return socket;
  }

  dispose(): void {
    for (const stand of this.#stands) stand.dispose();
    for (const socket of this.#sockets) socket.destroy();
    for (const server of this.#servers) server.close();
  }

  async #listening(server: Server): Promise<number> {
    this.#servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
}

export function pemsOf({ chain, privateKey }: ServerIdentity): { cert: string; key: string } {
  return { cert: chain.map(pemOfCertificate).join(''), key: pemOfKey(privateKey) };
}

/** Node's server options for a kind of key. */
export const nodeIdentity = (kind: KeyKind): { cert: string; key: string } =>
  pemsOf(identities.of(kind));

export const suiteNames = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
] as const;
export const groupNames = ['X25519MLKEM768', 'x25519'] as const;
export const keyKinds = ['P-256', 'P-384', 'Ed25519', 'RSA'] as const;

/** Every suite with every group and every kind of key. */
export const cells = suiteNames.flatMap((suite) =>
  groupNames.flatMap((group) => keyKinds.map((kind) => ({ suite, group, kind }))),
);
