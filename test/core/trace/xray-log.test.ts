import { describe, expect, it } from 'vitest';
import { type LoggedFact, passes, xrayLog } from '../../../core/trace/xray-log.ts';

/** 2026-08-19 05:31:44 UTC. */
const clock = { epochMs: 1_787_117_504_000 };

const tunnelled: LoggedFact = {
  name: 'vless:request_tunnelled',
  data: { destination: 'tcp:site.example:80', via: 'cdn.example:443' },
  machine: 'proxy/vless#1',
  scope: 3503482820,
  time: 123.456,
};
const texts = (fact: LoggedFact, at: Parameters<typeof xrayLog>[1] = clock) =>
  xrayLog(fact, at).map(({ text }) => text);

describe('a line of the log', () => {
  it('has the date to the microsecond, the level, the scope, the package and the text', () => {
    expect(texts(tunnelled)).toEqual([
      '2026/08/19 05:31:44.123456 [Info] [3503482820] proxy/vless/outbound: ' +
        'tunneling request to tcp:site.example:80 via cdn.example:443',
    ]);
  });
  it('has no scope for work that belongs to no proxied connection', () => {
    const started = { ...tunnelled, name: 'core:started', data: {}, scope: null, time: 0 };
    expect(texts(started)).toEqual([
      '2026/08/19 05:31:44.000000 [Warning] core: xhttp-lab (as Xray 26.7.28) started',
    ]);
  });
  it('has the local date where an offset is given', () => {
    const [line] = texts(tunnelled, { ...clock, offsetMinutes: 8 * 60 });
    expect(line).toMatch(/^2026\/08\/19 13:31:44\.123456 /);
  });
  it('comes to the right day, month and year at their ends', () => {
    const newYear = { epochMs: Date.UTC(2026, 11, 31, 23, 59, 59) };
    expect(texts({ ...tunnelled, time: 1_000 }, newYear)[0]).toMatch(
      /^2027\/01\/01 00:00:00\.000000 /,
    );
  });
  it('of the access log has neither level nor scope', () => {
    const chosen = {
      ...tunnelled,
      name: 'routing:outbound_chosen',
      data: {
        destination: 'tcp:site.example:80',
        source: 'tcp:127.0.0.1:59770',
        inbound_tag: 'socks-in',
        outbound_tag: 'proxy',
        rule: null,
        rule_tag: '',
        email: '',
      },
    };
    expect(xrayLog(chosen, clock)).toEqual([
      {
        level: 'info',
        text: '2026/08/19 05:31:44.123456 [Info] [3503482820] app/dispatcher: default route for tcp:site.example:80',
      },
      {
        level: 'access',
        text: '2026/08/19 05:31:44.123456 from tcp:127.0.0.1:59770 accepted tcp:site.example:80 [socks-in >> proxy]',
      },
    ]);
  });
  it.each(['app:response_received', 'state_updated', 'constructor', '__proto__'])(
    'is not there for %s',
    (name) => {
      expect(xrayLog({ ...tunnelled, name, data: {} }, clock)).toEqual([]);
    },
  );
  it('gives a time of the run as Go prints it', () => {
    const removed = {
      ...tunnelled,
      name: 'xhttp:xmux_client_removed',
      data: {
        side: 'upload',
        is_closed: false,
        running: 1,
        left_usage: null,
        left_requests: 0,
        unreusable_at: 1_800_000,
      },
    };
    expect(texts(removed)[0]).toContain(
      'UnreusableAt = 2026-08-19 06:01:44.000000 +0000 UTC m=+1800.000000',
    );
  });
});

describe('the level', () => {
  const all = ['debug', 'info', 'warning', 'error', 'access'] as const;
  const let_through = (level: 'debug' | 'info' | 'warning' | 'error' | 'none', access: boolean) =>
    all.filter((of) => passes({ level: of, text: '' }, { level, access }));
  it.each([
    ['debug', true, ['debug', 'info', 'warning', 'error', 'access']],
    ['info', false, ['info', 'warning', 'error']],
    ['warning', true, ['warning', 'error', 'access']],
    ['error', false, ['error']],
    ['none', true, ['access']],
    ['none', false, []],
  ] as const)('%s, with access %s, lets through %j', (level, access, expected) => {
    expect(let_through(level, access)).toEqual(expected);
  });
});
