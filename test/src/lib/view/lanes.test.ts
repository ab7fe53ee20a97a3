import { describe, expect, it } from 'vitest';
import { columnOf, columnsOf, laneOf, laneOfAddress } from '../../../../src/lib/view/lanes.ts';
import { lanes } from '../../../support/small-run.ts';

const ids = (open: string | null) =>
  columnsOf(lanes, open).map((column) => [column.id, ...column.lanes.map((lane) => lane.id)]);

describe('the columns', () => {
  it('are one a lane where there is room', () => {
    expect(ids(null).map(([id]) => id)).toEqual(lanes.map((lane) => lane.id));
  });

  it('are three on a narrow screen', () => {
    expect(ids('')).toEqual([
      ['client', 'app', 'client'],
      ['cdn', 'cdn'],
      ['vps', 'vps443', 'vps6666', 'site'],
    ]);
  });

  it('open a host into its doors', () => {
    expect(ids('vps')).toEqual([
      ['client', 'app', 'client'],
      ['cdn', 'cdn'],
      ['vps443', 'vps443'],
      ['vps6666', 'vps6666', 'site'],
    ]);
  });

  it('keep a host with the door that leads to it', () => {
    const target = { id: 'target', host: 'target', narrow: 'vps', behind: 'vps443' } as const;
    const withTarget = [...lanes.slice(0, -1), { ...target, addresses: [] }, ...lanes.slice(-1)];
    const opened = columnsOf(withTarget, 'vps').map((column) => column.lanes.map(({ id }) => id));
    expect(opened.slice(2)).toEqual([
      ['vps443', 'target'],
      ['vps6666', 'site'],
    ]);
  });

  it('can be opened only where a host has several doors', () => {
    expect(columnsOf(lanes, '').map((column) => column.group)).toEqual([null, null, 'vps']);
    expect(columnsOf(lanes, 'vps').map((column) => column.group)).toEqual([
      null,
      null,
      'vps',
      'vps',
    ]);
  });
});

describe('a machine stands', () => {
  const of = (host: string, machine: string) => laneOf(lanes, { host, machine })?.id;

  it('in the lane of its tag, else in the lane of its host', () => {
    expect(of('vps', 'front/vless#1')).toBe('vps443');
    expect(of('vps', 'front/listener')).toBe('vps443');
    expect(of('vps', 'direct/freedom#1')).toBe('vps6666');
    expect(of('client', 'proxy/vless#1')).toBe('client');
    expect(of('prober', 'prober/prober#1')).toBeUndefined();
  });

  it('in the column that holds its lane', () => {
    const columns = columnsOf(lanes, '');
    expect(columnOf(columns, lanes[4])).toBe(2);
    expect(columnOf(columns, undefined)).toBe(-1);
  });
});

it('an address leads to the lane that is known by it', () => {
  expect(laneOfAddress(lanes, 'cdn.example:443')?.id).toBe('cdn');
  expect(laneOfAddress(lanes, '203.0.113.10:6666')?.id).toBe('vps6666');
  expect(laneOfAddress(lanes, '203.0.113.10:1')).toBeUndefined();
});
