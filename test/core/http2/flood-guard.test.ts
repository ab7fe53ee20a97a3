import { describe, expect, it } from 'vitest';
import { FloodGuard } from '../../../core/http2/flood-guard.ts';

/** How often something may be done before it is refused. */
function patience(act: () => void, most = 100_000): number {
  for (let count = 0; count < most; count++) {
    try {
      act();
    } catch {
      return count;
    }
  }
  return most;
}

describe('the guard against floods', () => {
  it('lets 10,000 idle frames pass at once, and 1,000 a second', () => {
    const guard = new FloodGuard();
    expect(patience(() => guard.idleFrame(0))).toBe(10_000);
    expect(patience(() => guard.idleFrame(2_000))).toBeGreaterThan(1_900);
    let now = 1_000_000;
    expect(patience(() => guard.idleFrame(now++))).toBe(100_000);
  });

  it('lets 1,000 early resets pass at once, and 33 a second', () => {
    const guard = new FloodGuard();
    expect(patience(() => guard.earlyReset(0))).toBe(1_000);
    expect(patience(() => guard.earlyReset(10_000))).toBeLessThan(331);
  });

  it.each([
    ['idleFrame', 'http2:frame_flood'],
    ['earlyReset', 'http2:reset_flood'],
  ] as const)('refuses with a code of its own: %s', (kind, code) => {
    const guard = new FloodGuard();
    expect(() => {
      for (;;) guard[kind](0);
    }).toThrow(expect.objectContaining({ code }));
  });
});
