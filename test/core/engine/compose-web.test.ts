import { expect, it } from 'vitest';
import { runToEnd } from '../../../core/engine/run.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';

it('answers 502 in place of an origin that is not there', () => {
  const { steps } = runToEnd(worldOf({ ...splitPlain, originPort: 6667 }));
  const failed = steps.find((step) => step.name === 'cdn:origin_failed');
  expect(failed?.data).toMatchObject({ status: 502 });
  expect(steps.map((step) => step.name)).not.toContain('app:response_received');
});

it('gives every connection of a host to one machine that answers', () => {
  const { steps } = runToEnd(worldOf(splitPlain));
  const proxies = new Set(
    steps.map((step) => step.at.machine).filter((id) => id.startsWith('cdn/proxy')),
  );
  expect([...proxies]).toEqual(['cdn/proxy#1']);
});
