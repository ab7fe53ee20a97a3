/**
 * A TLS connection as steps: its records as they are sent, and between them, where it is asked for, the facts that tell
 * its secrets.
 *
 *     const sealed = new SealedWire(wire, 'uplink');
 *     const get = sealed.say('client', ascii('GET / HTTP/1.1\r\n\r\n'));   // the step that carries it
 */
import type { Leg } from '../../core/sansio/machine.ts';
import type { FactName } from '../../core/trace/catalogue.ts';
import type { Step } from '../../core/trace/step.ts';
import { testClient, testServer } from './tls-machines.ts';
import { type End, TlsPair } from './tls-pair.ts';
import type { WiredConnection, WireSteps } from './wire-steps.ts';

export interface SealedOptions {
  /** What both ends take; HTTP/1.1 where nothing else is said. */
  readonly alpn?: readonly string[];
  /** Whether facts tell the secrets; they are in `keyLog` in any case. */
  readonly isTold?: boolean;
  /** Of each send, at most so many octets are kept. */
  readonly recorded?: number;
}

export class SealedWire {
  readonly #wire: WireSteps;
  readonly #connection: WiredConnection;
  readonly #pair: TlsPair;
  readonly #options: SealedOptions;
  #taken = 0;

  /** Does the handshake. */
  constructor(wire: WireSteps, leg: Leg, options: SealedOptions = {}) {
    this.#wire = wire;
    this.#options = options;
    this.#connection = wire.dial(leg);
    const { alpn = ['http/1.1'] } = options;
    this.#pair = new TlsPair(testClient({ alpn }), testServer({ alpn }));
    this.#pair.start();
    this.#take();
  }

  /** In the format of NSS. */
  get keyLog(): string {
    return [...this.#pair.facts('client', 'tls:secret_derived')]
      .map(({ label, client_random, secret }) => `${label} ${client_random} ${secret}`)
      .join('\n');
  }

  /** One end sends octets inside; gives the first step that carries them. */
  say(end: End, octets: Uint8Array): Step {
    const { length } = this.#wire.steps;
    this.#pair.say(end, octets);
    this.#take();
    return this.#wire.steps[length] as Step;
  }

  #take(): void {
    const { said } = this.#pair;
    for (; this.#taken < said.length; this.#taken++) {
      const { end, command } = said[this.#taken] as (typeof said)[number];
      const side = end === 'client' ? 'dialler' : 'acceptor';
      if (command.type === 'send' && command.port === 'outer') {
        this.#connection[side](command.value as Uint8Array, this.#options.recorded);
      } else if (command.type === 'fact' && this.#options.isTold !== false) {
        this.#wire.fact(command.name as FactName, command.data);
      }
    }
  }
}
