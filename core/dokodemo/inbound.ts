/**
 * The dokodemo-door (tunnel) inbound: whoever comes in is led to one destination, without a word of any protocol.
 *
 * Xray v26.7.28, proxy/dokodemo/dokodemo.go:Process. Without UDP and followRedirect.
 */
import { type Doing, facts, type Input, type Machine, open, port } from '../sansio/machine.ts';
import { Relay } from '../sansio/relay.ts';
import { behind, type Door } from './destination.ts';
import type { DokodemoFacts } from './facts.ts';

export interface DokodemoInboundOptions extends Door {
  /** The client, as `address:port`. */
  readonly source: string;
  /** Where it has come in, as `address:port`. */
  readonly local: string;
}

const fact = facts<DokodemoFacts>();

export class DokodemoInbound implements Machine {
  readonly outer = port<Uint8Array>('outer');
  readonly inner = port<Uint8Array>('inner');
  readonly source: string;
  /** Nobody authenticates here. */
  readonly user = '';
  state: { readonly name: 'WAIT_START' | 'RELAYING' | 'CLOSED' } = { name: 'WAIT_START' };
  readonly #options: DokodemoInboundOptions;
  readonly #relay = new Relay(this.outer, this.inner);

  constructor(options: DokodemoInboundOptions) {
    this.#options = options;
    this.source = options.source;
  }

  *handle(input: Input): Doing {
    if (input.type === 'start') return yield* this.#start();
    yield* this.#relay.handle(input);
    if (this.#relay.done) this.state = { name: 'CLOSED' };
  }

  *#start(): Doing {
    const destination = behind(this.#options, this.#options.local);
    this.state = { name: 'RELAYING' };
    yield* fact('dokodemo:request_received', { source: this.source });
    yield* open(this.inner, { to: 'destination', destination });
    yield* this.#relay.start();
  }
}
