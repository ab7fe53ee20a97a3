import { describe, expect, it } from 'vitest';
import { fit, widthOf } from '../../../../src/lib/format/fit.ts';

describe('a text', () => {
  it('that fits is left as it is', () => {
    expect(fit('SYN, ACK', 200, 12)).toBe('SYN, ACK');
  });

  it('that is too wide loses its end, and what is left fits', () => {
    const short = fit('GET /xh/05fb717d-c216-4878-800c-befb5a175c5a', 120, 12);
    expect(short).toMatch(/^GET \/xh\/05fb.*…$/);
    expect(widthOf(short, 12)).toBeLessThanOrEqual(120);
  });

  it('in Chinese is about twice as wide a character', () => {
    expect(widthOf('回落', 12)).toBeGreaterThan(24);
    expect(widthOf('回落', 12)).toBeGreaterThan(widthOf('ab', 12) * 1.5);
  });
});
