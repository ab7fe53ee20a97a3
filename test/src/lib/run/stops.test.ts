import { describe, expect, it } from 'vitest';
import { stopsAt } from '../../../../core/engine/breakpoints.ts';
import { scenarios } from '../../../../core/scenarios/index.ts';
import { landmarkNames, landmarksOf } from '../../../../core/scenarios/landmarks.ts';
import { wholeRun } from '../../../../src/lib/run/scenario-run.ts';
import { stops } from '../../../../src/lib/run/stops.ts';

describe('every stop that is offered', () => {
  it('is a landmark', () => {
    expect(landmarkNames).toEqual(expect.arrayContaining(stops.map(({ at }) => at)));
  });

  it.each(scenarios.map(({ id }) => id))('holds the core at its landmark in %s', (id) => {
    const steps = wholeRun(id);
    const landmarks = landmarksOf(steps);
    for (const { at, breakpoint } of stops) {
      const step = steps[landmarks.get(at) ?? -1];
      // the twin without downloadSettings has no fallback
      if (step) expect(stopsAt(breakpoint, step), at).toBe(true);
    }
  });

  it('is reached in the split run', () => {
    const landmarks = landmarksOf(wholeRun('split-plain'));
    expect(stops.filter(({ at }) => !landmarks.has(at))).toEqual([]);
  });
});
