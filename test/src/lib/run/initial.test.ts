import { describe, expect, it } from 'vitest';
import { isStep } from '../../../../core/trace/step.ts';
import { initialOf } from '../../../../src/lib/run/initial.ts';
import { wholeRun } from '../../../../src/lib/run/scenario-run.ts';
import { laneOf, laneOfAddress } from '../../../../src/lib/view/lanes.ts';
import { sequenceOf } from '../../../../src/lib/view/sequence.ts';

describe('what a widget is given before a run', () => {
  it.each(['split-plain', 'direct-plain'])('has a lane for every host of %s', (scenario) => {
    const { lanes } = initialOf(scenario);
    const homeless = wholeRun(scenario).filter((step) => !laneOf(lanes, step.at));
    expect(homeless).toEqual([]);
  });

  it.each(['split-plain', 'direct-plain'])(
    'knows where every address of %s leads before anybody answers there',
    (scenario) => {
      const { lanes } = initialOf(scenario);
      for (const row of sequenceOf(wholeRun(scenario))) {
        if (row.kind !== 'packet' || row.segment !== 'syn' || !isStep(row.step, 'open')) continue;
        const answered = row.to ? laneOf(lanes, row.to) : undefined;
        expect(laneOfAddress(lanes, row.listener), row.listener).toBe(answered);
      }
    },
  );

  it('holds the texts of both scenarios where two are compared', () => {
    const { texts, otherTexts } = initialOf('split-plain', 'direct-plain');
    expect(texts.client.text).toContain('downloadSettings');
    expect(otherTexts?.client.text).not.toContain('downloadSettings');
    expect(initialOf('split-plain').otherTexts).toBeNull();
  });

  it('is refused for a scenario that does not exist', () => {
    expect(() => initialOf('no-such')).toThrow(RangeError);
  });
});
