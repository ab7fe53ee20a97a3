import { describe, expect, it } from 'vitest';
import { WallClock } from '../../../core/node/wall-clock.ts';

const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('real time', () => {
  it('begins at 0, goes on, and is told to the microsecond', async () => {
    const clock = new WallClock();
    const first = clock.now();
    await pass(5);
    const second = clock.now();
    expect(first).toBeGreaterThanOrEqual(0);
    expect(second).toBeGreaterThan(first);
    expect(Number.isInteger(Math.round(second * 1000))).toBe(true);
  });
  it('stands still while it is held, and goes on from there', async () => {
    const clock = new WallClock();
    clock.pause();
    clock.pause();
    const held = clock.now();
    await pass(5);
    expect(clock.now()).toBe(held);
    clock.resume();
    clock.resume();
    await pass(5);
    expect(clock.now()).toBeGreaterThan(held);
  });
});
