/**
 * Where a machine stands while it is fuzzed: whatever order of inputs is tried on it, it gets only what the engine and
 * its neighbours could give it, and it is held to what the engine would throw at.
 *
 * Octets may be anything. A port must be there; after its end nothing comes from it; timers fire that were set once
 * (late ones too: a firing may be on its way when the machine cancels it). HTTP parts come in their order, responses
 * to requests only: a neighbour that breaks this is a fault of ours, not of a peer.
 */
import { seededRandom } from '../../core/engine/random.ts';
import { fieldValue } from '../../core/http/headers.ts';
import type { HttpCapacity, HttpPart } from '../../core/http/message.ts';
import type { Command, Input, Machine } from '../../core/sansio/machine.ts';
import type { Timeless } from './stand.ts';

/** Of one input. What floods a machine with 64 KiB of the smallest frames there are stays below. */
const maxCommands = 20_000;

interface PortState {
  /**
   * `dialling`: TCP, which carries nothing before it is open; `securing`: TCP or security around it, which may end
   * before it is open; `opening`: anything else that was opened; `left`: given up by the machine before it was open.
   */
  open: 'dialling' | 'securing' | 'opening' | 'usable' | 'left';
  /** What it says: nothing more after `ended`. What is on its way arrives although the machine has reset the port. */
  incoming: 'open' | 'ended';
  /** What the machine says. */
  outgoing: 'open' | 'ended';
  /** A message of parts has begun and not ended. */
  isInPart: boolean;
  isOutPart: boolean;
  /** A part was left out, and so nothing can follow. */
  isBroken: boolean;
  /** Heads that may still come: of responses as many as the machine has sent requests. */
  responses: number;
  requests: number;
  /** Octets of body that the message's head lets follow it. */
  bodyOctets: number;
  /** Whether exactly so many must come. */
  isLengthStated: boolean;
  isPaused: boolean;
  isBlocked: boolean;
}

const newPort = (open: PortState['open'], requests = Number.POSITIVE_INFINITY): PortState => ({
  open,
  incoming: 'open',
  outgoing: 'open',
  isInPart: false,
  isOutPart: false,
  isBroken: false,
  responses: 0,
  requests,
  bodyOctets: 0,
  isLengthStated: false,
  isPaused: false,
  isBlocked: false,
});

export class FuzzStand {
  readonly machine: Machine;
  readonly #random = seededRandom(1);
  /** Null for one that is gone. */
  readonly #ports = new Map<string, PortState | null>();
  /** Every timer that was ever set. */
  readonly #timers = new Set<string>();
  /** Ports that are there from the beginning. */
  readonly #standing: ReadonlySet<string>;
  #now = 0;
  #hasStarted = false;
  /** Octets sent on ports that were blocked: wiring keeps them. */
  keptOctets = 0;

  constructor(machine: Machine, standing: ReadonlySet<string>) {
    this.machine = machine;
    this.#standing = standing;
  }

  get isClosed(): boolean {
    return this.machine.state.name === 'CLOSED';
  }

