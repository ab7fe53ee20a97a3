/**
 * A test stand for one machine: it delivers inputs, answers `random`, keeps the time and the timers, and holds the
 * machine to what the engine's wiring would throw at: no send after its own end of a port, none after a port is
 * gone, none on a dialled port before it is open. Under `playbook.ts` and `segmentation.ts`; rarely used by itself.
 */
import type { Random } from '../../core/engine/random.ts';
import { seededRandom } from '../../core/engine/random.ts';
import type { Command, Input, Machine } from '../../core/sansio/machine.ts';

/** An input without its time; the stand adds that. */
export type Timeless = Input extends infer I ? (I extends Input ? Omit<I, 'now'> : never) : never;

/** A dialled port has its own life before `opened`; any other is usable when it is first named. */
type PortState = 'dialling' | 'usable' | 'ended' | 'gone';

export interface Firing {
  readonly at: number;
  readonly input: Timeless;
  readonly commands: Command[];
}

export class Stand {
  readonly machine: Machine;
  now = 0;
  readonly #random: Random;
  readonly #ports = new Map<string, PortState>();
  /** Name to time of firing. */
  readonly #timers = new Map<string, number>();

  /** `random`: a seed, or who answers. */
  constructor(machine: Machine, random: number | Random = 1) {
    this.machine = machine;
    this.#random = typeof random === 'number' ? seededRandom(random) : random;
  }

  get isClosed(): boolean {
    return this.machine.state.name === 'CLOSED';
  }

  /** Delivers one input and gives the commands it led to, in order; none from a machine that is CLOSED. */
  deliver(timeless: Timeless): Command[] {
    if (this.isClosed) return [];
    const input = { ...timeless, now: this.now } as Input;
    this.#noteInput(input);
    const commands: Command[] = [];
    const doing = this.machine.handle(input);
    for (let reply: unknown; ; ) {
      const { done, value } = doing.next(reply);
      if (done) return commands;
      this.#noteCommand(value);
      commands.push(value);
      reply = value.type === 'random' ? this.#random(value.length) : undefined;
    }
  }

  /** Lets `ms` pass; timers that come due fire in order of time. */
  elapse(ms: number): Firing[] {
    const end = this.now + ms;
    const fired: Firing[] = [];
    for (;;) {
      const [due] = [...this.#timers].filter(([, at]) => at <= end).sort((a, b) => a[1] - b[1]);
      if (!due || this.isClosed) break;
      const [timer, at] = due;
      this.#timers.delete(timer);
      this.now = at;
      const input: Timeless = { type: 'timer_fired', timer };
      fired.push({ at, input, commands: this.deliver(input) });
    }
    this.now = end;
    return fired;
  }

  #noteInput(input: Input): void {
    if (input.type === 'opened') this.#ports.set(input.port, 'usable');
    if (input.type === 'closed' && input.how !== 'end') this.#ports.set(input.port, 'gone');
    if (input.type === 'timer_fired') this.#timers.delete(input.timer);
  }

  #noteCommand(command: Command): void {
    switch (command.type) {
      case 'set_timer':
        this.#timers.set(command.timer, this.now + command.delayMs);
        return;
      case 'cancel_timer':
        this.#timers.delete(command.timer);
        return;
      case 'open':
        this.#ports.set(command.port, command.target.to === 'address' ? 'dialling' : 'usable');
        return;
      case 'close':
        if (this.#ports.get(command.port) !== 'gone') {
          this.#ports.set(command.port, command.how === 'end' ? 'ended' : 'gone');
        }
        return;
      case 'send': {
        const state = this.#ports.get(command.port) ?? 'usable';
        if (state === 'usable') return;
        throw new Error(`The machine sends on ${command.port}, which is ${state}`);
      }
    }
  }
}
