/**
 * The engine: it delivers inputs to machines, pulls their commands one by one, and records each as a step.
 *
 * `step()` runs the core to its next recorded step and returns it; nothing runs between calls. `turn()` is the same
 * without records: it runs one activation to its end. Both drive the same machines by the same code.
 */
import type { Command, Doing, Fact, Input, Machine, Scope } from '../sansio/machine.ts';
import { importanceOfFact, importanceOfMessage } from '../trace/importance.ts';
import type {
  At,
  HostName,
  Importance,
  MachineId,
  Step,
  StepKind,
  StepName,
  Wire,
} from '../trace/step.ts';
import type { Clock } from './clock.ts';
import { Schedule, type Scheduled } from './schedule.ts';

/** A machine that lives in the engine. */
export interface Resident {
  readonly id: MachineId;
  readonly host: HostName;
  readonly machine: Machine;
  readonly scope: Scope;
  readonly timers: Map<string, Scheduled>;
  removed: boolean;
}

export interface Delivery {
  readonly to: Resident;
  readonly input: Input;
  readonly cause: number | null;
  readonly links?: readonly number[];
  readonly wire?: Wire;
}

/** What commands do to the world; the reply goes back into the handler. */
export interface Performer {
  /** `step` is the id of the recorded command, or -1. */
  perform(resident: Resident, command: Exclude<Command, Fact>, step: number): unknown;
  /** What the step of a command says of the wire it crosses, if it crosses one. */
  wireOf(resident: Resident, command: Exclude<Command, Fact>): Wire | undefined;
  /** An input is about to be handled. */
  delivering(delivery: Delivery): void;
  /** A machine has reached CLOSED; `cause` is the input it handled last. */
  retire(resident: Resident, cause: number | null): void;
}

export interface Recording {
  /** `all`: every step is kept; `none`: no steps, facts only. */
  readonly steps: 'all' | 'none';
  /** Of the octets of one step, at most so many are kept. */
  readonly maxRawOctets: number;
}

/** The longest record of TLS (RFC 9846 §5.2), its header included: a part of a record cannot be opened. */
const mostOfRecord = 5 + 16_384 + 256;
export const fullRecording: Recording = { steps: 'all', maxRawOctets: mostOfRecord };
export const noRecording: Recording = { steps: 'none', maxRawOctets: 0 };

export interface StatedFact {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly host: HostName;
  readonly machine: MachineId;
  readonly scope: Scope;
  readonly time: number;
}

