import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Tap, type Tapping } from '../../../core/node/tap.ts';

describe('a tap', () => {
  let server: Server;
  let port: number;
  let tap: Tap;
  let seen: string[];
  let arrived: Promise<Socket>;

  const begin = async (delayMs = 0) => {
    seen = [];
    const tell =
      (what: string) =>
      (_: Tapping, side: string, detail: unknown, where: string): void => {
        const text = detail instanceof Uint8Array ? Buffer.from(detail).toString() : detail;
        seen.push(`${what} ${side} ${text} ${where}`);
      };
    tap = new Tap({
      to: () => port,
      delayMs,
      events: {
        dialled: () => seen.push('dialled'),
        passed: () => {},
        sent: tell('sent'),
        ended: tell('ended'),
      },
    });
    await tap.listen();
  };
  beforeEach(async () => {
    server = createServer({ allowHalfOpen: true });
    arrived = once(server, 'connection').then(([socket]) => socket);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => {
    tap.close();
    server.close();
  });
  const dial = () => connect({ port: tap.port, host: '127.0.0.1', allowHalfOpen: true });

  it('passes octets and half-closes on, and tells of each at both ends', async () => {
    await begin();
    const client = dial();
    const accepted = await arrived;
    client.end('hello');
    const [hello] = await once(accepted, 'data');
    await once(accepted, 'end');
    accepted.end('bye');
    const [bye] = await once(client, 'data');
    await once(client, 'end');
    expect([String(hello), String(bye)]).toEqual(['hello', 'bye']);
    expect(seen).toEqual([
      'dialled',
      'sent dialler hello seen',
      'sent dialler hello passed',
      'ended dialler end seen',
      'ended dialler end passed',
      'sent acceptor bye seen',
      'sent acceptor bye passed',
      'ended acceptor end seen',
      'ended acceptor end passed',
    ]);
  });

  it('passes a reset on as a reset', async () => {
    await begin();
    const client = dial();
    const accepted = await arrived;
    const error = once(client, 'error');
    client.write('x');
    await once(accepted, 'data');
    accepted.resetAndDestroy();
    expect(((await error)[0] as NodeJS.ErrnoException).code).toBe('ECONNRESET');
    expect(seen.slice(-2)).toEqual(['ended acceptor reset seen', 'ended acceptor reset passed']);
  });

  it('delays both directions in order', async () => {
    await begin(30);
    const client = dial();
    const accepted = await arrived;
    client.write('a');
    await once(accepted, 'data');
    client.end('b');
    accepted.resume();
    await once(accepted, 'end');
    expect(seen).toEqual([
      'dialled',
      'sent dialler a seen',
      'sent dialler a passed',
      'sent dialler b seen',
      'ended dialler end seen',
      'sent dialler b passed',
      'ended dialler end passed',
    ]);
    accepted.end();
    client.resume();
    await once(client, 'close');
  });

  it('ends connections that nobody accepts', async () => {
    await begin();
    server.close();
    const client = dial();
    const [error] = await once(client, 'error');
    expect((error as NodeJS.ErrnoException).code).toBe('ECONNRESET');
  });
});
