/**
 * A scenario on loopback sockets with a real Xray as its client, its server or both: every connection passes a tap, and
 * what the taps have seen and what the cores have logged become a recording.
 *
 * Hosts that are not Xray's are ours, unwatched: they are seen as the foreign ones are, by taps and facts. What is shown
 * has the scenario's addresses; the time between hosts is the scenario's, but for handshakes of TCP.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toHex } from '../bytes/hex.ts';
import { hostAndPort } from '../bytes/ip.ts';
import { pemText } from '../config/pem.ts';
import type { StatedFact } from '../engine/engine.ts';
import type { AppHost, CoreHost, Host, World } from '../engine/hosts.ts';
import { type TappedFact, tappedSteps } from '../inspect/tapped-steps.ts';
import { type Scenario, worldOf } from '../scenarios/scenario.ts';
import type { Recording } from '../trace/serialize.ts';
import type { AddressPolicy } from './address-policy.ts';
import { brotli } from './brotli.ts';
import { freePort } from './free-port.ts';
import { LiveHosts } from './live-hosts.ts';
import { TappedNetwork } from './tapped-network.ts';
import { Xray } from './xray.ts';
import { xrayConfig } from './xray-config.ts';
import { xrayFacts, xrayListeners } from './xray-host.ts';

export type ForeignHost = 'client' | 'vps';

export interface TappedRunOptions {
  readonly scenario: Scenario;
  /** The path of a real Xray. */
  readonly xray: string;
  /** Which hosts it plays. */
  readonly foreign: readonly ForeignHost[];
  /** How long the app's answer may take, in ms. */
  readonly patienceMs?: number;
  /** Whether a run without an answer in time is one to record, too. */
  readonly mayFail?: boolean;
}

/** Runs the scenario once. Rejects when the app has no answer in time, unless it may fail. */
export async function tappedRun(options: TappedRunOptions): Promise<Recording> {
  const folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-'));
  const run = new TappedRun(options, folder);
  try {
    return await run.record();
  } finally {
    await run.stop();
    rmSync(folder, { recursive: true });
  }
}

/** How long a run goes on after the answer: what is closed then shall be seen. */
const lingerMs = 1_500;
/** REALITY's server asks its target for some seconds first. */
const probesMs = 40_000;
const blindProbesMs = 12_000;

/** A core at work. */
interface Started {
  readonly host: CoreHost;
  /** What it has printed; nothing for one of ours. */
  readonly lines: readonly string[];
  readonly stop: () => unknown;
}

class TappedRun {
  readonly #options: TappedRunOptions;
  readonly #world: World;
  readonly #app: AppHost;
  readonly #folder: string;
  readonly #network: TappedNetwork;
  readonly #stops: (() => unknown)[] = [];
  readonly #facts: StatedFact[] = [];
  readonly #faults: unknown[] = [];

  constructor(options: TappedRunOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#world = worldOf(options.scenario);
    const { hosts, topology } = this.#world;
    this.#app = hosts.find((host) => host.role === 'app') as AppHost;
    this.#network = new TappedNetwork(topology, (host) => this.#isForeign(host));
    this.#stops.push(() => this.#network.close());
  }

