/**
 * Who is behind which port, and what a command does there.
 *
 * Protocols know nothing of each other: a `Composer` decides what sits behind an opened or an offered port.
 */
import type {
  Addresses,
  Command,
  Fact,
  Input,
  Machine,
  NetworkError,
  Offer,
  Scope,
  Target,
} from '../sansio/machine.ts';
import type { HostName, Wire } from '../trace/step.ts';
import { type Binding, Bindings, stepOrNull } from './bindings.ts';
import type { Clock } from './clock.ts';
import {
  AssertionError,
  type Delivery,
  Engine,
  type Performer,
  type Recording,
  type Resident,
} from './engine.ts';
import type { Answer, Wanted } from './host-composer.ts';
import type { Connection, Listener, Network, NetworkEvents } from './network.ts';
import { type Random, randomUint32 } from './random.ts';
import { type Acceptor, Wires } from './wires.ts';

type OnConnection = Extract<Target, { readonly to: 'exchange' }>;

/** Decides what sits behind a port. Each method adds machines and joins them; `cause` is the step that asked. */
export interface Composer extends Acceptor {
  /** Lets every host listen, and starts the programs that begin by themselves. */
  populate(): void;
  /** A machine wants a partner that is not an address: gives an address to dial all the same, an error, or null when it has joined one. */
  open(opener: Resident, port: string, target: Wanted, scope: Scope, cause: number | null): Answer;
  /** A machine has a port for which it wants a partner. */
  offer(offerer: Resident, port: string, offer: Offer, scope: Scope, cause: number | null): void;
}

/** What is done to one recorded `send` in place of what the machine asked. */
export type Intervention =
  | { readonly at: number; readonly action: 'drop' | 'reset' }
  | { readonly at: number; readonly action: 'delay'; readonly delayMs: number };

export interface WiringOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly recording: Recording;
  readonly interventions?: readonly Intervention[];
  readonly composer: (wiring: Wiring) => Composer;
  readonly network: (events: NetworkEvents, engine: Engine) => Network;
}

export class Wiring implements Performer {
  readonly engine: Engine;
  readonly #random: Random;
  readonly #interventions: ReadonlyMap<number, Intervention>;
  readonly #composer: Composer;
  readonly #bindings = new Bindings();
  readonly #wires: Wires;
  #numbers = new Map<string, number>();
  #exchanges = 0;