  get timers(): readonly string[] {
    return [...this.#timers];
  }

  /** Ports that may say something now. */
  get talking(): string[] {
    return [...this.#ports].flatMap(([name, port]) =>
      port?.incoming === 'open' && (port.open === 'usable' || port.open === 'opening')
        ? [name]
        : [],
    );
  }

  /** Every port that there is or was. */
  get ports(): readonly string[] {
    return [...new Set([...this.#standing, ...this.#ports.keys()])];
  }

  isPaused(port: string): boolean {
    return this.#ports.get(port)?.isPaused === true;
  }

  isInPart(port: string): boolean {
    return this.#ports.get(port)?.isInPart === true;
  }

  /** Whether the port could begin with this: it is one of those that stand there, and nobody has named it. */
  #portOf(name: string): PortState | null {
    const known = this.#ports.get(name);
    if (known !== undefined || !this.#standing.has(name)) return known ?? null;
    const made = newPort('usable');
    this.#ports.set(name, made);
    return made;
  }

  /** Delivers one input if it may come now; tells whether it did. Throws what the machine or the engine would throw. */
  deliver(input: Timeless): boolean {
    if (this.isClosed || !this.#mayCome(input)) return false;
    this.#now++;
    const doing = this.machine.handle({ ...input, now: this.#now } as Input);
    let commands = 0;
    for (let reply: unknown; ; ) {
      const { done, value } = doing.next(reply);
      if (done) return true;
      if (++commands > maxCommands) throw new Error(`More than ${maxCommands} commands`);
      this.#command(value);
      reply = value.type === 'random' ? this.#random(value.length) : undefined;
    }
  }

  #mayCome(input: Timeless): boolean {
    if (input.type === 'start') {
      const isFirst = !this.#hasStarted;
      this.#hasStarted = true;
      return isFirst;
    }
    if (!this.#hasStarted) return false;
    if (input.type === 'timer_fired') return this.#timers.has(input.timer);
    if (input.type === 'attached') {
      if (this.#ports.has(input.port) || this.#standing.has(input.port)) return false;
      this.#ports.set(input.port, newPort('usable', 1));
      return true;
    }
    const port = this.#portOf(input.port);
    if (!port) return false;
    switch (input.type) {
      case 'opened':
        if (port.open === 'usable' || port.incoming === 'ended') return false;
        if (port.open === 'left') this.#ports.set(input.port, null);
        port.open = 'usable';
        return true;
      case 'closed':
        return this.#mayClose(input.port, port, input.how);
      case 'received':
        return this.#maySay(port, input.value);
      case 'blocked':
      case 'writable':
        if (!isLinked(port)) return false;
        port.isBlocked = input.type === 'blocked';
        return true;
    }
  }

  #mayClose(name: string, port: PortState, how: 'end' | 'reset' | 'failed'): boolean {
    if (how === 'failed') {
      if (port.open === 'usable') return false;
      this.#ports.set(name, null);
      return true;
    }
    if (how === 'reset' && port.open !== 'dialling' && port.open !== 'left') {
      this.#ports.set(name, null);
      return true;
    }
    if (!isLinked(port)) return false;
    if (port.incoming === 'ended' || port.isInPart || port.isBroken) return false;
    port.incoming = 'ended';
    return true;
  }

  #maySay(port: PortState, value: unknown): boolean {
    if (!isLinked(port) || port.incoming === 'ended' || port.isBroken) return false;
    if (value instanceof Uint8Array) return true;
    const part = value as HttpPart | HttpCapacity;
    const may = mayFollow(port, part);
    if (may) takePart(port, part);
    else port.isBroken = true;
    return may;
  }

  #command(command: Command): void {
    switch (command.type) {
      case 'set_timer':
        this.#timers.add(command.timer);
        return;
      case 'open': {
        const { to } = command.target;
        const open = to === 'address' ? 'dialling' : to === 'security' ? 'securing' : 'opening';
        this.#ports.set(command.port, newPort(open));
        return;
      }
      case 'offer':
        this.#ports.set(command.port, newPort('usable'));
        return;
      case 'pause_reading':
      case 'resume_reading': {
        const port = this.#portOf(command.port);
        if (port) port.isPaused = command.type === 'pause_reading';
        return;
      }
      case 'close':
        return this.#closed(command.port, command.how);
      case 'send':
        return this.#sent(command.port, command.value);
    }
  }

  #closed(name: string, how: 'end' | 'reset'): void {
    const port = this.#portOf(name);
    if (!port) return;
    port.outgoing = 'ended';
    if (port.open !== 'usable') port.open = 'left';
    else if (how === 'end' && port.incoming === 'ended') this.#ports.set(name, null);
  }

  #sent(name: string, value: unknown): void {
    const port = this.#portOf(name);
    if (!port) throw new Error(`The machine sends on ${name}, to which nothing is linked`);
    if (port.outgoing === 'ended') throw new Error(`The machine sends on ${name} after its end`);
    if (!isLinked(port)) throw new Error(`The machine sends on ${name} before it is open`);
    if (value instanceof Uint8Array) {
      if (port.isBlocked) this.keptOctets += value.length;
      return;
    }
    const part = value as HttpPart;
    if (part.part === 'body') {
      if (port.isBlocked) this.keptOctets += part.data.length;
      if (!port.isOutPart) throw new Error(`The machine sends a body on ${name} without a head`);
    } else if (part.part === 'end') {
      if (!port.isOutPart) throw new Error(`The machine sends an end on ${name} without a head`);
      port.isOutPart = false;
    } else if (part.part === 'request_head' || part.part === 'response_head') {
      if (port.isOutPart) throw new Error(`The machine sends a head on ${name} within a message`);
      port.isOutPart = true;
      if (part.part === 'request_head') port.responses++;
    }
  }
}

const isLinked = ({ open }: PortState): boolean => open === 'usable' || open === 'opening';

function mayFollow(port: PortState, part: HttpPart | HttpCapacity): boolean {
  switch (part.part) {
    case 'capacity':
      return true;
    case 'request_head':
      return !port.isInPart && port.requests > 0;
    case 'response_head':
      return !port.isInPart && port.responses > 0;
    case 'body':
      return port.isInPart && part.data.length <= port.bodyOctets;
    case 'end':
      return port.isInPart && !(port.isLengthStated && port.bodyOctets > 0);
  }
}

function takePart(port: PortState, part: HttpPart | HttpCapacity): void {
  if (part.part === 'body') port.bodyOctets -= part.data.length;
  if (part.part === 'end') port.isInPart = false;
  if (part.part !== 'request_head' && part.part !== 'response_head') return;
  if (part.part === 'request_head') port.requests--;
  else port.responses--;
  port.isInPart = true;
  const length = fieldValue(part.headers, 'Content-Length');
  const isCoded = fieldValue(part.headers, 'Transfer-Encoding') !== null;
  const isBodiless = part.part === 'request_head' && bodiless.includes(part.method);
  port.isLengthStated = length !== null;
  port.bodyOctets = Number.POSITIVE_INFINITY;
  if (length !== null) port.bodyOctets = Number(length);
  else if (isBodiless && !isCoded) port.bodyOctets = 0;
}

/** Methods whose requests have no body unless their heads say so. */
const bodiless = ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE'];
