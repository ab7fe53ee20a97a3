import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../core/engine/clock.ts';
import { noRecording } from '../../../core/engine/engine.ts';
import { defaultWire, MemoryNetwork } from '../../../core/engine/memory-network.ts';
import { seededRandom } from '../../../core/engine/random.ts';
import { Wiring } from '../../../core/engine/wiring.ts';
import { Http1Client } from '../../../core/http1/client.ts';
import { Http1Server } from '../../../core/http1/server.ts';
import type { Doing, Input, Machine } from '../../../core/sansio/machine.ts';
import { XhttpClient } from '../../../core/xhttp/client.ts';
import { XhttpHub } from '../../../core/xhttp/hub.ts';
import type { XhttpClientSettings } from '../../../core/xhttp/settings.ts';
import { clientOptions, stream } from '../../support/xhttp-parts.ts';
import { serverSettings } from '../../support/xhttp-settings.ts';

const pieceOctets = 48_000;

/** One end of a proxied connection: it sends `pieces` pieces as long as it may, and counts what it gets. */
class Party implements Machine {
  readonly state = { name: 'OPEN' };
  sent = 0;
  received = 0;
  /** How many octets came in another order than they were sent. */
  misplaced = 0;
  isReading: boolean;
  isBlocked = false;
  hasEnded = false;
  readonly #pieces: number;

  constructor(pieces: number, isReading = true) {
    this.#pieces = pieces;
    this.isReading = isReading;
  }

  *handle(input: Input): Doing {
    if (input.type === 'blocked') this.isBlocked = true;
    if (input.type === 'writable') this.isBlocked = false;
    if (input.type === 'closed') this.hasEnded = true;
    if (input.type === 'received') this.#take(input.value as Uint8Array);
    if (input.type === 'start' && !this.isReading) {
      yield { type: 'pause_reading', port: 'stream' };
    }
    if (input.type === 'timer_fired' && input.timer === 'read') {
      this.isReading = true;
      yield { type: 'resume_reading', port: 'stream' };
    }
    const starts = input.type === 'opened' || input.type === 'writable';
    if (starts || (input.type === 'timer_fired' && input.timer === 'next')) yield* this.#send();
  }

  *#send(): Doing {
    if (this.isBlocked || this.sent >= this.#pieces || this.hasEnded) return;
    const value = new Uint8Array(pieceOctets).fill(this.sent % 251);
    this.sent++;
    yield { type: 'send', port: 'stream', value };
    yield { type: 'set_timer', timer: 'next', delayMs: 1 };
  }

  #take(octets: Uint8Array): void {
    for (let at = 0; at < octets.length; at += 1_000) {
      const expected = Math.floor((this.received + at) / pieceOctets) % 251;
      if (octets[at] !== expected) this.misplaced++;
    }
    this.received += octets.length;
  }
}

