import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../../core/bytes/utf8.ts';
import {
  type TappedConnection,
  type TappedEvent,
  type TappedFact,
  tappedSteps,
} from '../../../core/inspect/tapped-steps.ts';
import type { Step } from '../../../core/trace/step.ts';

const down: TappedConnection = {
  id: 1,
  leg: 'downlink',
  address: '203.0.113.10',
  port: 443,
  dialler: { host: 'client', machine: 'proxy/xray#1' },
  acceptor: { host: 'vps', machine: 'front/xray#1' },
  listener: { tag: 'front', address: '0.0.0.0:443' },
  local: { dialler: '192.0.2.2:49152', acceptor: '203.0.113.10:443' },
};
const fallback: TappedConnection = {
  id: 2,
  leg: 'fallback',
  address: 'localhost',
  port: 6666,
  dialler: { host: 'vps', machine: 'front/xray#1' },
  acceptor: { host: 'vps', machine: 'xhttp-in/xray#1' },
  listener: { tag: 'xhttp-in', address: '0.0.0.0:6666' },
  local: { dialler: '127.0.0.1:49152', acceptor: '127.0.0.1:6666' },
};

const event = (
  connection: number,
  side: TappedEvent['side'],
  type: TappedEvent['type'],
  time: number,
  text?: string,
): TappedEvent => ({
  ...{ connection, side, type, time },
  ...(text === undefined ? {} : { octets: toUtf8(text) }),
});
const fact = (
  name: TappedFact['name'],
  host: string,
  time: number,
  data: TappedFact['data'] = {},
): TappedFact => ({ name, data, host, machine: `x/xray#1`, scope: 7, time });

const shown = (steps: readonly Step[]): string[] =>
  steps.map(({ id, cause, at, name, time }) => `${id}←${cause ?? '·'} ${at.host} ${name} ${time}`);

const octets = (text: string): TappedEvent[] => [
  event(1, 'dialler', 'dialled', 10),
  event(1, 'dialler', 'sent', 12, text),
  event(1, 'acceptor', 'arrived', 122, text),
  event(1, 'acceptor', 'sent', 130, 'answer'),
  event(1, 'dialler', 'arrived', 240, 'answer'),
  event(1, 'dialler', 'ended', 250),
  event(1, 'acceptor', 'end_arrived', 360),
];

describe('a tapped connection', () => {
  const steps = tappedSteps({ connections: [down], events: octets('hello'), facts: [] });

  it('is dialled, accepted and opened, carries octets each way, and ends', () => {
    expect(shown(steps)).toEqual([
      '0←· client open 10',
      '1←0 vps accepted 10',
      '2←0 client opened 10',
      '3←2 client send 12',
      '4←3 vps received 122',
      '5←4 vps send 130',
      '6←5 client received 240',
      '7←6 client close 250',
      '8←7 vps closed 360',
    ]);
  });
  it('has the addresses of the hosts, and what it is for', () => {
    expect(steps[0]?.data).toEqual({
      target: { to: 'address', address: '203.0.113.10', port: 443, leg: 'downlink' },
    });
    expect(steps[1]).toMatchObject({
      at: { machine: 'front/listener', port: '0.0.0.0:443' },
      data: { addresses: { local: '203.0.113.10:443', remote: '192.0.2.2:49152' } },
    });
    expect(steps[2]?.links).toEqual([1]);
  });
  it('counts the octets of each direction', () => {
    const wires = steps.map(({ wire }) => wire && `${wire.end} ${wire.from}-${wire.to}`);
    expect(wires.slice(3)).toEqual([
      'dialler 0-5',
      'acceptor 0-5',
      'acceptor 0-6',
      'dialler 0-6',
      'dialler 5-5',
      'acceptor 5-5',
    ]);
    expect(steps[4]?.raw).toEqual({ length: 5, data: toUtf8('hello') });
  });
  it('ends by a reset where it was reset', () => {
    const events = [
      event(1, 'dialler', 'dialled', 1),
      event(1, 'acceptor', 'reset', 2),
      event(1, 'dialler', 'reset_arrived', 3),
    ];
    const reset = tappedSteps({ connections: [down], events, facts: [] });
    expect(reset.slice(-2).map(({ name, data }) => [name, data])).toEqual([
      ['close', { how: 'reset' }],
      ['closed', { how: 'reset' }],
    ]);
  });
});

describe('a log between taps', () => {
  const destination = 'tcp:203.0.113.10:443';

  it('is written late: its lines are put back to the dials that they announce', () => {
    const steps = tappedSteps({
      connections: [down],
      events: octets('hello'),
      facts: [
        fact('xhttp:download_announced', 'client', 10.4),
        fact('transport:dial_started', 'client', 10.5, { destination }),
        fact('vless:request_tunnelled', 'client', 11),
      ],
    });
    expect(shown(steps).slice(0, 6)).toEqual([
      '0←· client xhttp:download_announced 10',
      '1←· client open 10',
      '2←· client transport:dial_started 10',
      '3←1 vps accepted 10',
      '4←1 client opened 10',
      '5←4 client vless:request_tunnelled 11',
    ]);
    expect(steps[2]?.data).toEqual({ destination, leg: 'downlink', transport: 'xhttp' });
  });
  it('may be ahead of what the tap sees: its lines wait for the dial', () => {
    const steps = tappedSteps({
      connections: [down],
      events: octets('hello'),
      facts: [
        fact('transport:dial_started', 'client', 9, { destination }),
        fact('vless:request_tunnelled', 'client', 9.5),
        fact('xhttp:session_created', 'vps', 9.7),
      ],
    });
    expect(shown(steps).slice(0, 6)).toEqual([
      '0←· vps xhttp:session_created 9.7',
      '1←· client open 10',
      '2←· client transport:dial_started 10',
      '3←1 vps accepted 10',
      '4←1 client opened 10',
      '5←4 client vless:request_tunnelled 10',
    ]);
  });
  it('announces a fallback before its dial, which is not logged', () => {
    const steps = tappedSteps({
      connections: [down, fallback],
      events: [...octets('hello').slice(0, 3), event(2, 'dialler', 'dialled', 123)],
      facts: [fact('vless:first_read', 'vps', 123.5), fact('vless:fallback_started', 'vps', 124)],
    });
    expect(shown(steps).slice(5)).toEqual([
      '5←4 vps vless:first_read 123',
      '6←4 vps vless:fallback_started 123',
      '7←4 vps open 123',
      '8←7 vps accepted 123',
      '9←7 vps opened 123',
    ]);
  });
});