  async record(): Promise<Recording> {
    const { hosts } = this.#world;
    const roots = this.#world.roots.map((der) => pemText('CERTIFICATE', der));
    writeFileSync(this.#rootsFile, roots.join(''));
    const web = await this.#live(hosts.filter(isWeb));
    const cores = hosts.filter((host) => host.role === 'core');
    for (const host of cores) this.#placeAnew(host, await freePorts(host));
    for (const host of hosts) await this.#network.tap(host, this.#app.destination);
    const [server, client] = [cores.find(isServer), cores.find((host) => !isServer(host))];
    if (!server || !client) throw new Error('A scenario has a client and a server');
    const started = [await this.#start(server)];
    if (this.#isForeign(server.name) && isReality(server)) {
      await this.#awaitProbes(client);
      // so that no connection of that time is used again
      web.stop();
      await this.#live(hosts.filter(isWeb));
      await sleep(lingerMs);
    }
    started.push(await this.#start(client));
    this.#network.begin();
    this.#facts.length = 0;
    await this.#live([this.#app]);
    const { patienceMs = 30_000, mayFail = false } = this.#options;
    try {
      await this.#answered(this.#app.startsAtMs + patienceMs);
    } catch (error) {
      if (!mayFail || this.#faults.length > 0) throw error;
    }
    await sleep(lingerMs);
    this.#network.end();
    await sleep(200); // Xray writes its log a little later
    return this.#recording(started);
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.reverse()) await stop();
  }

  #isForeign(host: string): boolean {
    return this.#options.foreign.some((name) => name === host);
  }

  get #rootsFile(): string {
    return join(this.#folder, 'roots.pem');
  }

  get #keyLogFile(): string {
    return join(this.#folder, 'keys.log');
  }

  async #live(hosts: readonly Host[]): Promise<LiveHosts> {
    const policy: AddressPolicy = {
      bind: () => ({ host: '127.0.0.1', port: 0 }),
      route: (_, from, address, port) => {
        const to = this.#network.tapOf(from, address, port);
        if (to === null) return { error: 'unreachable', afterMs: 0 };
        return { host: '127.0.0.1', port: to, to: null, addresses: null };
      },
      foreign: ({ address, port }, socket) => ({
        local: hostAndPort(address, port),
        remote: this.#network.shown(hostAndPort('127.0.0.1', socket.remotePort ?? 0)),
      }),
    };
    const live = new LiveHosts(
      hosts,
      {
        fact: (fact) => this.#facts.push({ ...fact, time: this.#network.now() }),
        fault: (error) => this.#faults.push(error),
      },
      { policy, roots: this.#world.roots, decompress: brotli },
    );
    this.#stops.push(() => live.stop());
    await live.start();
    for (const { listener, port } of live.bound) this.#network.place(listener, port);
    return live;
  }

  /** Where a core's listeners will be. */
  #placeAnew(host: CoreHost, ports: readonly number[]): void {
    for (const [i, listener] of xrayListeners(host).entries()) {
      this.#network.place(listener, ports[i] as number);
    }
  }

  async #start(host: CoreHost, keyLog: string | null = this.#keyLogFile): Promise<Started> {
    if (!this.#isForeign(host.name)) {
      const live = await this.#live([host]);
      return { host, lines: [], stop: () => live.stop() };
    }
    const config = xrayConfig(host.config, {
      listened: (inbound, port) => ({
        address: '127.0.0.1',
        port: this.#network.portOf(host.name, inbound.tag, port),
      }),
      dialled: ({ host: address }, port) => this.#moved(host.name, address, port),
      destination: this.#moved(host.name, this.#app.destination.host, this.#app.destination.port),
      keyLog,
    });
    const { xray } = this.#options;
    const program = await Xray.start(xray, config, { roots: this.#rootsFile });
    const stop = () => program.stop();
    this.#stops.push(stop);
    return { host, lines: program.lines, stop };
  }

  #moved(from: string, address: string, port: number) {
    const to = this.#network.tapOf(from, address, port);
    return { address: '127.0.0.1', port: to ?? 9 };
  }

  /** A client that is not recorded comes first, as often as it must: what it waits for, the recorded one need not. */
  async #awaitProbes(host: CoreHost): Promise<void> {
    // where no answer may come at all, none tells the end
    if (this.#options.mayFail) return void (await sleep(blindProbesMs));
    const client = await this.#start(host, null);
    const ends = performance.now() + probesMs;
    for (let isDone = false; !isDone; ) {
      this.#facts.length = 0;
      const app = await this.#live([{ ...this.#app, startsAtMs: 0 }]);
      isDone = await this.#answered(probesMs).then(
        () => true,
        (error) => {
          if (performance.now() > ends) throw error;
          return false;
        },
      );
      app.stop();
    }
    await client.stop();
    this.#placeAnew(host, await freePorts(host));
  }

  async #answered(patienceMs: number): Promise<void> {
    const ends = performance.now() + patienceMs;
    while (!this.#facts.some(({ name }) => name === 'app:response_received')) {
      const failure = this.#facts.find(({ name }) => name === 'app:request_failed');
      if (this.#faults.length > 0) throw this.#faults[0];
      if (failure) throw new Error(`The app has no answer: ${JSON.stringify(failure.data)}`);
      if (performance.now() > ends) throw new Error('The app has no answer in time');
      await sleep(20);
    }
  }

  #recording(started: readonly Started[]): Recording {
    const { epochMs } = this.#network;
    const shown = (text: string) => this.#network.shown(text);
    const foreignFacts = started.flatMap(({ host, lines }) =>
      xrayFacts(host, lines, epochMs, shown),
    );
    const ours = this.#facts.map(
      ({ name, data, host, machine, scope, time }): TappedFact => ({
        name: name as TappedFact['name'],
        data: JSON.parse(shown(JSON.stringify(data))),
        host,
        machine,
        scope,
        time: Math.max(0, Math.round((time - epochMs) * 1000) / 1000),
      }),
    );
    const { connections, events } = this.#network;
    const { scenario, foreign } = this.#options;
    return {
      version: 1,
      scenario: scenario.id,
      network: 'sockets',
      core: foreign.length === 2 ? 'xray' : foreign[0] === 'client' ? 'xray-client' : 'xray-server',
      seed: 0,
      epochMs: Math.floor(epochMs),
      keyLog: this.#keyLog(),
      steps: tappedSteps({ connections, events, facts: [...foreignFacts, ...ours] }),
    };
  }

  /** Of the recorded connections alone, as Xray has written it: our own secrets are facts. */
  #keyLog(): string {
    if (!existsSync(this.#keyLogFile)) return '';
    const randoms = this.#network.events.flatMap(({ type, octets }) =>
      type === 'sent' && octets ? (clientRandom(octets) ?? []) : [],
    );
    return readFileSync(this.#keyLogFile, 'latin1')
      .trim()
      .split('\n')
      .filter((line) => randoms.includes(line.split(' ')[1] ?? ''))
      .join('\n');
  }
}

/** In hexadecimal, where the octets begin with a ClientHello. */
function clientRandom(octets: Uint8Array): string | null {
  const isHello = octets[0] === 22 && octets[5] === 1;
  return isHello ? toHex(octets.subarray(11, 43)) : null;
}

const isWeb = ({ role }: Host): boolean => role === 'cdn' || role === 'site';

const isServer = ({ name }: CoreHost): boolean => name === 'vps';

const freePorts = (host: CoreHost): Promise<number[]> =>
  Promise.all(xrayListeners(host).map(freePort));

const isReality = ({ config }: CoreHost): boolean =>
  config.inbounds.some(({ stream }) => stream.security.type === 'reality');
