import { describe, expect, it } from 'vitest';
import { factsOf, readXrayLine, type XrayLogLine } from '../../../core/inspect/xray-log.ts';
import type { FactName, Facts } from '../../../core/trace/catalogue.ts';
import { xrayLog } from '../../../core/trace/xray-log.ts';

const epochMs = Date.UTC(2026, 7, 19, 5, 31, 44);
const read = (lines: readonly string[]): XrayLogLine[] =>
  lines.flatMap((line) => readXrayLine(line, 0) ?? []);

/** A fact as our log writes it. */
const linesOf = <Name extends FactName>(name: Name, data: Facts[Name], scope: number | null = 7) =>
  xrayLog({ name, data, machine: 'm/x#1', scope, time: 1.5 }, { epochMs }).map(({ text }) => text);

const chosen: Facts['routing:outbound_chosen'] = {
  destination: 'tcp:site.example:80',
  source: 'tcp:127.0.0.1:50000',
  inbound_tag: 'socks-in',
  outbound_tag: 'proxy',
  rule: null,
  rule_tag: '',
  email: '',
};

describe('a line of the log', () => {
  it('has a date, a scope and a text', () => {
    const line = '2026/08/19 07:31:44.001500 [Info] [12] proxy/vless/inbound: firstLen = 70';
    expect(readXrayLine(line, 120)).toEqual({
      dateMs: epochMs + 1.5,
      scope: 12,
      text: 'proxy/vless/inbound: firstLen = 70',
    });
  });
  it('is not what another program prints', () => {
    expect(readXrayLine('Xray 26.7.28 (Xray, Penetrates Everything.)', 0)).toBeNull();
  });
});

describe('facts that our log writes', () => {
  it.each([
    ['socks:request_accepted', { destination: 'tcp:site.example:80' }],
    ['vless:request_tunnelled', { destination: 'tcp:site.example:80', via: 'cdn.example:443' }],
    ['vless:first_read', { length: 70 }],
    ['vless:security_seen', { server_name: 'target.example', alpn: '' }],
    ['vless:fallback_ended', { reason: 'inactive', addresses: null }],
    [
      'xhttp:download_announced',
      { destination: 'tcp:203.0.113.10:443', http_version: '2', host: 'target.example' },
    ],
    ['xhttp:status_rejected', { status: 400 }],
    ['transport:listening', { address: '0.0.0.0:443', network: 'raw', tag: 'front' }],
    [
      'freedom:connection_opened',
      {
        destination: 'tcp:site.example:80',
        local: '203.0.113.10:49152',
        remote: '203.0.113.80:80',
      },
    ],
  ] as const)('are read back: %s', (name, data) => {
    const [fact] = factsOf(read(linesOf(name, data as never)));
    expect(fact?.name).toBe(name);
    expect(data).toMatchObject(fact?.data ?? {});
    expect(fact?.dateMs).toBe(epochMs + 1.5);
  });
});

describe('facts of one connection', () => {
  const log = [
    ...linesOf('socks:request_accepted', { destination: chosen.destination }),
    ...linesOf('routing:outbound_chosen', chosen),
    ...linesOf('vless:request_tunnelled', { destination: chosen.destination, via: 'x:1' }),
    ...linesOf('vless:first_read', { length: 70 }, 8),
  ];

  it('have the tags that the access line tells, wherever it stands', () => {
    const access = log.filter((line) => line.includes(' accepted '));
    const others = log.filter((line) => !line.includes(' accepted '));
    for (const lines of [log, [...access, ...others], [...others, ...access]]) {
      expect(factsOf(read(lines)).map(({ name, tag }) => [name, tag])).toEqual([
        ['socks:request_accepted', 'socks-in'],
        ['routing:outbound_chosen', 'socks-in'],
        ['vless:request_tunnelled', 'proxy'],
        ['vless:first_read', null],
      ]);
    }
  });
  it('tell the choice of the outbound whole', () => {
    const fact = factsOf(read(log)).find(({ name }) => name === 'routing:outbound_chosen');
    expect(fact?.data).toEqual(chosen);
  });
});

describe('lines that tell no fact', () => {
  it('are left out', () => {
    expect(factsOf(read(['2026/08/19 05:31:44.001500 [Debug] app/log: Logger started']))).toEqual(
      [],
    );
  });
});
