import { describe, expect, it } from 'vitest';
import { wholeRun } from '../../../../src/lib/run/scenario-run.ts';
import { startRun } from '../../../../src/lib/run/start-run.ts';

describe('a run that is begun', () => {
  it('is the whole run when it is pulled to its end', () => {
    const run = startRun('split-plain');
    const pulled = [];
    for (let step = run.next(); step; step = run.next()) pulled.push(step);
    run.dispose();
    expect(pulled).toEqual(wholeRun('split-plain'));
  });

  it('tells its date', () => {
    expect(startRun('split-plain').epochMs).toBeGreaterThan(0);
  });

  it('is refused where there is no such scenario', () => {
    expect(() => startRun('no-such')).toThrow(RangeError);
  });
});
