/**
 * REALITY between us and a real Xray, in both roles, in front of targets that answer in different ways. What goes inside is
 * raw VLESS, a request by hand.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { decode } from '../../../core/bytes/codec.ts';
import { concat } from '../../../core/bytes/concat.ts';
import { toHex } from '../../../core/bytes/hex.ts';
import { nodeCrypto } from '../../../core/node/crypto.ts';
import { RealityClient } from '../../../core/reality/client.ts';
import { RealityServer, type RealityServerSettings } from '../../../core/reality/server.ts';
import { authority, identityOf } from '../../../core/scenarios/certificates.ts';
import { type ClientHello, clientHello } from '../../../core/tls/messages/client-hello.ts';
import { pemIdentity } from '../../support/pem.ts';
import { freePorts, Program } from '../../support/program.ts';
import { realitySettings, serverName, shortId } from '../../support/reality-hello.ts';
import { vector } from '../../support/reality-vector.ts';
import { builtXray, hasGo } from '../../support/xray.ts';
import { Live } from './live.ts';
import { Acceptor } from './peer.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 }); // a real Xray waits in steps of 5 s

const id = '5783a3e7-e373-51cd-8642-c83782b807c5';
const base64Url = (octets: Uint8Array): string => Buffer.from(octets).toString('base64url');
const seed = new Uint8Array(32).fill(7);
const verifyKey = nodeCrypto.mlDsa65.publicKey(seed);
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function listening<S extends Server>(server: S): Promise<S> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return server;
}

/** A site with a certificate for `target.example`; `extra` octets of further certificates make its flight longer. */
async function target(options: TlsOptions = {}, certificates = 1): Promise<number> {
  const { cert, key } = pemIdentity(identityOf('target.example'));
  const chain = cert.repeat(certificates);
  const site = createTlsServer({ cert: chain, key, ...options }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {});
  });
  site.on('tlsClientError', () => {});
  return portOf(await listening(site));
}

/** Runs a real Xray until the test is over. */
async function xray(inbound: object, outbound: object): Promise<Program> {
  const config = { log: { loglevel: 'info' }, inbounds: [inbound], outbounds: [outbound] };
  const binary = await builtXray();
  const program = new Program('xray', ['run', '-c', 'stdin:'], JSON.stringify(config), binary);
  onTestFinished(async () => void (await program.stop()));
  await program.line(/core: Xray \S+ started/);
  return program;
}

interface Case {
  readonly target?: TlsOptions;
  readonly certificates?: number;
  readonly hasMldsa65?: boolean;
  readonly handshake: { readonly cipher_suite: string; readonly group: string };
}
const cases: readonly [string, Case][] = [
  [
    'TLS_AES_128_GCM_SHA256 and x25519',
    {
      target: { ciphers: 'TLS_AES_128_GCM_SHA256', ecdhCurve: 'X25519' },
      handshake: { cipher_suite: 'TLS_AES_128_GCM_SHA256', group: 'x25519' },
    },
  ],
  [
    'TLS_AES_256_GCM_SHA384 and X25519MLKEM768',
    {
      target: { ciphers: 'TLS_AES_256_GCM_SHA384', ecdhCurve: 'X25519MLKEM768' },
      handshake: { cipher_suite: 'TLS_AES_256_GCM_SHA384', group: 'X25519MLKEM768' },
    },
  ],
  [
    'TLS_CHACHA20_POLY1305_SHA256 and a signature of ML-DSA-65',
    {
      target: { ciphers: 'TLS_CHACHA20_POLY1305_SHA256' },
      certificates: 8,
      hasMldsa65: true,
      handshake: { cipher_suite: 'TLS_CHACHA20_POLY1305_SHA256', group: 'X25519MLKEM768' },
    },
  ],
];

