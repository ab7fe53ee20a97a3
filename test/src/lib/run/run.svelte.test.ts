import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PulledSource } from '../../../../src/lib/run/pulled-source.ts';
import { Run } from '../../../../src/lib/run/run.svelte.ts';
import type { RunEvents, SourceName } from '../../../../src/lib/run/run-source.ts';
import { smallRun } from '../../../support/small-run.ts';

const { steps, ids } = smallRun();

/** A run of the hand-made steps; sources named in `broken` cannot be had. */
function madeRun(broken: readonly SourceName[] = [], wanted: SourceName = 'page'): Run {
  return new Run('small', wanted, async (name) => {
    if (broken.includes(name)) throw new Error('No such source');
    return new PulledSource(async () => {
      let at = 0;
      return { epochMs: 0, next: () => steps[at++] ?? null, dispose: () => {} };
    });
  });
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('stepping', () => {
  it('forward makes the core do no more than the next row needs', async () => {
    const run = madeRun();
    await run.forward();
    expect(run.row?.id).toBe(ids.socks.step);
    expect(run.steps.length).toBeLessThan(steps.length);
    await run.forward();
    expect(run.position).toBe(1);
  });

  it('goes through all rows to the end and stays there', async () => {
    const run = madeRun();
    for (let i = 0; i < 100; i++) await run.forward();
    expect(run.steps).toHaveLength(steps.length);
    expect(run.atEnd).toBe(true);
    expect(run.row?.id).toBe(ids.origin.step);
  });

  it('back moves the cursor and leaves the steps', async () => {
    const run = madeRun();
    await run.last();
    const { position } = run;
    run.back();
    expect(run.position).toBe(position - 1);
    expect(run.steps).toHaveLength(steps.length);
    run.first();
    run.back();
    expect(run.position).toBe(0);
  });

  it('leads to the same view as a jump', async () => {
    const stepped = madeRun();
    for (let i = 0; i < 9; i++) await stepped.forward();
    const jumped = madeRun();
    await jumped.last();
    jumped.jump(stepped.cursor);
    expect(jumped.row).toEqual(stepped.row);
    expect(jumped.place).toBe(stepped.place);
    expect(jumped.passed).toEqual(stepped.passed);
  });
});

it('the last row is the newest at once, and follows a run that goes on', async () => {
  let events: RunEvents | undefined;
  const live = new Run('small', 'sockets', async () => ({
    async create(_scenario, given) {
      events = given;
      return { epochMs: 0 };
    },
    resume() {},
    step() {},
    pause() {},
    dispose() {},
  }));
  await live.play();
  const half = Math.floor(steps.length / 2);
  events?.steps(steps.slice(0, half));
  await live.last();
  const { position } = live;
  expect(position).toBe(live.rows.length - 1);
  events?.steps(steps.slice(half));
  expect(live.position).toBe(live.rows.length - 1);
  expect(live.position).toBeGreaterThan(position);
});

describe('playing', () => {
  it('follows the rows at the rate chosen and stops at the end', async () => {
    const run = madeRun();
    run.rate = 2;
    await run.play();
    expect(run.position).toBe(0);
    vi.advanceTimersByTime(500);
    expect(run.position).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(run.atEnd).toBe(true);
    expect(run.playing).toBe(false);
  });

  it('pauses where it is, and goes on from there', async () => {
    const run = madeRun();
    await run.play();
    vi.advanceTimersByTime(1_000);
    run.pause();
    const { position } = run;
    vi.advanceTimersByTime(10_000);
    expect(run.position).toBe(position);
    await run.play();
    vi.advanceTimersByTime(500);
    expect(run.position).toBe(position + 1);
  });

  it('stays at the first row where the reader wants no motion', async () => {
    const run = madeRun();
    await run.play(false);
    vi.advanceTimersByTime(60_000);
    expect(run.position).toBe(0);
    expect(run.playing).toBe(false);
    expect(run.steps).toHaveLength(steps.length);
  });

  it('at once goes to the end', async () => {
    const run = madeRun();
    run.rate = Number.POSITIVE_INFINITY;
    await run.play();
    vi.advanceTimersByTime(1);
    expect(run.atEnd).toBe(true);
  });
});

describe('a stop', () => {
  it('holds the core and the cursor at the landmark, and lets both go on', async () => {
    const run = madeRun();
    run.rate = Number.POSITIVE_INFINITY;
    run.toggleStop('vps443.fallback');
    await run.play();
    vi.advanceTimersByTime(1);
    expect(run.row?.id).toBe(ids.fallback);
    expect(run.steps).toHaveLength(ids.fallback + 1);
    expect(run.phase).toBe('held');
    await run.play();
    vi.advanceTimersByTime(1);
    expect(run.atEnd).toBe(true);
  });

  it('that the core cannot tell apart does not hold it too early', async () => {
    const run = madeRun();
    run.toggleStop('uplink.syn');
    await run.play(false);
    expect(run.steps.at(-1)?.id).toBe(ids.up.step);
  });

  it('stops the cursor also in steps that are there already', async () => {
    const run = madeRun();
    await run.last();
    run.first();
    run.rate = Number.POSITIVE_INFINITY;
    run.toggleStop('vps443.fallback');
    await run.play();
    vi.advanceTimersByTime(1);
    expect(run.row?.id).toBe(ids.fallback);
  });
});

describe('a place', () => {
  it('is reached in a run that has not begun, and is the same when read back', async () => {
    const run = madeRun();
    expect(await run.goTo('uplink.syn')).toBe(true);
    expect(run.row?.id).toBe(ids.up.step);
    expect(run.place).toBe('uplink.syn');
  });

  it('between landmarks counts rows from the one before', async () => {
    const run = madeRun();
    await run.goTo('vps443.fallback~1');
    expect(run.row?.id).toBe(ids.back.step);
    expect(run.place).toBe('vps443.fallback~1');
  });

  it('that the run does not have leaves the reader at the beginning', async () => {
    const run = madeRun();
    expect(await run.goTo('app.response')).toBe(false);
    expect(run.position).toBe(0);
  });

  it('is passed in the order of the run', async () => {
    const run = madeRun();
    await run.goTo('vps443.fallback');
    expect(run.passed).toEqual([
      'app.connect',
      'client.request',
      'downlink.syn',
      'downlink.usable',
      'downlink.get',
      'uplink.syn',
      'uplink.syn#0',
      'vps443.fallback',
    ]);
  });
});

describe('a source', () => {
  it('that cannot be had gives way to the next best, and the run says so', async () => {
    const run = madeRun(['sockets', 'page'], 'sockets');
    await run.forward();
    expect(run.source).toBe('recording');
    expect(run.notice).toEqual({ about: 'source', wanted: 'sockets' });
    expect(run.position).toBe(0);
  });

  it('is missing altogether where none can be had', async () => {
    const run = madeRun(['page', 'recording']);
    await run.forward();
    expect(run.phase).toBe('unavailable');
    expect(run.rows).toEqual([]);
  });

  it('can be changed: the new run comes to the same place', async () => {
    const run = madeRun();
    await run.goTo('downlink.get');
    await run.use('recording');
    expect(run.source).toBe('recording');
    expect(run.place).toBe('downlink.get');
  });
});

it('a restart begins a new run', async () => {
  const run = madeRun();
  await run.last();
  await run.restart();
  expect(run.position).toBe(0);
  expect(run.playing).toBe(true);
  run.dispose();
});

it('more detail shows more rows and keeps the reader at the same step', async () => {
  const run = madeRun();
  await run.goTo('downlink.syn');
  const few = run.rows.length;
  run.level = 'base';
  expect(run.rows.length).toBeGreaterThan(few);
  expect(run.row?.id).toBe(ids.down.step);
});
