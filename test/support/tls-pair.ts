/** A TLS client and a server that speak to each other without a network: what one sends, the other gets at once. */
import type { Command, Machine } from '../../core/sansio/machine.ts';
import { Stand, type Timeless } from './stand.ts';

export type End = 'client' | 'server';

export interface Said {
  readonly end: End;
  readonly command: Command;
}

const bothSeeds = { client: 1, server: 2 };

export class TlsPair {
  readonly #stands: Readonly<Record<End, Stand>>;
  /** All that both ends have yielded, in order. */
  readonly said: Said[] = [];
  /** All that each end was given, in order. */
  readonly given: Readonly<Record<End, Timeless[]>> = { client: [], server: [] };
  /** May change or hold back what is on its way; null is nothing. */
  tamper: (from: End, octets: Uint8Array) => Uint8Array | null = (_from, octets) => octets;

  constructor(client: Machine, server: Machine, seeds: Readonly<Record<End, number>> = bothSeeds) {
    this.#stands = {
      client: new Stand(client, seeds.client),
      server: new Stand(server, seeds.server),
    };
  }

  /** Starts both, and connects them. */
  start(): this {
    this.deliver('client', { type: 'start' });
    this.deliver('server', { type: 'start' });
    return this.deliver('client', { type: 'opened', port: 'outer', addresses: null });
  }

  /** Gives an input to one end, and what follows from it to both, in the order in which it was sent. */
  deliver(end: End, input: Timeless): this {
    const waiting = [{ end, input }];
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const from = next.end;
      const to = from === 'client' ? 'server' : 'client';
      this.given[from].push(next.input);
      for (const command of this.#stands[from].deliver(next.input)) {
        this.said.push({ end: from, command });
        const arriving = this.#arriving(from, command);
        if (arriving) waiting.push({ end: to, input: arriving });
      }
    }
    return this;
  }

  #arriving(from: End, command: Command): Timeless | null {
    if (!('port' in command) || command.port !== 'outer') return null;
    if (command.type === 'close') return { type: 'closed', port: 'outer', how: command.how };
    if (command.type !== 'send') return null;
    const value = this.tamper(from, command.value as Uint8Array);
    return value && { type: 'received', port: 'outer', value };
  }

  /** Lets whoever is inside of one end speak. */
  say(end: End, value: Uint8Array): this {
    return this.deliver(end, { type: 'received', port: 'inner', value });
  }

  elapse(ms: number): this {
    for (const end of ['client', 'server'] as const) {
      for (const { commands } of this.#stands[end].elapse(ms)) {
        this.said.push(...commands.map((command) => ({ end, command })));
      }
    }
    return this;
  }

  state(end: End): string {
    return this.#stands[end].machine.state.name;
  }

  /** The commands of one end. */
  of(end: End): Command[] {
    return this.said.flatMap((said) => (said.end === end ? [said.command] : []));
  }

  /** The data of the facts of this name that one end has stated. */
  facts(end: End, name: string): Readonly<Record<string, unknown>>[] {
    return this.of(end).flatMap((command) =>
      command.type === 'fact' && command.name === name ? [command.data] : [],
    );
  }

  /** What one end has sent on a port. */
  sent(end: End, port: 'inner' | 'outer'): Uint8Array[] {
    return this.of(end).flatMap((command) =>
      command.type === 'send' && command.port === port ? [command.value as Uint8Array] : [],
    );
  }
}
