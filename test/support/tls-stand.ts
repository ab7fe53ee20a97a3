/**
 * One TLS machine on a real socket, and a test on its inner side.
 *
 * Timers and back-pressure are real; a test's deadline is the test runner's.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { concat } from '../../core/bytes/concat.ts';
import type { Command, Fact, Input, Machine } from '../../core/sansio/machine.ts';
import type { Timeless } from './stand.ts';

export class TlsStand {
  readonly machine: Machine;
  readonly facts: Fact[] = [];
  /** What came out on the inner side. */
  readonly received: Uint8Array[] = [];
  /** How the inner side has been closed. */
  innerClosed: 'end' | 'reset' | null = null;
  /** Takes what comes out on the inner side. */
  onInner: (octets: Uint8Array) => void = () => {};
  readonly #socket: Socket;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #began = Date.now();
  readonly #unsent: Uint8Array[] = [];
  #isInnerPaused = false;
  #mayEnd = false;
  #isUsable = false;
  #woken: (() => void)[] = [];

  constructor(machine: Machine, socket: Socket) {
    this.machine = machine;
    this.#socket = socket;
    socket.on('data', (data) => {
      this.#deliver({ type: 'received', port: 'outer', value: Uint8Array.from(data) });
    });
    socket.on('end', () => this.#deliver({ type: 'closed', port: 'outer', how: 'end' }));
    socket.on('error', () => this.#deliver({ type: 'closed', port: 'outer', how: 'reset' }));
    socket.on('drain', () => this.#deliver({ type: 'writable', port: 'outer' }));
    this.#deliver({ type: 'start' });
  }

  /** A client machine that dials this port of loopback. */
  static dial(machine: Machine, port: number): TlsStand {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const stand = new TlsStand(machine, socket);
    socket.once('connect', () =>
      stand.#deliver({ type: 'opened', port: 'outer', addresses: null }),
    );
    return stand;
  }

  /** Resolves when the handshake is complete; rejects with what went wrong. */
  async established(): Promise<void> {
    await this.until(() => this.#isUsable || this.isClosed);
    if (!this.#isUsable) throw new Error(JSON.stringify(this.failure));
  }

  /** Resolves when the machine is at its end. */
  closed(): Promise<void> {
    return this.until(() => this.isClosed);
  }

  /** Resolves when so many octets have come out on the inner side. */
  async receivedOctets(count: number): Promise<Uint8Array> {
    let have = 0;
    let seen = 0;
    await this.until(() => {
      for (; seen < this.received.length; seen++) have += this.received[seen]?.length ?? 0;
      return have >= count || this.innerClosed !== null || this.isClosed;
    });
    return concat([...this.received, new Uint8Array()]);
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#woken.push(resolve));
  }

  get isClosed(): boolean {
    return this.machine.state.name === 'CLOSED';
  }

  fact(name: string): Readonly<Record<string, unknown>> | undefined {
    return this.facts.find((fact) => fact.name === name)?.data;
  }

  /** What the machine says has gone wrong. */
  get failure(): Readonly<Record<string, unknown>> | undefined {
    return this.fact('tls:handshake_failed') ?? this.fact('tls:connection_failed');
  }

  /** Whoever is inside speaks, as fast as the machine takes it. */
  write(octets: Uint8Array, pieceOctets = 50_000): void {
    for (let at = 0; at < octets.length; at += pieceOctets) {
      this.#unsent.push(octets.subarray(at, at + pieceOctets));
    }
    this.#flush();
  }

  /** Whoever is inside ends, once all is taken. */
  end(): void {
    this.#mayEnd = true;
    this.#flush();
  }

  /** Runs what a machine's own method yields. */
  run(doing: Generator<Command, void, unknown>): void {
    this.#perform(doing);
  }

  /** Ends everything at once. */
  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#socket.destroy();
  }

  #flush(): void {
    while (!this.#isInnerPaused && this.#unsent.length > 0 && !this.isClosed) {
      const value = this.#unsent.shift();
      this.#deliver({ type: 'received', port: 'inner', value });
    }
    if (!this.#mayEnd || this.#unsent.length > 0) return;
    this.#mayEnd = false;
    this.#deliver({ type: 'closed', port: 'inner', how: 'end' });
  }

  #deliver(timeless: Timeless): void {
    if (this.isClosed) return;
    const input = { ...timeless, now: Date.now() - this.#began } as Input;
    this.#perform(this.machine.handle(input));
    if (this.isClosed) {
      for (const timer of this.#timers.values()) clearTimeout(timer);
      this.#socket.end();
      this.#socket.resume();
    }
    for (const resolve of this.#woken.splice(0)) resolve();
  }

  #perform(doing: Generator<Command, unknown, unknown>): void {
    for (let reply: unknown; ; ) {
      const { done, value } = doing.next(reply);
      if (done) return;
      reply = this.#do(value as Command);
    }
  }

  #do(command: Command): unknown {
    switch (command.type) {
      case 'random':
        return Uint8Array.from(randomBytes(command.length));
      case 'fact':
        this.facts.push(command);
        return undefined;
      case 'send':
        this.#send(command.port, command.value as Uint8Array);
        return undefined;
      case 'close':
        if (command.port === 'inner') this.innerClosed = command.how;
        else if (command.how === 'end') this.#socket.end();
        else this.#socket.resetAndDestroy();
        return undefined;
      case 'offer':
      case 'ready':
        this.#isUsable = true;
        return undefined;
      case 'set_timer':
        this.#timers.set(
          command.timer,
          setTimeout(
            () => this.#deliver({ type: 'timer_fired', timer: command.timer }),
            command.delayMs,
          ),
        );
        return undefined;
      case 'cancel_timer':
        clearTimeout(this.#timers.get(command.timer));
        return undefined;
      case 'pause_reading':
        if (command.port === 'inner') this.#isInnerPaused = true;
        else this.#socket.pause();
        return undefined;
      case 'resume_reading':
        if (command.port === 'outer') {
          this.#socket.resume();
          return undefined;
        }
        this.#isInnerPaused = false;
        setImmediate(() => this.#flush());
        return undefined;
    }
    return undefined;
  }

  #send(port: string, octets: Uint8Array): void {
    if (port === 'inner') {
      this.received.push(octets);
      this.onInner(octets);
    } else if (!this.#socket.write(octets)) {
      setImmediate(() => {
        if (this.#socket.writableNeedDrain) this.#deliver({ type: 'blocked', port: 'outer' });
      });
    }
  }
}
