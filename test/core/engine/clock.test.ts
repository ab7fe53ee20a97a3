import { expect, it } from 'vitest';
import { VirtualClock } from '../../../core/engine/clock.ts';

it('stands still until it is advanced, and never goes back', () => {
  const clock = new VirtualClock();
  expect(clock.now()).toBe(0);
  clock.advance(30);
  clock.advance(10);
  expect(clock.now()).toBe(30);
});