describe.runIf(hasGo()).each(cases)('in front of a target with %s', (_name, of) => {
  const completed = { version: '1.3', alpn: '', server_name: serverName, ...of.handshake };

  it('a real client is known to our server', async () => {
    const settings: RealityServerSettings = realitySettings({
      target: { address: { host: '127.0.0.1' }, port: await target(of.target, of.certificates) },
      mldsa65Seed: of.hasMldsa65 ? seed : null,
      maxTimeDiff: 60_000,
    });
    const epochMs = Date.now();
    const live = new Live({
      server: ({ remote, local }) =>
        new RealityServer({ crypto: nodeCrypto, epochMs, remote, local, settings }),
    });
    onTestFinished(() => live.stop());
    const [port = 0] = await freePorts(1);
    const program = await xray(dokodemo(port), vlessOutbound(await live.listen(), of.hasMldsa65));
    const app = connect(port, '127.0.0.1');
    onTestFinished(() => void app.destroy());
    app.write('ping');
    await live.until(() => live.lines.length > 0);
    const [line] = live.lines;
    const request = vlessRequest(9, 'ping');
    await line?.until(({ octets }) => octets.length >= request.length);
    expect(line?.octets).toEqual(request);
    line?.send(Buffer.from('\0\0pong'));
    expect(String(await once(app, 'data'))).toBe('pong');
    app.end();
    await line?.until(({ ended }) => ended !== null);
    expect(line?.ended).toBe('end');
    expect(live.stated('tls:handshake_completed')).toEqual([completed]);
    expect(live.faults).toEqual([]);
    expect(program.lines.join('\n')).not.toContain('failed');
  });

  it('a real server knows our client', async () => {
    const echo = await listening(createTcpServer((socket) => socket.pipe(socket)));
    const [port = 0] = await freePorts(1);
    const targetPort = await target(of.target, of.certificates);
    await xray(vlessInbound(port, targetPort, of.hasMldsa65), {
      protocol: 'freedom',
      settings: { finalRules: [{ action: 'allow' }] },
    });
    const epochMs = Date.now();
    const live = new Live({ client: () => ourClient(port, epochMs, of.hasMldsa65) });
    onTestFinished(() => live.stop());
    const line = live.dial();
    await line.until(({ opened, ended }) => opened || ended !== null);
    line.send(vlessRequest(portOf(echo), 'ping'));
    await line.until(({ octets, ended }) => octets.length >= 6 || ended !== null);
    expect(String(line.octets)).toBe('\0\0ping');
    line.end();
    await line.until(({ ended }) => ended !== null);
    expect(line.ended).toBe('end');
    expect(live.stated('tls:handshake_completed')).toEqual([completed]);
    expect(live.stated('reality:certificate_verified')).toEqual([{ mldsa65: !!of.hasMldsa65 }]);
    expect(live.faults).toEqual([]);
  });
});

describe.runIf(hasGo())('a real server', () => {
  it.each([
    ['another short id', { shortId: new Uint8Array(8) }],
    ['another key', { publicKey: vector.clientPublic }],
    ['an ML-DSA-65 key that the server does not know', { mldsa65Verify: verifyKey }],
  ])(
    'shows our client with %s what a stranger sees, or is not believed',
    async (_what, settings) => {
      const [port = 0] = await freePorts(1);
      await xray(vlessInbound(port, await target()), { protocol: 'freedom' });
      const epochMs = Date.now();
      const live = new Live({ client: () => ourClient(port, epochMs, false, settings) });
      onTestFinished(() => live.stop());
      const line = live.dial();
      await line.until(({ ended }) => ended !== null);
      const isStranger = !('mldsa65Verify' in settings);
      expect(live.stated('reality:real_certificate_received').length).toBe(isStranger ? 1 : 0);
      expect(live.stated('tls:handshake_failed')).toEqual([
        isStranger
          ? { code: 'reality:real_certificate', message: 'REALITY: processed invalid connection' }
          : { code: expect.stringMatching(/^x509:/), message: expect.stringMatching(/^x509: /) },
      ]);
    },
  );
});

describe.runIf(hasGo())('the ClientHello of a real client', () => {
  it('has what ours has, and nothing else', async () => {
    const acceptor = await Acceptor.listen();
    onTestFinished(() => acceptor.close());
    const [port = 0] = await freePorts(1);
    await xray(dokodemo(port), vlessOutbound(acceptor.port));
    const shapes: string[][] = [];
    for (let i = 0; i < 4; i++) {
      const app = connect(port, '127.0.0.1');
      onTestFinished(() => void app.destroy());
      app.write('ping');
      shapes.push(shapeOf(await firstMessage(acceptor)));
      app.destroy();
    }
    const live = new Live({ client: () => ourClient(acceptor.port, Date.now()) });
    onTestFinished(() => live.stop());
    live.dial();
    const own = shapeOf(await firstMessage(acceptor));
    for (const shape of shapes) expect(own).toEqual(shape);
  });
});

