import { describe, expect, it } from 'vitest';
import { startRun, wholeRun } from '../../../../src/lib/run/scenario-run.ts';

describe('a scenario run here', () => {
  it('makes the same steps each time, pulled one by one or all at once', () => {
    const run = startRun('split-plain');
    const pulled = [];
    for (let step = run.next(); step; step = run.next()) pulled.push(step);
    run.dispose();
    expect(pulled).toEqual(wholeRun('split-plain'));
    expect(pulled.length).toBeGreaterThan(100);
  });

  it('tells its date', () => {
    expect(startRun('split-plain').epochMs).toBeGreaterThan(0);
  });

  it('is refused where there is no such scenario', () => {
    expect(() => startRun('no-such')).toThrow(RangeError);
    expect(() => wholeRun('no-such')).toThrow(RangeError);
  });
});
