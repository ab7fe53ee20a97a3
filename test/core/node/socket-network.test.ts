import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Connection, Listener, NetworkEvents } from '../../../core/engine/network.ts';
import type { Topology } from '../../../core/engine/topology.ts';
import {
  type AddressPolicy,
  MappedAddresses,
  realAddresses,
} from '../../../core/node/address-policy.ts';
import { ListenError, SocketNetwork } from '../../../core/node/socket-network.ts';
import type { Addresses } from '../../../core/sansio/machine.ts';
import type { Side } from '../../../core/trace/step.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 }); // processes and sockets on a busy machine

const topology: Topology = {
  hosts: [
    { name: 'left', addresses: ['192.0.2.1'] },
    { name: 'right', addresses: ['192.0.2.9'] },
  ],
  names: { 'right.example': '192.0.2.9' },
  delayMs: () => 0,
};
const listener: Listener = {
  host: 'right',
  address: '0.0.0.0',
  port: 443,
  tag: 'front',
  leg: 'uplink',
};
const dialled: Connection = { id: 1, leg: 'uplink' };

/** A network whose events are written down, and awaited one by one. */
class Desk implements NetworkEvents {
  readonly told: string[] = [];
  readonly octets: Record<Side, number[]> = { dialler: [], acceptor: [] };
  readonly arrays: Uint8Array[] = [];
  readonly faults: unknown[] = [];
  onAccepted: (connection: Connection) => void = () => {};
  readonly network: SocketNetwork;
  #woken: (() => void)[] = [];
  #foreign = 100;

