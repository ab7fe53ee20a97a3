import { describe, expect, it } from 'vitest';
import type { Command, Doing, Input, PortInput } from '../../../core/sansio/machine.ts';
import { Exchanges, type ExchangeUser, lossOf } from '../../../core/xhttp/exchanges.ts';
import { HttpConnections } from '../../../core/xhttp/http-connections.ts';
import { Timers } from '../../../core/xhttp/timers.ts';
import type { XmuxClient } from '../../../core/xhttp/xmux.ts';
import { runDoing } from '../../support/doing.ts';
import {
  closed,
  closes,
  opened,
  opens,
  pauses,
  received,
  resumes,
} from '../../support/playbook.ts';
import type { Timeless } from '../../support/stand.ts';

const client: XmuxClient = {
  running: 0,
  leftUses: null,
  leftRequests: null,
  unreusableAt: null,
  isClosed: false,
  isRetired: false,
};
const addresses = { local: '192.0.2.2:1', remote: '192.0.2.3:2' };

function setUp(version: '1.1' | '2') {
  let count = 0;
  const portName = () => `http:${++count}`;
  const connections = new HttpConnections(portName, new Timers());
  const exchanges = new Exchanges(portName, connections);
  const commands: Command[] = [];
  const told: string[] = [];
  function* tell(what: string): Doing {
    told.push(what);
  }
  const user: ExchangeUser = {
    connected: ({ name }, at) => tell(`connected ${name} ${at?.local}`),
    unreachable: (error) => tell(`unreachable ${error}`),
    onInput: ({ type }) => tell(type),
  };
  const run = (doing: Doing<unknown>) => runDoing(doing, commands);
  function* deliver(input: PortInput): Doing {
    if (!(yield* exchanges.onInput(input))) yield* connections.onInput(input);
  }
  return {
    ...{ exchanges, user, commands, told, run },
    input: (timeless: Timeless) => run(deliver({ ...timeless, now: 0 } as Input as PortInput)),
    seek: () => run(exchanges.seek(user, { client, version, leg: 'uplink', scope: 7 }, 0)),
  };
}

describe('an exchange over HTTP/1.1', () => {
  it('has a connection of its own, and is told of all that comes on it', () => {
    const { seek, input, commands, told } = setUp('1.1');
    seek();
    input(opened('http:1', addresses));
    input(received('http:1', 1));
    input(closed('http:1'));
    expect(commands).toEqual([opens('http:1', { to: 'http', leg: 'uplink' }, 7), closes('http:1')]);
    expect(told).toEqual(['connected http:1 192.0.2.2:1', 'received', 'closed']);
  });

  it('is told of a connection that cannot be made', () => {
    const { seek, input, told } = setUp('1.1');
    seek();
    input(closed('http:1', 'failed', 'timed_out'));
    expect(told).toEqual(['unreachable timed_out']);
  });

  it('that is left is told nothing more', () => {
    const { seek, input, told, run, exchanges, user, commands } = setUp('1.1');
    seek();
    run(exchanges.leave(user, 'reset'));
    input(opened('http:1'));
    run(exchanges.leave(user, 'reset'));
    expect(told).toEqual([]);
    expect(commands.slice(1)).toEqual([closes('http:1', 'reset')]);
  });
});

describe('an exchange over HTTP/2', () => {
  const exchange = { to: 'exchange', connection: 'http:1' } as const;

  it('begins when there is a connection, with that one’s addresses', () => {
    const { seek, input, commands, told } = setUp('2');
    seek();
    input(opened('http:1', addresses));
    expect(commands.slice(0, 2)).toEqual([
      opens('http:1', { to: 'http', leg: 'uplink', version: '2' }, 7),
      opens('exchange:1', exchange, 7),
    ]);
    expect(told).toEqual(['connected exchange:1 192.0.2.2:1']);
  });

  it('holds its response from its beginning when that was wanted before', () => {
    const { seek, input, commands, run, exchanges, user } = setUp('2');
    seek();
    run(exchanges.hold(user, true));
    input(opened('http:1', addresses));
    run(exchanges.hold(user, false));
    expect(commands.slice(1, 4)).toEqual([
      opens('exchange:1', exchange, 7),
      pauses('exchange:1'),
      resumes('exchange:1'),
    ]);
  });
});

it('an exchange that breaks is cut off, unless Go has words for it', () => {
  expect(lossOf(undefined)).toBe('cut_off');
  expect(lossOf('connection_reset')).toBe('cut_off');
  expect(lossOf('failed: unexpected EOF')).toBe('failed: unexpected EOF');
});
