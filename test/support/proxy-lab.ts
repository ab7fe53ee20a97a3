/** One configuration with every kind of inbound, run by a core: ours or a real Xray; and how to talk to its ports. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts, Program } from './program.ts';

const command = join(import.meta.dirname, '..', '..', 'core', 'node', 'bin.mjs');

export const inbounds = [
  ...['http', 'http-auth', 'http-transparent', 'mixed', 'mixed-auth', 'socks', 'door', 'mapped'],
  ...['forbidding', 'swallowing'],
] as const;
export type InboundName = (typeof inbounds)[number];
export type InboundPorts = Readonly<Record<InboundName, number>>;

const accounts = [
  { user: 'ana', pass: 'secret' },
  { user: 'bob', pass: 'secret' },
];

/** `origin` is where doors lead; connections to 203.0.113.0/24, to blocked.example and of bob are forbidden. */
function configOf(ports: InboundPorts, origin: number): string {
  const inbound = (tag: InboundName, protocol: string, settings: object) => ({
    ...{ tag, listen: '127.0.0.1', port: ports[tag], protocol, settings },
  });
  return JSON.stringify({
    log: { loglevel: 'debug' },
    inbounds: [
      inbound('http', 'http', {}),
      inbound('http-auth', 'http', { accounts }),
      inbound('http-transparent', 'http', { allowTransparent: true }),
      inbound('mixed', 'mixed', {}),
      inbound('mixed-auth', 'mixed', { auth: 'password', accounts }),
      inbound('socks', 'socks', {}),
      inbound('door', 'dokodemo-door', { address: '127.0.0.1', port: origin }),
      inbound('mapped', 'tunnel', { portMap: { [ports.mapped]: `:${origin}` } }),
      inbound('forbidding', 'http', {}),
      inbound('swallowing', 'socks', {}),
    ],
    outbounds: [
      { tag: 'direct', protocol: 'freedom' },
      { tag: 'forbid', protocol: 'blackhole', settings: { response: { type: 'http' } } },
      { tag: 'swallow', protocol: 'blackhole' },
    ],
    routing: {
      rules: [
        { inboundTag: ['forbidding'], outboundTag: 'forbid' },
        { inboundTag: ['swallowing'], outboundTag: 'swallow' },
        { domain: ['domain:blocked.example'], outboundTag: 'forbid' },
        { ip: ['203.0.113.0/24'], outboundTag: 'forbid' },
        { user: ['bob'], outboundTag: 'forbid', ruleTag: 'of bob' },
        { port: '1', outboundTag: 'nowhere' },
      ],
    },
  });
}

export class ProxyLab {
  readonly ports: InboundPorts;
  readonly #origin: number;
  readonly #program: Program;
  readonly #folder: string;
  #seen = 0;

  /** `xray`: the path of a real one; null: ours. */
  static async start(xray: string | null, origin: number): Promise<ProxyLab> {
    const numbers = await freePorts(inbounds.length);
    const ports = Object.fromEntries(inbounds.map((name, i) => [name, numbers[i] as number]));
    const lab = new ProxyLab(xray, ports as InboundPorts, origin);
    await lab.#program.line(/ started$/);
    await lab.log(); // of its start
    return lab;
  }

  private constructor(xray: string | null, ports: InboundPorts, origin: number) {
    this.ports = ports;
    this.#origin = origin;
    this.#folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-'));
    const file = join(this.#folder, 'config.json');
    writeFileSync(file, configOf(ports, origin));
    const args = ['run', '-c', file];
    this.#program = xray
      ? new Program('Xray', args, undefined, xray)
      : new Program('ours', [command, ...args]);
  }

  async stop(): Promise<void> {
    await this.#program.stop();
    rmSync(this.#folder, { recursive: true });
  }

  /** What it has logged since the last time, without what differs from run to run, in the order of the alphabet. */
  async log(): Promise<string[]> {
    await sleep(150); // Xray writes its log a little later
    const lines = this.#program.lines.slice(this.#seen);
    this.#seen += lines.length;
    const shown = lines
      .filter((line) => !line.includes('CopyRawConn')) // how Xray copies between sockets
      .map((line) => this.#plain(line));
    return shown.sort();
  }

  #plain(line: string): string {
    return line
      .replace(/^\S+ \S+ /, '')
      .replace(/\[\d+\] /, '')
      .replaceAll(`:${this.#origin}`, ':ORIGIN')
      .replace(/(from (?:tcp:)?|endpoint |for |connection from: )127\.0\.0\.1:\d+/g, '$1CLIENT');
  }

  /**
   * Says texts to an inbound, one character an octet, each when what was answered fits the pattern before it; gives all
   * that was answered, and ends with the connection or when the last pattern fits.
   */
  async talk(to: InboundName, ...said: readonly (string | RegExp)[]): Promise<string> {
    const socket = connect(this.ports[to], '127.0.0.1');
    let heard = '';
    let isOver = false;
    let wake = (): void => {};
    const over = () => {
      isOver = true;
      wake();
    };
    socket.on('data', (octets) => {
      heard += octets.toString('latin1');
      wake();
    });
    socket.once('end', over).once('close', over).once('error', over);
    await once(socket, 'connect');
    for (const each of said) {
      if (typeof each === 'string') {
        socket.write(each, 'latin1');
        continue;
      }
      while (!isOver && !each.test(heard)) await new Promise<void>((resolve) => (wake = resolve));
    }
    socket.destroy();
    return heard;
  }
}