  constructor(policy: AddressPolicy = new MappedAddresses(topology)) {
    this.network = new SocketNetwork({
      events: this,
      policy,
      wake: () => {
        for (const wake of this.#woken.splice(0)) wake();
      },
      fault: (error) => this.faults.push(error),
    });
    desks.push(this);
  }

  async listening(...listeners: Listener[]): Promise<this> {
    for (const one of listeners) this.network.listen(one);
    await this.network.ready();
    return this;
  }

  /** Resolves when the condition holds; looks at it after every event. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#woken.push(resolve));
  }
  told_(what: string): Promise<void> {
    return this.until(() => this.told.includes(what));
  }

  accepted(known: Connection | null, { tag }: Listener, { local, remote }: Addresses): Connection {
    const connection = known ?? { id: this.#foreign++, leg: 'uplink' };
    this.told.push(`accepted ${connection.id} at ${tag} ${local} from ${remote}`);
    this.onAccepted(connection);
    return connection;
  }
  opened({ id }: Connection, { local, remote }: Addresses): void {
    this.told.push(`opened ${id} ${local} to ${remote}`);
  }
  failed({ id }: Connection, error: string): void {
    this.told.push(`failed ${id} ${error}`);
  }
  received(_connection: Connection, side: Side, octets: Uint8Array): void {
    this.arrays.push(octets);
    this.octets[side].push(...octets.subarray(0, 1000));
  }
  closed({ id }: Connection, side: Side, how: string): void {
    this.told.push(`closed ${id} ${side} ${how}`);
  }
  writable({ id }: Connection, side: Side): void {
    this.told.push(`writable ${id} ${side}`);
  }
}

const desks: Desk[] = [];
const others: (Server | Socket)[] = [];
afterEach(() => {
  for (const desk of desks.splice(0)) desk.network.dispose();
  for (const other of others.splice(0)) {
    if ('listen' in other) other.close();
    else other.destroy();
  }
});

const opened = 'opened 1 192.0.2.1:49152 to 192.0.2.9:443';

async function pair(): Promise<Desk> {
  const desk = await new Desk().listening(listener);
  desk.network.dial(dialled, 'left', 'right.example', 443);
  await desk.told_(opened);
  return desk;
}

function portOf(desk: Desk): number {
  const [bound] = desk.network.bound;
  if (!bound) throw new Error('Nothing listens');
  return bound.port;
}

async function foreign(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  others.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

describe('a connection with both ends in the run', () => {
  it('is one connection, accepted before it is open, with the scenario’s addresses', async () => {
    const desk = await pair();
    expect(desk.told).toEqual(['accepted 1 at front 192.0.2.9:443 from 192.0.2.1:49152', opened]);
  });
  it('carries octets both ways', async () => {
    const desk = await pair();
    desk.network.send(dialled, 'dialler', Uint8Array.of(1, 2), 0);
    desk.network.send(dialled, 'acceptor', Uint8Array.of(3), 0);
    await desk.until(() => desk.octets.acceptor.length === 2 && desk.octets.dialler.length === 1);
    expect(desk.octets).toEqual({ acceptor: [1, 2], dialler: [3] });
    expect(desk.arrays.every((octets) => octets.constructor === Uint8Array)).toBe(true);
  });
  it('goes on in one direction when the other has ended', async () => {
    const desk = await pair();
    desk.network.close(dialled, 'dialler', 'end');
    await desk.told_('closed 1 acceptor end');
    desk.network.send(dialled, 'acceptor', Uint8Array.of(7), 0);
    desk.network.close(dialled, 'acceptor', 'end');
    await desk.told_('closed 1 dialler end');
    expect(desk.octets.dialler).toEqual([7]);
  });
  it('tells a reset to the other end', async () => {
    const desk = await pair();
    desk.network.close(dialled, 'dialler', 'reset');
    await desk.told_('closed 1 acceptor reset');
    expect(desk.told).not.toContain('closed 1 dialler reset');
  });
  it('delivers what was sent before an end, also when the sender then forgets the connection', async () => {
    const desk = await pair();
    const whole = new Uint8Array(300_000).fill(5);
    let delivered = 0;
    desk.received = (_connection, _side, octets) => {
      delivered += octets.length;
    };
    desk.network.send(dialled, 'dialler', whole, 0);
    desk.network.close(dialled, 'dialler', 'end');
    desk.network.close(dialled, 'dialler', 'reset');
    await desk.told_('closed 1 acceptor end');
    expect(delivered).toBe(whole.length);
  });
  it('keeps two dials to one listener apart', async () => {
    const desk = await new Desk().listening(listener);
    const second: Connection = { id: 2, leg: 'downlink' };
    desk.network.dial(dialled, 'left', '192.0.2.9', 443);
    desk.network.dial(second, 'left', '192.0.2.9', 443);
    await desk.told_(opened);
    await desk.told_('opened 2 192.0.2.1:49153 to 192.0.2.9:443');
    desk.network.send(second, 'dialler', Uint8Array.of(2), 0);
    await desk.until(() => desk.octets.acceptor.length === 1);
    expect(desk.told).toContain('accepted 2 at front 192.0.2.9:443 from 192.0.2.1:49153');
  });
  it('never hands out octets that are written again later', async () => {
    const desk = await pair();
    for (let i = 1; i <= 20; i++) {
      desk.network.send(dialled, 'dialler', new Uint8Array(10_000).fill(i), 0);
    }
    desk.network.close(dialled, 'dialler', 'end');
    await desk.told_('closed 1 acceptor end');
    const seen = desk.arrays.flatMap((octets) => [...octets]);
    expect(seen).toHaveLength(200_000);
    expect(seen.every((octet, i) => octet === Math.floor(i / 10_000) + 1)).toBe(true);
  });
});

describe('back-pressure', () => {
  it('tells a sender to wait for a reader that is paused, and to go on when it reads', async () => {
    const desk = await pair();
    let delivered = 0;
    desk.received = (_connection, _side, octets) => {
      delivered += octets.length;
    };
    desk.network.pauseReading(dialled, 'acceptor');
    let sent = 0;
    const piece = new Uint8Array(64 * 1024);
    while (desk.network.send(dialled, 'dialler', piece, 0)) {
      sent += piece.length;
      await new Promise((resolve) => setImmediate(resolve));
      if (sent > 100 * 1024 * 1024) break;
    }
    sent += piece.length;
    expect(sent).toBeLessThan(32 * 1024 * 1024);
    expect(delivered).toBeLessThanOrEqual(64 * 1024);
    desk.network.resumeReading(dialled, 'acceptor');
    await desk.told_('writable 1 dialler');
    await desk.until(() => delivered === sent);
  });
  it('keeps octets in order over a pause', async () => {
    const desk = await pair();
    desk.network.pauseReading(dialled, 'acceptor');
    desk.network.send(dialled, 'dialler', Uint8Array.of(1, 2, 3), 0);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(desk.octets.acceptor).toEqual([]);
    desk.network.send(dialled, 'dialler', Uint8Array.of(4, 5), 0);
    desk.network.resumeReading(dialled, 'acceptor');
    await desk.until(() => desk.octets.acceptor.length === 5);
    expect(desk.octets.acceptor).toEqual([1, 2, 3, 4, 5]);
  });
  it('holds every socket until it is released, but leaves a paused one paused', async () => {
    const desk = await pair();
    desk.network.hold();
    desk.network.send(dialled, 'dialler', Uint8Array.of(1), 0);
    desk.network.send(dialled, 'acceptor', Uint8Array.of(2), 0);
    desk.network.pauseReading(dialled, 'dialler');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(desk.octets).toEqual({ acceptor: [], dialler: [] });
    desk.network.release();
    await desk.until(() => desk.octets.acceptor.length === 1);
    expect(desk.octets).toEqual({ acceptor: [1], dialler: [] });
  });
});

describe('a client from outside the run', () => {
  it('is accepted as a connection of nobody', async () => {
    const desk = await new Desk().listening(listener);
    const client = await foreign(portOf(desk));
    await desk.until(() => desk.told.length > 0);
    expect(desk.told[0]).toMatch(/^accepted 100 at front 0\.0\.0\.0:443 from 127\.0\.0\.1:\d+$/);
    client.write('ab');
    await desk.until(() => desk.octets.acceptor.length === 2);
    client.resetAndDestroy();
    await desk.told_('closed 100 acceptor reset');
  });
  it('is told from a dial of the run that is made at the same time', async () => {
    const desk = await new Desk().listening(listener);
    const clients = [foreign(portOf(desk)), foreign(portOf(desk))];
    desk.network.dial(dialled, 'left', '192.0.2.9', 443);
    clients.push(foreign(portOf(desk)));
    await Promise.all(clients);
    await desk.until(() => desk.told.length === 5);
    const accepted = desk.told.filter((line) => line.startsWith('accepted'));
    expect(accepted.map((line) => line.split(' ')[1]).sort()).toEqual(['1', '100', '101', '102']);
    expect(desk.told).toContain(opened);
  });
  it('is let go when taking it in has a fault', async () => {
    const desk = await new Desk().listening(listener);
    desk.onAccepted = () => {
      throw new Error('a fault of ours');
    };
    const client = await foreign(portOf(desk));
    await once(client.resume(), 'end');
    expect(desk.faults).toHaveLength(1);
  });
});

describe('a dial on mapped addresses', () => {
  it.each([
    ['an address that no host has', '203.0.113.77', 80, 'unreachable'],
    ['a name that nobody knows', 'www.example', 80, 'name_not_found'],
    ['a port on which nobody listens', '192.0.2.9', 80, 'connection_refused'],
    ['the loopback of a host without listeners', '127.0.0.1', 443, 'connection_refused'],
  ])('to %s fails', async (_, address, port, error) => {
    const desk = new Desk({
      ...mapped(),
      route: (...call) => {
        const route = mapped().route(...call);
        return 'error' in route ? { ...route, afterMs: 0 } : route;
      },
    });
    await desk.listening(listener);
    desk.network.dial(dialled, 'left', address, port);
    await desk.told_(`failed 1 ${error}`);
    expect(desk.told).toEqual([`failed 1 ${error}`]);
  });
  it('never leaves the run, whatever really listens at the address', async () => {
    const server = createServer();
    others.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    let visitors = 0;
    server.on('connection', () => visitors++);
    const { port } = server.address() as { port: number };
    const desk = await new Desk().listening(listener);
    desk.network.dial(dialled, 'left', '127.0.0.1', port);
    await desk.told_('failed 1 connection_refused');
    expect(visitors).toBe(0);
  });
  it('that is taken back tells nothing', async () => {
    const desk = await new Desk().listening(listener);
    desk.network.dial(dialled, 'left', '192.0.2.9', 443);
    desk.network.close(dialled, 'dialler', 'reset');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(desk.told.filter((line) => /opened|failed/.test(line))).toEqual([]);
  });
});

const mapped = (): AddressPolicy => {
  const policy = new MappedAddresses(topology);
  return {
    bind: () => policy.bind(),
    route: (...call) => policy.route(...call),
    foreign: (...call) => policy.foreign(...call),
  };
};

describe('real addresses', () => {
  const here = (port: number): Listener => ({ ...listener, address: '127.0.0.1', port });

  it('are listened on and dialled as they are', async () => {
    const desk = await new Desk(realAddresses).listening(here(0));
    desk.network.dial(dialled, 'left', 'localhost', portOf(desk));
    await desk.until(() => desk.told.length === 2);
    expect(desk.told.join('\n')).toMatch(/opened 1 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+/);
  });
  it('that refuse say so', async () => {
    const desk = new Desk(realAddresses);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    desk.network.dial(dialled, 'left', '127.0.0.1', port);
    await desk.told_('failed 1 connection_refused');
    expect(desk.told).toHaveLength(1);
  });
  it('that are taken make `ready` reject with the listener', async () => {
    const first = await new Desk(realAddresses).listening(here(0));
    const taken = here(portOf(first));
    const second = new Desk(realAddresses);
    second.network.listen(taken);
    const error = await second.network.ready().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ListenError);
    expect((error as ListenError).listener).toBe(taken);
  });
});

describe('after dispose', () => {
  it('nobody is told anything, and the port is free again', async () => {
    const desk = await pair();
    const port = portOf(desk);
    const before = desk.told.length;
    desk.network.dispose();
    const again = createServer();
    others.push(again);
    await new Promise((resolve) => setTimeout(resolve, 30));
    again.listen(port, '127.0.0.1');
    await once(again, 'listening');
    expect(desk.told).toHaveLength(before);
  });
});