/** A client and a server on two hosts, 10 ms apart, with one proxied connection between two parties. */
function connect(
  near: Party,
  far: Party,
  settings: Partial<XhttpClientSettings> = {},
  wire = defaultWire,
) {
  const clock = new VirtualClock();
  const hosts = [
    { name: 'client', addresses: ['192.0.2.2'] },
    { name: 'server', addresses: ['198.51.100.7'] },
  ];
  const topology = { hosts, names: {}, delayMs: () => 10 };
  let exchanges = 0;
  const wiring: Wiring = new Wiring({
    clock,
    random: seededRandom(1),
    recording: noRecording,
    composer: () => ({
      isCore: () => false,
      accepted(connection, _listener, { remote }, cause) {
        const server = new Http1Server({ epochMs: 0, remote });
        wiring.attach(wiring.add('server', 's', 'http1', server, null, cause), 'outer', connection);
      },
      open(opener, port, target, scope, cause) {
        if (target.to !== 'http') return 'unreachable';
        const { leg } = target;
        const dial = { to: 'address', address: '198.51.100.7', port: 80, leg } as const;
        const http1 = wiring.add('client', 'c', 'http1', new Http1Client({ dial }), scope, cause);
        wiring.join(opener, port, http1, 'inner', cause);
        return null;
      },
      offer(offerer, port, offer, scope, cause) {
        if (offer.kind === 'exchange') {
          const name = `exchange:${++exchanges}`;
          wiring.join(offerer, port, hub, name, cause);
          return wiring.attached(hub, name, offer, scope, cause);
        }
        const party = wiring.add('server', 's', 'party', far, null, cause);
        wiring.join(offerer, port, party, 'stream', cause);
        const addresses = { local: '', remote: '' };
        const input = { type: 'opened', port: 'stream', addresses, now: clock.now() } as const;
        wiring.engine.deliver({ to: party, input, cause });
      },
    }),
    network: (events, engine) => new MemoryNetwork(topology, clock, engine.schedule, events, wire),
  });
  wiring.listen({ host: 'server', address: '0.0.0.0', port: 80, tag: 's', leg: 'uplink' });
  const hub = wiring.add(
    'server',
    's',
    'xhttp',
    new XhttpHub({ settings: serverSettings }),
    null,
    null,
  );
  const machine = new XhttpClient(clientOptions(settings));
  const client = wiring.add('client', 'c', 'xhttp', machine, null, null);
  const party = wiring.add('client', 'c', 'party', near, null, null);
  wiring.join(client, 'conn:1', party, 'stream', null);
  wiring.attached(client, 'conn:1', stream, 7, null);
  return {
    /** Runs until nothing is left to do, or to a time. */
    run(untilMs = Number.POSITIVE_INFINITY): void {
      while (clock.now() < untilMs && wiring.engine.turn());
    },
    /** Lets the near party begin to read. */
    read(): void {
      const input = { type: 'timer_fired', timer: 'read', now: clock.now() } as const;
      wiring.engine.deliver({ to: party, input, cause: null });
    },
  };
}

describe('client and hub over HTTP/1.1', () => {
  it('carry octets both ways, in order', () => {
    const [near, far] = [new Party(100), new Party(100)];
    connect(near, far).run();
    expect([near.received, far.received]).toEqual([100 * pieceOctets, 100 * pieceOctets]);
    expect([near.misplaced, far.misplaced]).toEqual([0, 0]);
  });

  it('do so when the wire cuts everything into pieces of 777 octets', () => {
    const [near, far] = [new Party(10), new Party(10)];
    connect(near, far, {}, { ...defaultWire, segmentOctets: 777 }).run();
    expect([near.received, far.received]).toEqual([10 * pieceOctets, 10 * pieceOctets]);
    expect([near.misplaced, far.misplaced]).toEqual([0, 0]);
  });

  it('do so when requests rotate over many connections', () => {
    const [near, far] = [new Party(60), new Party(0)];
    const xmux = { ...clientOptions().upload.settings.xmux, hMaxRequestTimes: { from: 3, to: 3 } };
    const world = connect(near, far, { xmux, scMaxEachPostBytes: { from: 50_000, to: 50_000 } });
    world.run();
    expect(far.received).toBe(60 * pieceOctets);
    expect(far.misplaced).toBe(0);
  });

  it('stop a sender at the far end while the near end does not read', () => {
    const [near, far] = [new Party(0, false), new Party(10_000)];
    const world = connect(near, far);
    world.run(60_000);
    expect(far.isBlocked).toBe(true);
    expect(far.sent * pieceOctets).toBeLessThan(1_000_000);
    world.read();
    world.run(70_000);
    expect(near.received).toBeGreaterThan(20_000_000);
    expect(near.misplaced).toBe(0);
  });

  it('stop a sender at the near end while the far end does not read, with packets left unanswered', () => {
    const [near, far] = [new Party(10_000), new Party(0, false)];
    const world = connect(near, far, { scMaxEachPostBytes: { from: 100_000, to: 100_000 } });
    world.run(60_000);
    expect(near.isBlocked).toBe(true);
    const queued = 30 * 100_000;
    expect(near.sent * pieceOctets).toBeLessThan(queued + 1_500_000);
    expect(far.received).toBeLessThan(500_000);
  });
});
