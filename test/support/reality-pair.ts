/** Two security machines joined by a wire, the server's side with a target that a test plays. */
import { concat } from '../../core/bytes/concat.ts';
import { toLatin1 } from '../../core/bytes/utf8.ts';
import type { Command, Fact, Machine } from '../../core/sansio/machine.ts';
import { closed, opened, received } from './playbook.ts';
import { Stand, type Timeless } from './stand.ts';
import { type ServerHelloFields, targetFlight } from './target-octets.ts';

const addresses = { local: '192.0.2.2:50000', remote: '203.0.113.10:443' };

export class RealityPair {
  readonly client: Stand;
  readonly server: Stand;
  /** All that either has done, oldest first. */
  readonly commands: { readonly by: 'client' | 'server'; readonly command: Command }[] = [];
  readonly #queue: { readonly to: Stand; readonly input: Timeless }[] = [];

  /** What each has been told, oldest first. */
  readonly heard: Record<'client' | 'server', Timeless[]> = { client: [], server: [] };

  /** Seeds of their randomness. */
  constructor(client: Machine, server: Machine, seeds = { client: 3, server: 4 }) {
    this.client = new Stand(client, seeds.client);
    this.server = new Stand(server, seeds.server);
    this.tell('server', { type: 'start' });
    this.tell('server', opened('target'));
    this.tell('client', { type: 'start' });
    this.tell('client', opened('outer', addresses));
  }

  /** Delivers an input, and what follows from it on the wire between the two. */
  tell(side: 'client' | 'server', ...inputs: readonly Timeless[]): this {
    for (const input of inputs) this.#queue.push({ to: this[side], input });
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      const by = next.to === this.client ? 'client' : 'server';
      this.heard[by].push(next.input);
      for (const command of next.to.deliver(next.input)) {
        this.commands.push({ by, command });
        this.#carry(by === 'client' ? this.server : this.client, command);
      }
    }
    return this;
  }

  /** The target's answer to the hello that it has got; see `targetFlight`. */
  answer(lengths?: readonly number[], fields: ServerHelloFields = {}, later = ''): this {
    const [hello] = this.sent('server', 'target') as [Uint8Array];
    const sessionId = hello.subarray(5 + 39, 5 + 39 + 32);
    const flight = targetFlight(lengths, { sessionId, ...fields });
    return this.tell('server', received('target', concat([flight, toLatin1(later)])));
  }

  sent(by: 'client' | 'server', port: string): Uint8Array[] {
    return this.commands.flatMap(({ by: who, command }) =>
      who === by && command.type === 'send' && command.port === port
        ? [command.value as Uint8Array]
        : [],
    );
  }

  facts(by: 'client' | 'server'): Fact[] {
    return this.commands.flatMap(({ by: who, command }) =>
      who === by && command.type === 'fact' ? [command] : [],
    );
  }

  #carry(to: Stand, command: Command): void {
    if (!('port' in command) || command.port !== 'outer') return;
    if (command.type === 'send') {
      this.#queue.push({ to, input: received('outer', command.value) });
    }
    if (command.type === 'close') {
      this.#queue.push({ to, input: closed('outer', command.how, command.error) });
    }
  }
}

/** Lengths of the records in octets that begin and end with whole ones. */
export function recordLengths(octets: Uint8Array): number[] {
  const lengths: number[] = [];
  for (let at = 0; at < octets.length; at += lengths.at(-1) as number) {
    lengths.push(5 + (octets[at + 3] as number) * 256 + (octets[at + 4] as number));
  }
  return lengths;
}
