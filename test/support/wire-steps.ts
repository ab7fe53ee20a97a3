/**
 * Steps of connections by hand, for what reads a trace.
 *
 *     const wire = new WireSteps();
 *     const socks = wire.dial('socks');
 *     const greeting = socks.dialler('05 01 00');   // the step of a send
 *     const again = wire.delivered(greeting);       // its arrival at the other end
 */
import { fromHex } from '../../core/bytes/hex.ts';
import type { Leg } from '../../core/sansio/machine.ts';
import type { FactName } from '../../core/trace/catalogue.ts';
import type { Side, Step, Wire } from '../../core/trace/step.ts';

export interface WiredConnection {
  dialler(octets: string | Uint8Array, recorded?: number): Step;
  acceptor(octets: string | Uint8Array, recorded?: number): Step;
}

export class WireSteps {
  readonly steps: Step[] = [];
  #connections = 0;

  /** A connection whose `open` is recorded; without a leg, one that came from outside. */
  dial(leg?: Leg): WiredConnection {
    const connection = ++this.#connections;
    if (leg) {
      const target = { to: 'address', address: '192.0.2.1', port: 1, leg };
      this.#add('open', { connection, end: 'dialler', from: 0, to: 0 }, undefined, { target });
    }
    const sent = { dialler: 0, acceptor: 0 };
    const send = (end: Side) => (given: string | Uint8Array, recorded?: number) => {
      const octets = typeof given === 'string' ? fromHex(given) : given;
      const from = sent[end];
      sent[end] += octets.length;
      const raw = { length: octets.length, data: octets.slice(0, recorded) };
      return this.#add('send', { connection, end, from, to: sent[end] }, raw);
    };
    return { dialler: send('dialler'), acceptor: send('acceptor') };
  }

  /** The arrival of some octets of a send, [from, to) in it. */
  delivered(send: Step, from = 0, to = send.raw?.data.length ?? 0): Step {
    const wire = send.wire as Wire;
    const data = (send.raw?.data ?? new Uint8Array()).subarray(from, to);
    return this.#add(
      'received',
      {
        connection: wire.connection,
        end: wire.end === 'dialler' ? 'acceptor' : 'dialler',
        from: wire.from + from,
        to: wire.from + to,
      },
      { length: data.length, data },
    );
  }

  fact(name: FactName, data: object): Step {
    const { wire: _none, ...step } = this.#add(
      name,
      { connection: 0, end: 'dialler', from: 0, to: 0 },
      undefined,
      data,
    );
    const fact = { ...step, kind: 'fact' } as Step;
    this.steps[this.steps.length - 1] = fact;
    return fact;
  }

  #add(name: Step['name'], wire: Wire, raw?: Step['raw'], data: object = {}): Step {
    const step = {
      id: this.steps.length,
      cause: null,
      time: 0,
      at: { host: 'host', machine: 'tag/machine#1' },
      scope: null,
      kind: name === 'received' ? 'input' : 'command',
      name,
      importance: 'core',
      data,
      wire,
      ...(raw ? { raw } : {}),
      state: 'OPEN',
    } as Step;
    this.steps.push(step);
    return step;
  }
}
