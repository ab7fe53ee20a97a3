import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../../src/lib/view/lanes.ts';
import { layoutOf, spacing, windowOf } from '../../../../src/lib/view/layout.ts';
import { rowsOf, sequenceOf } from '../../../../src/lib/view/sequence.ts';
import { lanes, smallRun } from '../../../support/small-run.ts';
import { Trace } from '../../../support/trace.ts';

const { steps, ids } = smallRun();
const rows = rowsOf(sequenceOf(steps), 'core');
const wide = columnsOf(lanes, null);
const at = (layout: ReturnType<typeof layoutOf>, id: number) =>
  layout.rows.find((row) => row.entry.id === id);

describe('a packet joins the columns', () => {
  it('of its ends', () => {
    const layout = layoutOf(rows, lanes, wide, 'order');
    expect(at(layout, ids.down.step)).toMatchObject({ from: 1, to: 3 });
    expect(at(layout, ids.back.step)).toMatchObject({ from: 3, to: 4 });
    expect(at(layout, ids.fallback)).toMatchObject({ from: 3, to: 3 });
  });

  it('of its sender and of the address it goes to while nobody has answered', () => {
    const trace = new Trace();
    trace.syn('client a/http1#1', 'uplink', 'cdn.example', 443);
    trace.syn('client a/http1#1', 'uplink', '192.0.2.99', 443);
    const layout = layoutOf(sequenceOf(trace.steps), lanes, wide, 'order');
    expect(layout.rows.map((row) => row.to)).toEqual([2, -1]);
  });

  it('that its hosts have folded into', () => {
    const layout = layoutOf(rows, lanes, columnsOf(lanes, ''), 'order');
    expect(at(layout, ids.back.step)).toMatchObject({ from: 2, to: 2 });
  });
});

describe('by order', () => {
  it('rows are equally high and arrows level', () => {
    const layout = layoutOf(rows, lanes, wide, 'order');
    expect(layout.rows.every((row) => row.y === row.yTo)).toBe(true);
    expect((layout.rows[1]?.y ?? 0) - (layout.rows[0]?.y ?? 0)).toBe(spacing.row);
  });

  it('a row stays where it is when more come', () => {
    const before = layoutOf(rows.slice(0, 4), lanes, wide, 'order').rows.map((row) => row.y);
    const after = layoutOf(rows, lanes, wide, 'order').rows.map((row) => row.y);
    expect(after.slice(0, 4)).toEqual(before);
  });
});

describe('by time', () => {
  const layout = layoutOf(rows, lanes, wide, 'time');

  it('an arrow slants by the time that the packet takes', () => {
    const syn = at(layout, ids.down.step);
    const fallback = at(layout, ids.back.step);
    expect((syn?.yTo ?? 0) - (syn?.y ?? 0)).toBeGreaterThan(60);
    expect((fallback?.yTo ?? 0) - (fallback?.y ?? 0)).toBeLessThan(spacing.row + 1);
  });

  it('labels never come closer than a row, and order is kept', () => {
    const gaps = layout.rows.slice(1).map((row, i) => row.y - (layout.rows[i]?.y ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(spacing.row);
  });

  it('ticks tell the times in order', () => {
    expect(layout.ticks.map((tick) => tick.time)).toEqual([0, 110, 220, 330, 345]);
  });

  it('one tick tells times that read the same', () => {
    const trace = new Trace();
    for (const time of [0, 0.01, 3.62, 3.64, 3.8, 95.2, 95.4]) {
      trace.add({ name: 'a:b', at: 'app app/app#1', time });
    }
    const { ticks } = layoutOf(sequenceOf(trace.steps), lanes, wide, 'time');
    expect(ticks.map((tick) => tick.time)).toEqual([0, 3.62, 3.8, 95.2]);
  });

  it('long quiet is shortened, and the tick after it says so', () => {
    const trace = new Trace();
    trace.fact('a:b', 'app app/app#1');
    trace.later(30_000).fact('a:c', 'app app/app#1');
    const { ticks, height } = layoutOf(sequenceOf(trace.steps), lanes, wide, 'time', {
      row: 34,
      quiet: 50,
    });
    expect(ticks.map((tick) => tick.shortened)).toEqual([false, true]);
    expect(height).toBeLessThan(150);
  });

  it('holds nothing where there are no rows', () => {
    expect(layoutOf([], lanes, wide, 'time')).toMatchObject({ rows: [], ticks: [] });
  });
});

it('a window holds the rows between two heights', () => {
  const { rows: placed } = layoutOf(rows, lanes, wide, 'order');
  expect(windowOf(placed, 0, 3 * spacing.row)).toEqual({ first: 0, end: 3 });
  expect(windowOf(placed, spacing.row, 1e9)).toEqual({ first: 1, end: placed.length });
});
