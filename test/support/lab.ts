/**
 * Links on loopback, many at once: a server process for each security, one client process for all links, an origin, and
 * the site behind REALITY.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pemText } from '../../core/config/pem.ts';
import { authority, identityOf } from '../../core/scenarios/certificates.ts';
import { OctetOrigin, type Transfer, type Transferred, transfer } from './octet-origin.ts';
import { pemIdentity } from './pem.ts';
import { freePorts, Program } from './program.ts';
import { type ClearText, TlsSite } from './tls-site.ts';
import {
  clientConfig,
  type Link,
  realityKeys,
  type Site,
  serverConfigs,
  type Way,
  waysOf,
} from './ways.ts';

const root = join(import.meta.dirname, '..', '..');
const command = join(root, 'core', 'node', 'bin.mjs');

/** A core as a program: ours, or a real Xray at a path. */
export type Core = 'ours' | { readonly xray: string };

export interface Pair {
  readonly client: Core;
  readonly server: Core;
}

/** What does not differ between pairs of cores: certificates, the origin, the site behind REALITY, ports. */
export class Lab {
  readonly origin = new OctetOrigin();
  readonly #folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-'));
  readonly #target: TlsSite;
  site!: Site;
  #socksPorts: ReadonlyMap<Link, number> = new Map();

  private constructor(clearText: ClearText) {
    this.#target = new TlsSite(pemIdentity(identityOf('target.example')), clearText);
    writeFileSync(this.#rootFile, pemText('CERTIFICATE', authority()));
  }

  /** `clearText`: what the site behind REALITY does with it. */
  static async of(links: readonly Link[], clearText: ClearText = 'closes'): Promise<Lab> {
    const lab = new Lab(clearText);
    await lab.#target.listen();
    await lab.origin.listen();
    const ways = waysOf(links);
    const ports = await freePorts(ways.length + links.length);
    lab.site = {
      server: pemIdentity(identityOf('vps.example')),
      serverName: 'vps.example',
      target: { name: 'target.example', port: lab.#target.port },
      keys: realityKeys(),
      loglevel: links.length > 20 ? 'warning' : 'info',
      ports: new Map(ways.map(({ id }, i) => [id, ports[i] as number])),
    };
    lab.#socksPorts = new Map(links.map((link, i) => [link, ports[ways.length + i] as number]));
    return lab;
  }

  /** The client's configuration for one link alone. */
  configOf(link: Link): string {
    return JSON.stringify(clientConfig(this.site, new Map([[link, this.#socksPort(link)]])));
  }

  async start({ client, server }: Pair, links: readonly Link[]): Promise<RunningLab> {
    const programs: Program[] = [];
    const start = async (name: string, core: Core, config: object) => {
      const args = ['run', '-c', this.#file(`${name}.json`, JSON.stringify(config))];
      const program =
        core === 'ours'
          ? new Program(name, [command, ...args], undefined, process.execPath, this.#environment)
          : new Program(name, args, undefined, core.xray, this.#environment);
      programs.push(program);
      await program.line(/ started$/);
      return program;
    };
    const stop = async () => {
      await Promise.all(programs.map((program) => program.stop()));
    };
    const socksPorts = new Map(links.map((link) => [link, this.#socksPort(link)]));
    try {
      await Promise.all(
        [...serverConfigs(this.site, waysOf(links))].map(([name, config]) =>
          start(`server, ${name}`, server, config),
        ),
      );
      return {
        client: await start('client', client, clientConfig(this.site, socksPorts)),
        programs,
        stop,
      };
    } catch (error) {
      await stop();
      throw error;
    }
  }

  /** REALITY's server asks its target for some seconds first, and who comes earlier waits: waits for all that. */
  async probesDone(links: readonly Link[]): Promise<void> {
    const isReality = ({ security }: Way) => security === 'reality/h2';
    const first = links.find(({ uplink, downlink }) => isReality(uplink) && !downlink);
    const link = first ?? links.find(({ uplink, downlink }) => isReality(downlink ?? uplink));
    if (link) await this.transfer(link, { kind: 'echo', octets: 1 }, 20_000);
  }

  transfer(link: Link, wanted: Transfer, patienceMs: number): Promise<Transferred> {
    return transfer(this.#socksPort(link), this.origin.port, wanted, patienceMs);
  }

  close(): void {
    this.origin.close();
    this.#target.close();
    rmSync(this.#folder, { recursive: true });
  }

  get #environment(): Readonly<Record<string, string>> {
    return { SSL_CERT_FILE: this.#rootFile };
  }

  get #rootFile(): string {
    return join(this.#folder, 'authority.pem');
  }

  #file(name: string, text: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text);
    return path;
  }

  #socksPort(link: Link): number {
    const port = this.#socksPorts.get(link);
    if (port === undefined) throw new RangeError(`No port for ${link.id}`);
    return port;
  }
}

/** A pair of cores at work. */
export interface RunningLab {
  readonly client: Program;
  /** The client among them. */
  readonly programs: readonly Program[];
  stop(): Promise<void>;
}
