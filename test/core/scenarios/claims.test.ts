import { describe, expect, it } from 'vitest';
import { claims } from '../../../core/scenarios/claims.ts';
import { perform } from '../../../core/scenarios/experiment.ts';

describe.each(claims.map((claim) => [claim.id, claim] as const))('claim %s', (_id, claim) => {
  it('holds on its experiment, and names the steps that show it', () => {
    const { steps } = perform(claim.experiment);
    const verdict = claim.holds(steps);
    expect(verdict.holds).toBe(true);
    expect(verdict.steps.length).toBeGreaterThan(0);
    for (const id of verdict.steps) expect(steps[id]?.id).toBe(id);
  });
  it.each(claim.also ?? [])('holds on $scenario.id too', (experiment) => {
    const verdict = claim.holds(perform(experiment).steps);
    expect(verdict.holds).toBe(true);
    expect(verdict.steps.length).toBeGreaterThan(0);
  });
  it('is false on its control', () => {
    expect(claim.holds(perform(claim.control).steps).holds).toBe(false);
  });
  it('holds however the wire cuts', () => {
    const wire = { windowOctets: 256 * 1024, segmentOctets: 1_460 };
    expect(claim.holds(perform(claim.experiment, { wire }).steps).holds).toBe(true);
  });
  it('holds for another seed', () => {
    expect(claim.holds(perform(claim.experiment, { seed: 4711 }).steps).holds).toBe(true);
  });
});