  constructor(options: WiringOptions) {
    this.engine = new Engine(options.clock, this, options.recording);
    this.#random = options.random;
    this.#interventions = new Map(options.interventions?.map((i) => [i.at, i]));
    this.#composer = options.composer(this);
    this.#wires = new Wires(this.engine, this.#bindings, this.#composer, (events) =>
      options.network(events, this.engine),
    );
  }

  /** What is alive: for limits, and for tests that nothing is left behind. */
  get alive(): { readonly machines: number; readonly connections: number } {
    return { machines: this.#bindings.size, connections: this.#wires.size };
  }

  /** Brings the hosts to life; to be called once. */
  populate(): void {
    this.#composer.populate();
  }

  listen(listener: Listener): void {
    this.#wires.network.listen(listener);
  }

  /** A scope of its own for a new proxied connection. */
  newScope(): Scope {
    return randomUint32(this.#random);
  }

  /** Adds a machine under `tag/kind#n`; it gets `start` as its first input. */
  add(
    host: HostName,
    tag: string,
    kind: string,
    machine: Machine,
    scope: Scope,
    cause: number | null,
  ): Resident {
    const key = `${host} ${tag}/${kind}`;
    const number = (this.#numbers.get(key) ?? 0) + 1;
    this.#numbers.set(key, number);
    const id = `${tag}/${kind}#${number}`;
    const resident: Resident = { id, host, machine, scope, timers: new Map(), removed: false };
    this.#bindings.add(resident);
    this.#deliver(resident, { type: 'start', now: this.#now }, cause);
    return resident;
  }

  /** Joins two ports. What was sent on an opening port before goes on to the other. */
  join(a: Resident, portOfA: string, b: Resident, portOfB: string, cause: number | null): void {
    const fromA = this.#bindings.waiting(a, portOfA);
    const fromB = this.#bindings.waiting(b, portOfB);
    this.#bind(a, portOfA, b, portOfB);
    this.#bind(b, portOfB, a, portOfA);
    const now = this.#now;
    for (const input of fromA) this.#deliver(b, { ...input, port: portOfB, now } as Input, cause);
    for (const input of fromB) this.#deliver(a, { ...input, port: portOfA, now } as Input, cause);
  }

  /** Whether the machine lives and still waits for a partner behind this port. */
  isOpening(resident: Resident, port: string): boolean {
    return this.#bindings.find(resident)?.get(port)?.kind === 'opening';
  }

  /** Answers an open that nobody can serve. */
  fail(resident: Resident, port: string, error: NetworkError, cause: number | null): void {
    const ports = this.#bindings.find(resident);
    if (ports?.get(port)?.kind !== 'opening') return;
    ports.set(port, { kind: 'gone' });
    this.#deliver(resident, { type: 'closed', port, how: 'failed', error, now: this.#now }, cause);
  }

  /** Gives a machine the acceptor's end of a connection. */
  attach(resident: Resident, port: string, connection: Connection): void {
    this.#wires.attach(resident, port, connection);
  }

  /** Tells a machine that something sits behind one of its ports. */
  attached(
    resident: Resident,
    port: string,
    offer: Offer,
    scope: Scope,
    cause: number | null,
  ): void {
    this.#deliver(resident, { type: 'attached', port, offer, scope, now: this.#now }, cause);
  }

  /** Ends everything at once: no machine, connection, timer or open handler is left. */
  dispose(): void {
    this.#wires.clear();
    this.#bindings.clear();
    this.engine.dispose();
  }

  wireOf(resident: Resident, command: Exclude<Command, Fact>): Wire | undefined {
    if (command.type === 'open') {
      if (command.target.to !== 'address') return undefined;
      return { connection: this.#wires.nextId, end: 'dialler', from: 0, to: 0 };
    }
    if (!('port' in command)) return undefined;
    const binding = this.#bindings.of(resident).get(command.port);
    if (binding?.kind !== 'wire') return undefined;
    const from = this.#wires.sent(binding.end);
    const length = command.type === 'send' ? (command.value as Uint8Array).length : 0;
    const { connection, side } = binding.end;
    return { connection: connection.id, end: side, from, to: from + length };
  }

  perform(resident: Resident, command: Exclude<Command, Fact>, step: number): unknown {
    switch (command.type) {
      case 'send':
        return this.#send(resident, command.port, command.value, step);
      case 'close':
        return this.#close(resident, command.port, command.how, step, command.error);
      case 'open':
        return this.#open(resident, command.port, command.target, command.scope, step);
      case 'offer': {
        const scope = command.scope === undefined ? resident.scope : command.scope;
        return this.#composer.offer(resident, command.port, command.offer, scope, stepOrNull(step));
      }
      case 'ready':
        return this.#ready(resident, command.port, command.addresses, step);
      case 'pause_reading':
      case 'resume_reading':
        return this.#flow(resident, command.port, command.type, step);
      case 'random':
        return this.#random(command.length);
      case 'set_timer':
        return this.engine.setTimer(resident, command.timer, command.delayMs, stepOrNull(step));
      case 'cancel_timer':
        return this.engine.cancelTimer(resident, command.timer);
    }
  }

  delivering({ to, input }: Delivery): void {
    if (input.type !== 'closed' || input.how === 'end') return;
    const ports = this.#bindings.find(to);
    if (ports?.get(input.port)?.kind === 'gone') ports.delete(input.port);
  }

  retire(resident: Resident, cause: number | null): void {
    for (const [port, binding] of [...this.#bindings.of(resident)]) {
      if (binding.kind === 'wire') this.#wires.finish(resident, port, binding, cause);
      else this.#close(resident, port, 'reset', cause ?? -1);
    }
    this.#bindings.remove(resident);
  }

  #bind(from: Resident, port: string, peer: Resident, peerPort: string): void {
    this.#bindings.of(from).set(port, { kind: 'machine', peer, peerPort, ended: false });
  }

  #send(resident: Resident, port: string, value: unknown, step: number): void {
    const binding = this.#bindings.of(resident).get(port);
    const refuse = (why: string): never => {
      throw new AssertionError(`${resident.host} ${resident.id} sends on ${port} ${why}`);
    };
    if (!binding) return refuse('to which nothing is linked');
    if (binding.kind === 'gone') return;
    if (binding.kind === 'opening') {
      binding.waiting.push({ type: 'received', port, value, now: this.#now });
      return;
    }
    if (binding.ended) return refuse('after its end');
    if (binding.kind === 'machine') {
      const input: Input = { type: 'received', port: binding.peerPort, value, now: this.#now };
      return this.#deliver(binding.peer, input, stepOrNull(step));
    }
    if (!binding.usable) return refuse('before it is open');
    this.#transmit(resident, port, binding, value as Uint8Array, step);
  }

  #transmit(
    resident: Resident,
    port: string,
    { end }: Extract<Binding, { kind: 'wire' }>,
    octets: Uint8Array,
    step: number,
  ): void {
    const intervention = step < 0 ? undefined : this.#interventions.get(step);
    if (intervention?.action === 'drop') return;
    if (intervention?.action === 'reset') {
      this.#close(resident, port, 'reset', step);
      this.#deliver(resident, { type: 'closed', port, how: 'reset', now: this.#now }, step);
      return;
    }
    const delayMs = intervention?.action === 'delay' ? intervention.delayMs : 0;
    if (this.#wires.send(end, octets, step, delayMs)) return;
    this.#deliver(resident, { type: 'blocked', port, now: this.#now }, stepOrNull(step));
  }

  #close(
    resident: Resident,
    port: string,
    how: 'end' | 'reset',
    step: number,
    error?: NetworkError,
  ): void {
    const ports = this.#bindings.of(resident);
    const binding = ports.get(port);
    if (!binding) return;
    if (binding.kind === 'gone' || binding.kind === 'opening') {
      ports.delete(port);
      return;
    }
    if (how === 'end' && binding.ended) return;
    if (binding.kind === 'wire') return this.#wires.close(resident, port, binding, how, step);
    this.#closeLink(ports, port, binding, how, step, error);
  }

  #closeLink(
    ports: Map<string, Binding>,
    port: string,
    binding: Extract<Binding, { kind: 'machine' }>,
    how: 'end' | 'reset',
    step: number,
    error?: NetworkError,
  ): void {
    binding.ended = true;
    const { peer, peerPort } = binding;
    const peerPorts = this.#bindings.find(peer);
    const back = peerPorts?.get(peerPort);
    if (how === 'reset') {
      ports.delete(port);
      if (back) peerPorts?.set(peerPort, { kind: 'gone' });
    } else if (back?.kind === 'machine' && back.ended) {
      ports.delete(port);
      peerPorts?.delete(peerPort);
    }
    if (!back) return;
    const input: Input = {
      type: 'closed',
      port: peerPort,
      how,
      ...(error ? { error } : {}),
      now: this.#now,
    };
    this.#deliver(peer, input, stepOrNull(step));
  }

  #open(
    resident: Resident,
    port: string,
    target: Target,
    ownScope: Scope | undefined,
    step: number,
  ): void {
    const scope = ownScope === undefined ? resident.scope : ownScope;
    if (target.to === 'address') return this.#wires.dial(resident, port, target, scope, step);
    const ports = this.#bindings.of(resident);
    ports.set(port, { kind: 'opening', waiting: [] });
    if (target.to === 'exchange') return this.#beginExchange(resident, port, target, scope, step);
    const answer = this.#composer.open(resident, port, target, scope, stepOrNull(step));
    if (answer === null) return;
    if (typeof answer === 'object') return this.#wires.dial(resident, port, answer, scope, step);
    this.fail(resident, port, answer, stepOrNull(step));
  }

  /** Gives the machine of an HTTP/2 connection a port for one more exchange. */
  #beginExchange(
    resident: Resident,
    port: string,
    { connection }: OnConnection,
    scope: Scope,
    step: number,
  ): void {
    const cause = stepOrNull(step);
    const behind = this.#bindings.of(resident).get(connection);
    if (behind?.kind !== 'machine') return this.fail(resident, port, 'connection_reset', cause);
    const { peer } = behind;
    const name = `exchange:${++this.#exchanges}`;
    this.join(resident, port, peer, name, cause);
    this.attached(peer, name, { kind: 'exchange', remote: '' }, scope, cause);
    const opened: Input = { type: 'opened', port, addresses: null, now: this.#now };
    this.#deliver(resident, opened, cause);
  }

  #ready(resident: Resident, port: string, addresses: Addresses | null, step: number): void {
    const binding = this.#bindings.of(resident).get(port);
    if (binding?.kind !== 'machine') return;
    const input: Input = { type: 'opened', port: binding.peerPort, addresses, now: this.#now };
    this.#deliver(binding.peer, input, stepOrNull(step));
  }

  #flow(
    resident: Resident,
    port: string,
    type: 'pause_reading' | 'resume_reading',
    step: number,
  ): void {
    const binding = this.#bindings.of(resident).get(port);
    const pause = type === 'pause_reading';
    if (binding?.kind === 'wire') {
      const { connection, side } = binding.end;
      if (pause) this.#wires.network.pauseReading(connection, side);
      else this.#wires.network.resumeReading(connection, side);
    } else if (binding?.kind === 'machine') {
      const input: Input = {
        type: pause ? 'blocked' : 'writable',
        port: binding.peerPort,
        now: this.#now,
      };
      this.#deliver(binding.peer, input, stepOrNull(step));
    }
  }

  get #now(): number {
    return this.engine.clock.now();
  }

  #deliver(to: Resident, input: Input, cause: number | null): void {
    this.engine.deliver({ to, input, cause });
  }
}