/** A fault of ours, not of a peer: it ends the run. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

interface Activation {
  readonly resident: Resident;
  readonly doing: Doing;
  readonly input: number | null;
  reply: unknown;
  state: string;
}

export class Engine {
  readonly clock: Clock;
  readonly schedule = new Schedule();
  /** Told of every fact, recorded or not. */
  onFact: ((fact: StatedFact) => void) | null = null;
  /** The machine whose handler or command threw last: whoever goes on after that retires it. */
  faulty: Resident | null = null;
  readonly #performer: Performer;
  readonly #recording: Recording;
  #queue: Delivery[] = [];
  #head = 0;
  #running: Activation | null = null;
  #observed: Step[] = [];
  #count = 0;

  constructor(clock: Clock, performer: Performer, recording: Recording) {
    this.clock = clock;
    this.#performer = performer;
    this.#recording = recording;
  }

  /** Looked at before a step is put together: an unwatched run spends nothing on what it does not keep. */
  get #records(): boolean {
    return this.#recording.steps === 'all';
  }

  /** How many steps have been recorded. */
  get count(): number {
    return this.#count;
  }

  /** Whether there is nothing to do at this time; there may be for later. */
  get idle(): boolean {
    return !this.#running && !this.#observed.length && this.#head >= this.#queue.length;
  }

  deliver(delivery: Delivery): void {
    this.#queue.push(delivery);
  }

  setTimer(resident: Resident, timer: string, delayMs: number, cause: number | null): void {
    resident.timers.get(timer)?.cancel();
    const at = this.clock.now() + delayMs;
    const scheduled = this.schedule.add(at, () => {
      resident.timers.delete(timer);
      this.deliver({
        to: resident,
        input: { type: 'timer_fired', timer, now: this.clock.now() },
        cause,
      });
    });
    resident.timers.set(timer, scheduled);
  }

  cancelTimer(resident: Resident, timer: string): void {
    resident.timers.get(timer)?.cancel();
    resident.timers.delete(timer);
  }

  /** Runs to the next recorded step; null when nothing is left to do now (on a virtual clock: at all). */
  step(): Step | null {
    for (;;) {
      const seen = this.#observed.shift();
      if (seen) return seen;
      if (!this.#running && !this.#next()) return null;
      this.#pull();
    }
  }

  /** Runs one whole activation; false when nothing is left to do now. */
  turn(): boolean {
    if (!this.#running && !this.#next()) return false;
    while (this.#running) this.#pull();
    this.#observed.length = 0;
    return true;
  }

  /** Forgets all work, parked or scheduled; open handlers are ended. */
  dispose(): void {
    this.#running?.doing.return(undefined);
    this.#running = null;
    this.#queue = [];
    this.#head = 0;
    this.#observed = [];
    this.schedule.clear();
  }

  /** States a fact that no machine yields: of a host, a listener, a dial. */
  state(fact: Fact, at: At, scope: Scope, cause: number | null): void {
    this.onFact?.({ ...fact, host: at.host, machine: at.machine, scope, time: this.clock.now() });
    this.record({
      kind: 'fact',
      name: fact.name,
      importance: importanceOfFact(fact.name),
      at,
      scope,
      cause,
      data: fact.data,
      state: '',
    });
  }

  /** Records a step and gives its id, or -1 when steps are not kept. */
  record(entry: {
    readonly kind: StepKind;
    readonly name: string;
    readonly importance: Importance;
    readonly at: At;
    readonly scope: Scope;
    readonly cause: number | null;
    readonly data: unknown;
    readonly state: string;
    readonly links?: readonly number[] | undefined;
    readonly wire?: Wire | undefined;
    readonly octets?: Uint8Array | undefined;
  }): number {
    if (!this.#records) return -1;
    const { octets, links, wire, ...rest } = entry;
    const step = {
      id: this.#count++,
      time: this.clock.now(),
      ...rest,
      name: rest.name as StepName,
      ...(links?.length ? { links } : {}),
      ...(wire ? { wire } : {}),
      // a copy, because a view would keep the whole socket buffer alive
      ...(octets
        ? { raw: { length: octets.length, data: octets.slice(0, this.#recording.maxRawOctets) } }
        : {}),
    } as Step;
    this.#observed.push(step);
    return step.id;
  }

  /** Begins the next activation, or lets one piece of scheduled work happen; false when there is neither now. */
  #next(): boolean {
    while (this.#head < this.#queue.length) {
      const delivery = this.#queue[this.#head++] as Delivery;
      if (this.#head > 64 && this.#head * 2 > this.#queue.length) {
        this.#queue = this.#queue.slice(this.#head);
        this.#head = 0;
      }
      if (delivery.to.removed) continue;
      try {
        this.#running = this.#activate(delivery);
      } catch (error) {
        this.faulty = delivery.to;
        throw error;
      }
      return true;
    }
    // what has been delivered is not kept until the next delivery comes
    if (this.#head > 0) this.#queue = [];
    this.#head = 0;
    const due = this.schedule.next;
    if (due === null || (due > this.clock.now() && !this.clock.virtual)) return false;
    this.clock.advance(due);
    return this.schedule.runDue(this.clock.now());
  }

  #activate(delivery: Delivery): Activation {
    const { to, input } = delivery;
    this.#performer.delivering(delivery);
    const state = to.machine.state.name;
    const id = this.#records ? this.#recordInput(delivery, state) : -1;
    return {
      resident: to,
      doing: to.machine.handle(input),
      input: id < 0 ? null : id,
      reply: undefined,
      state,
    };
  }

  #recordInput({ to, input, cause, links, wire }: Delivery, state: string): number {
    return this.record({
      kind: 'input',
      name: input.type,
      importance: importanceOfMessage(input.type, wire !== undefined),
      at: at(to, 'port' in input ? input.port : undefined),
      scope: to.scope,
      cause,
      data: dataOf(input),
      state,
      links,
      wire,
      octets: wire && input.type === 'received' ? octetsOf(input.value) : undefined,
    });
  }

  #pull(): void {
    const running = this.#running;
    if (!running) return;
    try {
      this.#advance(running);
    } catch (error) {
      this.#running = null;
      this.faulty = running.resident;
      running.doing.return(undefined);
      throw error;
    }
  }

  /** Takes one command from the running machine, records it, and performs it. */
  #advance(running: Activation): void {
    const { resident } = running;
    const { done, value } = running.doing.next(running.reply);
    running.reply = undefined;
    const state = resident.machine.state.name;
    if (state !== running.state) {
      this.record({
        kind: 'state',
        name: 'state_updated',
        importance: 'base',
        at: at(resident),
        scope: resident.scope,
        cause: running.input,
        data: { old: running.state, new: state },
        state,
      });
      running.state = state;
    }
    if (done) {
      this.#running = null;
      if (state === 'CLOSED') this.#performer.retire(resident, running.input);
      return;
    }
    if (value.type === 'fact') this.#stated(running, value);
    else this.#performed(running, value);
  }

  #stated(running: Activation, fact: Fact): void {
    const { resident } = running;
    const scope = fact.scope === undefined ? resident.scope : fact.scope;
    this.state(
      { type: 'fact', name: fact.name, data: fact.data },
      at(resident),
      scope,
      running.input,
    );
  }

  #performed(running: Activation, command: Exclude<Command, Fact>): void {
    const id = this.#records ? this.#recordCommand(running, command) : -1;
    running.reply = this.#performer.perform(running.resident, command, id);
  }

  #recordCommand({ resident, input, state }: Activation, command: Exclude<Command, Fact>): number {
    const wire = this.#performer.wireOf(resident, command);
    return this.record({
      kind: 'command',
      name: command.type,
      importance: importanceOfMessage(command.type, wire !== undefined),
      at: at(resident, 'port' in command ? command.port : undefined),
      scope: 'scope' in command && command.scope !== undefined ? command.scope : resident.scope,
      cause: input,
      data: dataOf(command),
      state,
      wire,
      octets: wire && command.type === 'send' ? octetsOf(command.value) : undefined,
    });
  }
}

const octetsOf = (value: unknown): Uint8Array | undefined =>
  value instanceof Uint8Array ? value : undefined;

const at = (resident: Resident, port?: string): At =>
  port === undefined
    ? { host: resident.host, machine: resident.id }
    : { host: resident.host, machine: resident.id, port };

/** The step's data: the input's or command's own fields without type, port, clock, scope and carried octets. */
function dataOf(message: Input | Exclude<Command, Fact>): unknown {
  const {
    type: _type,
    port: _port,
    now: _now,
    scope: _scope,
    value,
    ...rest
  } = message as unknown as Record<string, unknown>;
  const summary = value === undefined ? undefined : summaryOf(value);
  return summary === undefined ? rest : { ...rest, summary };
}

/** What a value that is not octets is, in the words of its own type. */
function summaryOf(value: unknown): string | undefined {
  if (value instanceof Uint8Array) return `${value.length} octets`;
  const part = (value as { readonly part?: unknown }).part;
  return typeof part === 'string' ? part : undefined;
}
