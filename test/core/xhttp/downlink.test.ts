import { describe, expect, it } from 'vitest';
import { type Command, type Doing, port } from '../../../core/sansio/machine.ts';
import { Downlink, type DownlinkOwner } from '../../../core/xhttp/downlink.ts';
import { routeOf } from '../../../core/xhttp/route.ts';
import type { XmuxClient } from '../../../core/xhttp/xmux.ts';
import { runDoing } from '../../support/doing.ts';
import { ascii } from '../../support/playbook.ts';
import { body, end, plain, responseHead } from '../../support/xhttp-parts.ts';
import { clientSettings } from '../../support/xhttp-settings.ts';

function setUp(carriesUplink = false) {
  const told: unknown[] = [];
  function* tell(...what: unknown[]): Doing {
    told.push(what.length === 1 ? what[0] : what);
  }
  const owner: DownlinkOwner = {
    downlinkConnected: (exchange, addresses, now) =>
      tell('connected', exchange.name, addresses, now),
    downlinkUnreachable: () => tell('unreachable'),
    requestHeld: (isHeld) => tell('held', isHeld),
    deliver: (octets) => tell('octets', octets.length),
    downlinkEnded: () => tell('ended'),
    downlinkBroken: () => tell('broken'),
  };
  const client: XmuxClient = {
    running: 1,
    leftUses: null,
    leftRequests: null,
    unreusableAt: null,
    isClosed: false,
    isRetired: false,
  };
  const side = { settings: clientSettings, security: plain, address: 'h.example', port: 80 };
  const self = {
    route: routeOf(side),
    sessionId: 'id',
    carriesUplink,
    client,
    scope: 7,
    epochMs: 0,
  };
  const downlink = new Downlink(self, owner);
  const commands: Command[] = [];
  const run = (doing: Doing) => runDoing(doing, commands);
  const now = 5;
  return {
    ...{ told, client, downlink, commands, run },
    connect: () => run(downlink.connected(port('x'), null, now)),
    receive: (value: unknown) => run(downlink.onInput({ type: 'received', port: 'x', value, now })),
    close: () => run(downlink.onInput({ type: 'closed', port: 'x', how: 'reset', now })),
  };
}

describe('a downlink', () => {
  it('is a GET, and tells its owner as soon as that has a connection', () => {
    const { told, commands, connect } = setUp();
    connect();
    const sends = commands.filter(({ type }) => type === 'send');
    expect(sends).toMatchObject([{ value: { method: 'GET' } }, { value: end }]);
    expect(told).toEqual([['connected', 'x', null, 5]]);
  });

  it('in stream-one is a POST that has not ended', () => {
    const { commands, connect } = setUp(true);
    connect();
    const sends = commands.filter(({ type }) => type === 'send');
    expect(sends).toMatchObject([{ value: { method: 'POST' } }]);
  });

  it('delivers the body of a 200, and tells its end', () => {
    const { told, connect, receive } = setUp();
    connect();
    for (const part of [responseHead(200), body(ascii('abc')), body(ascii('')), end]) receive(part);
    expect(told.slice(1)).toEqual([['octets', 3], 'ended']);
  });

  it.each([404, 204])('answered %d is broken', (status) => {
    const { told, client, connect, receive } = setUp();
    connect();
    receive(responseHead(status));
    expect(told.slice(1)).toEqual(['broken']);
    expect(client.isClosed).toBe(false);
  });

  it('without an answer is broken, and takes its XMUX client out of use', () => {
    const { told, client, connect, close } = setUp();
    connect();
    close();
    expect(told.slice(1)).toEqual(['broken']);
    expect(client.isClosed).toBe(true);
  });

  it('without a connection is told as that', () => {
    const { told, client, downlink, run } = setUp();
    run(downlink.unreachable('timed_out', 5));
    expect(told).toEqual(['unreachable']);
    expect(client.isClosed).toBe(true);
  });

  it('may be given up at any time', () => {
    const { downlink, run, connect } = setUp();
    connect();
    run(downlink.giveUp());
    run(downlink.giveUp());
    expect(downlink.state.name).toBe('CLOSED');
  });
});
