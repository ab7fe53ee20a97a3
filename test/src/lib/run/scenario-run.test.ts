import { describe, expect, it } from 'vitest';
import { wellKnown, wholeRun } from '../../../../src/lib/run/scenario-run.ts';

describe('a scenario run to its end', () => {
  it('makes the same steps each time', () => {
    expect(wholeRun('split-plain')).toEqual(wholeRun('split-plain'));
    expect(wholeRun('split-plain').length).toBeGreaterThan(100);
  });

  it('is refused where there is no such scenario', () => {
    expect(() => wholeRun('no-such')).toThrow(RangeError);
    expect(wellKnown('split-plain').id).toBe('split-plain');
  });
});
