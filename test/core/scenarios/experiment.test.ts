import { expect, it } from 'vitest';
import { firstDifference } from '../../../core/engine/replay.ts';
import { perform } from '../../../core/scenarios/experiment.ts';
import { landmarksOf } from '../../../core/scenarios/landmarks.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';

it('changes nothing before the landmark, and something after it', () => {
  const plain = perform({ scenario: splitPlain });
  const dropped = perform({ scenario: splitPlain, drop: 'uplink.post#0' });
  const at = landmarksOf(plain.steps).get('uplink.post#0') as number;
  expect(firstDifference(plain.steps, dropped.steps)).toBeGreaterThan(at);
  expect(landmarksOf(dropped.steps).has('uplink.arrives')).toBe(false);
});

it('delays what is sent at the landmark', () => {
  const steps = perform({
    scenario: splitPlain,
    delay: { landmark: 'uplink.post#0', ms: 900 },
  }).steps;
  const at = landmarksOf(steps);
  const [sent, arrived] = ['uplink.post#0', 'uplink.arrives'].map(
    (name) => steps[at.get(name) as number]?.time ?? 0,
  );
  expect(arrived as number).toBeGreaterThanOrEqual((sent as number) + 900);
});

it('says when a run does not come to the landmark', () => {
  expect(() => perform({ scenario: splitPlain, drop: 'uplink.post#99' })).toThrow(RangeError);
});
