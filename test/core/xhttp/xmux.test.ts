import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/engine/random.ts';
import type { Command, Doing } from '../../../core/sansio/machine.ts';
import { chargeRequest, isSpent, Xmux, type XmuxClient } from '../../../core/xhttp/xmux.ts';
import { defaultXmux, unlimitedXmux } from '../../support/xhttp-settings.ts';

const random = seededRandom(3);
function run<T>(doing: Doing<T>, taken: Command[] = []): T {
  for (let reply: unknown; ; ) {
    const { done, value } = doing.next(reply);
    if (done) return value;
    taken.push(value);
    reply = value.type === 'random' ? random(value.length) : undefined;
  }
}
const fixed = (value: number) => ({ from: value, to: value });
const choose = (xmux: Xmux, now = 0) => run(xmux.choose(now, null)).client;
function reasons(xmux: Xmux, now = 0): unknown[] {
  const taken: Command[] = [];
  run(xmux.choose(now, 7), taken);
  return taken.flatMap((c) => (c.type === 'fact' ? [[c.name, c.data, c.scope]] : []));
}

describe('XHTTP (Xray 26.7.28) mux.go: choosing a client', () => {
  it('makes one when there is none, and says so', () => {
    expect(reasons(new Xmux(defaultXmux, 'download'))).toEqual([
      ['xhttp:xmux_client_created', { side: 'download', reason: 'empty', clients: 0 }, 7],
    ]);
  });

  it('gives each of the first connections a client of its own, up to maxConnections', () => {
    const xmux = new Xmux(defaultXmux, 'upload');
    const first = [choose(xmux), choose(xmux)];
    expect(reasons(xmux)).toEqual([
      [
        'xhttp:xmux_client_created',
        { side: 'upload', reason: 'max_connections_not_hit', clients: 2 },
        7,
      ],
    ]);
    expect(new Set(first).size).toBe(2);
    expect(reasons(xmux)).toEqual([]);
  });

  it('makes one when all have as many running connections as maxConcurrency', () => {
    const xmux = new Xmux({ ...unlimitedXmux, maxConcurrency: fixed(1) }, 'upload');
    const first = choose(xmux);
    expect(choose(xmux)).toBe(first);
    first.running++;
    expect(reasons(xmux)).toEqual([
      [
        'xhttp:xmux_client_created',
        { side: 'upload', reason: 'max_concurrency_hit', clients: 1 },
        7,
      ],
    ]);
  });

  it('keeps one client for ever without limits', () => {
    const xmux = new Xmux(unlimitedXmux, 'upload');
    const first = choose(xmux);
    for (let i = 0; i < 100; i++) expect(choose(xmux, i * 1e6)).toBe(first);
  });

  it('picks among candidates by chance', () => {
    const xmux = new Xmux(defaultXmux, 'upload');
    const clients = new Set(Array.from({ length: 60 }, () => choose(xmux)));
    expect(clients.size).toBe(3);
  });

  it('counts the creation as a use', () => {
    const xmux = new Xmux({ ...unlimitedXmux, cMaxReuseTimes: fixed(2) }, 'upload');
    const first = choose(xmux);
    expect(choose(xmux)).toBe(first);
    expect(choose(xmux)).not.toBe(first);
    expect(first.isRetired).toBe(true);
  });

  it('tells what was left of a client that it puts aside', () => {
    const xmux = new Xmux({ ...unlimitedXmux, hMaxReusableSecs: fixed(10) }, 'upload');
    const first = choose(xmux);
    first.running = 2;
    expect(choose(xmux, 10_000)).toBe(first);
    expect(reasons(xmux, 10_001)[0]).toEqual([
      'xhttp:xmux_client_removed',
      {
        side: 'upload',
        is_closed: false,
        running: 2,
        left_usage: null,
        left_requests: null,
        unreusable_at: 10_000,
      },
      7,
    ]);
  });

  it('puts aside a client whose connection has failed', () => {
    const xmux = new Xmux(unlimitedXmux, 'upload');
    const first = choose(xmux);
    first.isClosed = true;
    expect(run(xmux.choose(0, null)).retired).toEqual([first]);
  });
});

describe('XHTTP (Xray 26.7.28) mux.go: requests left', () => {
  const client = (fields: Partial<XmuxClient>): XmuxClient => ({
    running: 1,
    leftUses: null,
    leftRequests: null,
    unreusableAt: null,
    isClosed: false,
    isRetired: false,
    ...fields,
  });

  it('are unlimited at null', () => {
    const unlimited = client({});
    expect(chargeRequest(unlimited, 0)).toBe(false);
    expect(isSpent(unlimited, 1e12)).toBe(false);
  });

  it('let x - 1 requests go to the old client: the one that brings 0 goes to another', () => {
    const limited = client({ leftRequests: 3 });
    expect([1, 2, 3].map(() => chargeRequest(limited, 0))).toEqual([false, false, true]);
    expect(isSpent(limited, 0)).toBe(true);
  });

  it('do not matter past the expiry', () => {
    const expiring = client({ unreusableAt: 100 });
    expect(chargeRequest(expiring, 100)).toBe(false);
    expect(chargeRequest(expiring, 101)).toBe(true);
  });
});
