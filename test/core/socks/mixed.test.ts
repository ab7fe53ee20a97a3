import { describe, expect, it } from 'vitest';
import { type Doing, type Input, port, send } from '../../../core/sansio/machine.ts';
import { MixedInbound, type ProxyMachine } from '../../../core/socks/mixed.ts';
import { ascii, closed, playbook, received, sent, states } from '../../support/playbook.ts';

const outer = port<Uint8Array>('outer');

/** Says what it is and what it gets. */
class Named implements ProxyMachine {
  readonly source: string;
  readonly user: string;
  readonly url?: string;
  state = { name: 'ON' };
  readonly #name: string;
  constructor(name: string, url?: string) {
    this.#name = name;
    this.source = `from ${name}`;
    this.user = `user of ${name}`;
    if (url !== undefined) this.url = url;
  }
  *handle(input: Input): Doing {
    yield* send(outer, ascii(`${this.#name} ${input.type}`));
    if (input.type === 'closed') this.state = { name: 'CLOSED' };
  }
}
const make = () =>
  new MixedInbound({
    source: 'nobody yet',
    socks: () => new Named('socks'),
    http: () => new Named('http', '//h:443'),
  });
const said = (text: string) => sent('outer', ascii(text));

describe('MixedInbound', () => {
  it.each(['04', '05'])('gives octet %s to SOCKS, and all that follows', (octet) => {
    const machine = make();
    playbook(machine)
      .start()
      .expects()
      .inState('WAIT_FIRST_OCTET')
      .input(received('outer', octet))
      .expects(said('socks start'), said('socks received'))
      .input(received('outer', 'ff'))
      .expects(said('socks received'));
    expect([machine.source, machine.user, machine.url]).toEqual([
      ...['from socks', 'user of socks', undefined],
    ]);
  });

  it.each(['47', '00', '06', '16'])('gives octet %s to HTTP, and says so', (octet) => {
    const machine = make();
    playbook(machine)
      .start()
      .input(received('outer', octet))
      .expects(states('socks:http_recognised', {}), said('http start'), said('http received'));
    expect([machine.source, machine.user, machine.url]).toEqual([
      ...['from http', 'user of http', '//h:443'],
    ]);
  });

  it('gives a connection that says nothing to SOCKS', () => {
    const machine = make();
    expect([machine.source, machine.user, machine.url]).toEqual(['nobody yet', '', undefined]);
    playbook(machine)
      .start()
      .input(closed('outer', 'end'))
      .expects(said('socks start'), said('socks closed'))
      .ends();
  });
});