async function firstMessage(acceptor: Acceptor): Promise<ClientHello> {
  const peer = await acceptor.next();
  const header = await peer.got(5);
  expect(toHex(header.subarray(0, 3))).toBe('160301');
  const octets = await peer.got(5 + header.readUInt16BE(3));
  peer.reset();
  const hello = decode(clientHello, Uint8Array.from(octets.subarray(5)))?.value;
  if (!hello) throw new Error('Not a whole ClientHello');
  return hello;
}

/** All of a hello that is not chance, its shuffled extensions in order. */
function shapeOf(hello: ClientHello): string[] {
  const grease = (value: number) => ((value & 0x0f0f) === 0x0a0a ? 'GREASE' : value.toString(16));
  const extension = (type: number, data: unknown): string => {
    if (type === 51) {
      const { client_shares: shares } = data as {
        client_shares: { group: number; key_exchange: Uint8Array }[];
      };
      const each = shares.map(({ group, key_exchange: key }) => `${grease(group)}:${key.length}`);
      return `51 ${each}`;
    }
    // GREASE for ECH: only its kind and its algorithms are not chance
    if (type === 0xfe0d) return `fe0d ${toHex((data as Uint8Array).subarray(0, 5))}`;
    const text = JSON.stringify(data, (_key, value) =>
      value instanceof Uint8Array
        ? toHex(value)
        : typeof value === 'number'
          ? grease(value)
          : value,
    );
    return `${grease(type)} ${text}`;
  };
  const listed = hello.extensions.map((each) =>
    extension(each.extension_type, each.extension_data),
  );
  return [
    `${hello.legacy_version} ${hello.random.length} ${hello.legacy_session_id.length}`,
    hello.cipher_suites.map(grease).join(' '),
    toHex(hello.legacy_compression_methods),
    listed[0] as string,
    ...listed.slice(1, -1).sort(),
    listed.at(-1) as string,
  ];
}

const ourClient = (port: number, epochMs: number, hasMldsa65 = false, more = {}) =>
  new RealityClient({
    crypto: nodeCrypto,
    epochMs,
    roots: [authority()],
    dial: { to: 'address', address: '127.0.0.1', port, leg: 'downlink' },
    decompress: () => null,
    settings: {
      serverName,
      publicKey: vector.serverPublic,
      shortId,
      mldsa65Verify: hasMldsa65 ? verifyKey : null,
      ...more,
    },
  });

const dokodemo = (port: number) => ({
  ...{ listen: '127.0.0.1', port, protocol: 'dokodemo-door' },
  settings: { address: '127.0.0.1', port: 9, network: 'tcp' },
});

const vlessOutbound = (port: number, hasMldsa65 = false) => ({
  protocol: 'vless',
  settings: { vnext: [{ address: '127.0.0.1', port, users: [{ id, encryption: 'none' }] }] },
  streamSettings: {
    network: 'raw',
    security: 'reality',
    realitySettings: {
      serverName,
      publicKey: base64Url(vector.serverPublic),
      shortId: '0123',
      ...(hasMldsa65 ? { mldsa65Verify: base64Url(verifyKey) } : {}),
    },
  },
});

const vlessInbound = (port: number, targetPort: number, hasMldsa65 = false) => ({
  ...{ listen: '127.0.0.1', port, protocol: 'vless' },
  settings: { clients: [{ id }], decryption: 'none' },
  streamSettings: {
    network: 'raw',
    security: 'reality',
    realitySettings: {
      target: `127.0.0.1:${targetPort}`,
      serverNames: [serverName],
      privateKey: base64Url(vector.serverPrivate),
      shortIds: ['0123'],
      ...(hasMldsa65 ? { mldsa65Seed: base64Url(seed) } : {}),
    },
  },
});

/** Version 0, the user, no addons, TCP to 127.0.0.1, and the first octets. */
const vlessRequest = (port: number, first: string): Buffer =>
  Buffer.from(
    concat([
      Uint8Array.of(0),
      Buffer.from(id.replaceAll('-', ''), 'hex'),
      Uint8Array.of(0, 1, port >> 8, port & 255, 1, 127, 0, 0, 1),
      Buffer.from(first),
    ]),
  );
