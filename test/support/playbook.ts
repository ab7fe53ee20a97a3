/**
 * A conversation with one machine as a test: inputs go in (`>>`), commands are expected (`<<`).
 *
 *     playbook(new SocksInbound(options))
 *       .start()
 *       .input(received('outer', '05 01 00'))
 *       .expects(sent('outer', '05 00'))
 *       .input(received('outer', ascii('GET / HTTP/1.1\r\n\r\n')), closed('outer', 'end'))
 *       .expects(sent('inner', body('hello')), closes('inner', 'end'))
 *       .elapse(4_000)            // lets timers fire
 *       .expects(closes('outer', 'reset'))
 *       .ends();                  // the machine is CLOSED and nothing is left unexpected
 *
 * - Octets are hexadecimal text or a Uint8Array; typed values are what they are; Vitest's asymmetric matchers
 *   (`expect.anything()`, `expect.objectContaining(…)`) may stand for any value or part of one.
 * - `expects(…)` takes every command since the last `expects`, in order and nothing else. `expects()` says: none.
 *   Facts count only when the list names one (`states(…)`). The commands in `ignoring` never count, e.g.
 *   `playbook(machine, { ignoring: ['set_timer', 'cancel_timer'] })`.
 * - `octetsOn(port)` and `valuesOn(port)` give all that was sent on a port so far, `facts` all facts.
 * - `random` is answered from a seeded source (`seed`).
 */
import { expect } from 'vitest';
import { concat } from '../../core/bytes/concat.ts';
import { fromHex, toHex } from '../../core/bytes/hex.ts';
import { fromLatin1, toLatin1 } from '../../core/bytes/utf8.ts';
import type {
  Addresses,
  Command,
  Fact,
  Machine,
  NetworkError,
  Offer,
  Scope,
  Target,
} from '../../core/sansio/machine.ts';
import { Stand, type Timeless } from './stand.ts';

/** One octet a character. */
export const ascii = (text: string): Uint8Array => toLatin1(text);
const octetsOrValue = (value: unknown): unknown =>
  typeof value === 'string' ? fromHex(value) : value;

// inputs

export const received = (port: string, value: unknown): Timeless => ({
  type: 'received',
  port,
  value: octetsOrValue(value),
});
export const opened = (port: string, addresses: Addresses | null = null): Timeless => ({
  type: 'opened',
  port,
  addresses,
});
export const closed = (
  port: string,
  how: 'end' | 'reset' | 'failed' = 'end',
  error?: NetworkError,
): Timeless => ({ type: 'closed', port, how, ...(error ? { error } : {}) });
export const attached = (port: string, offer: Offer, scope: Scope = null): Timeless => ({
  type: 'attached',
  port,
  offer,
  scope,
});
export const blocked = (port: string): Timeless => ({ type: 'blocked', port });
export const writable = (port: string): Timeless => ({ type: 'writable', port });
export const fired = (timer: string): Timeless => ({ type: 'timer_fired', timer });

// expected commands; `scope` is compared only when it is given

export type Expected = { readonly type: Command['type']; readonly [field: string]: unknown };

const scoped = (scope: Scope | undefined) => (scope === undefined ? {} : { scope });
export const sent = (port: string, value: unknown): Expected => ({
  type: 'send',
  port,
  value: octetsOrValue(value),
});
export const closes = (
  port: string,
  how: 'end' | 'reset' = 'end',
  error?: NetworkError,
): Expected => ({ type: 'close', port, how, ...(error ? { error } : {}) });
export const opens = (port: string, target: Target, scope?: Scope): Expected => ({
  type: 'open',
  port,
  target,
  ...scoped(scope),
});
export const offers = (port: string, offer: Offer, scope?: Scope): Expected => ({
  type: 'offer',
  port,
  offer,
  ...scoped(scope),
});
export const readies = (port: string, addresses: Addresses | null = null): Expected => ({
  type: 'ready',
  port,
  addresses,
});
export const states = (name: string, data: unknown, scope?: Scope): Expected => ({
  type: 'fact',
  name,
  data,
  ...scoped(scope),
});
export const draws = (length: number): Expected => ({ type: 'random', length });
export const setsTimer = (timer: string, delayMs: unknown): Expected => ({
  type: 'set_timer',
  timer,
  delayMs,
});
export const cancelsTimer = (timer: string): Expected => ({ type: 'cancel_timer', timer });
export const pauses = (port: string): Expected => ({ type: 'pause_reading', port });
export const resumes = (port: string): Expected => ({ type: 'resume_reading', port });

export interface PlaybookOptions {
  readonly seed?: number;
  /** Types of commands that never count. */
  readonly ignoring?: readonly Command['type'][];
}

