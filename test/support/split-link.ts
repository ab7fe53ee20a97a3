/**
 * A scenario's link as three programs on loopback: client and server by the command line, CDN and target by
 * `web-hosts.ts`; and an origin, by Node's own HTTP server, to fetch from through it.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { pemText } from '../../core/config/pem.ts';
import { authority } from '../../core/scenarios/certificates.ts';
import { type LoopbackPorts, loopbackConfigs } from '../../core/scenarios/loopback.ts';
import type { Scenario } from '../../core/scenarios/scenario.ts';
import { freePorts, Program } from './program.ts';

const root = join(import.meta.dirname, '..', '..');
const command = join(root, 'core', 'node', 'bin.mjs');

/** `octets` octets without a period that a lost or repeated piece could hide in, a piece at a time. */
export function* testOctets(octets: number): Generator<Uint8Array> {
  const pieceOctets = 64 * 1024;
  const noise = new Uint8Array(pieceOctets);
  for (let i = 0, x = 1; i < pieceOctets; i++) {
    x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
    noise[i] = x >>> 16;
  }
  for (let at = 0, number = 0; at < octets; at += pieceOctets, number++) {
    const piece = noise.slice(0, Math.min(pieceOctets, octets - at));
    if (piece.length >= 4) new DataView(piece.buffer).setUint32(0, number);
    yield piece;
  }
}

export function hashOfTestOctets(octets: number): string {
  const hash = createHash('sha256');
  for (const piece of testOctets(octets)) hash.update(piece);
  return hash.digest('hex');
}

/** A web server: `GET /octets/<n>` gives test octets, any PUT is answered with the hash of what came. */
export class Origin {
  readonly #server: Server;
  /** Octets of bodies that it has been able to hand on. */
  sent = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      const done =
        request.method === 'PUT' ? take(request, response) : this.#give(request, response);
      done.catch(() => response.destroy());
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as { port: number }).port;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #give(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const octets = Number(/^\/octets\/(\d+)$/.exec(request.url ?? '')?.[1]);
    response.writeHead(200, { 'Content-Length': octets });
    await pipeline(this.#counted(testOctets(octets)), response);
  }

  *#counted(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
    for (const piece of pieces) {
      yield piece;
      this.sent += piece.length;
    }
  }
}

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hash = createHash('sha256');
  for await (const piece of request) hash.update(piece);
  response.end(hash.digest('hex'));
}

export interface SplitLink {
  readonly socksPort: number;
  readonly ports: LoopbackPorts;
  readonly programs: readonly Program[];
  stop(): Promise<void>;
}

/**
 * A real Xray that starts as a REALITY server asks its target three times what comes after a handshake, and listens for 5 s
 * each time (reality's record_detect.go:DetectPostHandshakeRecordsLens). Who comes earlier is made to wait.
 */
async function probesDone(target: Program): Promise<void> {
  await target.line(/^handshakes of the target: 3$/);
  await sleep(5_300);
}

/** Which core plays a part: ours, or the real Xray at a path. */
export type Core = 'ours' | { readonly xray: string };

export async function startLink(
  scenario: Scenario,
  cores: { readonly client: Core; readonly server: Core } = { client: 'ours', server: 'ours' },
): Promise<SplitLink> {
  const [socks = 0, front = 0, origin = 0] = await freePorts(3);
  const isSecured = scenario.isCdnSecured;
  const folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-'));
  const programs: Program[] = [];
  const authorityFile = join(folder, 'authority.pem');
  writeFileSync(authorityFile, pemText('CERTIFICATE', authority()));
  const start = (name: string, args: readonly string[], path?: string): Program => {
    const program = new Program(name, args, undefined, path, { SSL_CERT_FILE: authorityFile });
    programs.push(program);
    return program;
  };
  const core = async (name: 'client' | 'server', text: string): Promise<void> => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, text);
    const args = ['run', '-c', file];
    const kind = cores[name];
    const program =
      kind === 'ours' ? start(name, [command, ...args]) : start(name, args, kind.xray);
    await program.line(/ started$/);
  };
  const stop = async (): Promise<void> => {
    await Promise.all(programs.map((program) => program.stop()));
    rmSync(folder, { recursive: true });
  };
  try {
    const web = [join(root, 'test', 'support', 'web-hosts.ts'), String(origin)];
    const cdn = start('CDN', isSecured ? [...web, 'secured'] : web);
    const [, cdnPort, targetPort] = await cdn.line(/^listening on (\d+) and (\d+)$/);
    const ports = { socks, cdn: Number(cdnPort), front, origin, target: Number(targetPort) };
    const configs = loopbackConfigs(scenario, ports);
    await core('server', configs.server);
    const isReality = configs.server.includes('"security": "reality"');
    if (isReality && cores.server !== 'ours') await probesDone(cdn);
    await core('client', configs.client);
    return { socksPort: socks, ports, programs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