export const playbook = (machine: Machine, options: PlaybookOptions = {}): Playbook =>
  new Playbook(machine, options);

export class Playbook {
  readonly #stand: Stand;
  readonly #ignoring: ReadonlySet<string>;
  readonly #taken: Command[] = [];
  readonly #lines: string[] = [];
  #pending: Command[] = [];

  constructor(machine: Machine, options: PlaybookOptions) {
    this.#stand = new Stand(machine, options.seed);
    this.#ignoring = new Set(options.ignoring ?? []);
  }

  start(): this {
    return this.input({ type: 'start' });
  }

  input(...inputs: readonly Timeless[]): this {
    for (const input of inputs) {
      this.#lines.push(`>> ${show(input)}`);
      this.#note(this.#stand.deliver(input));
    }
    return this;
  }

  /** Lets `ms` pass; timers that come due fire. */
  elapse(ms: number): this {
    for (const { at, input, commands } of this.#stand.elapse(ms)) {
      this.#lines.push(`>> ${show(input)} at ${at} ms`);
      this.#note(commands);
    }
    return this;
  }

  expects(...wanted: readonly Expected[]): this {
    const wantsFacts = wanted.some(({ type }) => type === 'fact');
    const counted = this.#pending.filter(
      ({ type }) => !this.#ignoring.has(type) && (wantsFacts || type !== 'fact'),
    );
    this.#pending = [];
    for (let i = 0; i < Math.max(wanted.length, counted.length); i++) {
      const [want, got] = [wanted[i], counted[i]];
      if (want && got && matches(want, got)) continue;
      this.#mismatch(`expected ${want ? show(want) : 'nothing more'}\n     got ${shown(got)}`);
    }
    return this;
  }

  /** The machine's state has this name. */
  inState(name: string): this {
    const { name: got } = this.#stand.machine.state;
    if (got !== name) this.#mismatch(`expected state ${name}\n     got state ${got}`);
    return this;
  }

  /** Nothing was left unexpected, and the machine is CLOSED. */
  ends(): this {
    return this.expects().inState('CLOSED');
  }

  get commands(): readonly Command[] {
    return this.#taken;
  }

  get facts(): readonly Fact[] {
    return this.#taken.filter((command) => command.type === 'fact');
  }

  valuesOn(port: string): readonly unknown[] {
    return this.#taken.flatMap((c) => (c.type === 'send' && c.port === port ? [c.value] : []));
  }

  octetsOn(port: string): Uint8Array {
    return concat([...this.valuesOn(port), new Uint8Array()] as Uint8Array[]);
  }

  #note(commands: readonly Command[]): void {
    for (const command of commands) this.#lines.push(`<< ${show(command)}`);
    this.#taken.push(...commands);
    this.#pending.push(...commands);
  }

  #mismatch(what: string): never {
    throw new Error(`The conversation differs:\n${this.#lines.join('\n')}\n!! ${what}`);
  }
}

function matches(want: Expected, got: Command): boolean {
  const fields = { ...got } as Record<string, unknown>;
  if (!('scope' in want)) delete fields.scope;
  try {
    expect(comparable(fields)).toEqual(comparable(want));
    return true;
  } catch {
    return false;
  }
}

/** Octets as text, because a Buffer and a Uint8Array of the same octets are not equal to Vitest. */
function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return `octets ${toHex(value)}`;
  if (Array.isArray(value)) return value.map(comparable);
  if (value === null || typeof value !== 'object') return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, comparable(of)]));
}

const shown = (command: Command | undefined): string => (command ? show(command) : 'nothing');

/** One line: `send outer "GET / HTTP/1.1\r\n" (16 octets)`. */
function show(message: object): string {
  const { type, port, ...rest } = message as Record<string, unknown>;
  const fields = Object.entries(rest).map(([name, of]) =>
    name === 'value' ? showValue(of) : `${name}=${showValue(of)}`,
  );
  return [type, port, ...fields].filter((word) => word !== undefined).join(' ');
}

function showValue(value: unknown): string {
  if (value instanceof Uint8Array) {
    const cut = value.subarray(0, 256);
    const isText = cut.every(
      (octet) => (octet >= 32 && octet < 127) || octet === 10 || octet === 13,
    );
    const text = isText && cut.length > 0 ? JSON.stringify(fromLatin1(cut)) : toHex(cut);
    return `${text}${cut.length < value.length ? '…' : ''} (${value.length} octets)`;
  }
  return typeof value === 'string'
    ? value
    : JSON.stringify(value, (_key, of) => (of instanceof Uint8Array ? showValue(of) : of));
}
