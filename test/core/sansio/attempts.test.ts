import { describe, expect, it } from 'vitest';
import { Attempts } from '../../../core/sansio/attempts.ts';

describe('Attempts', () => {
  it('pauses one step longer after each failure, the first time not at all', () => {
    const attempts = new Attempts(100);
    const pauses = Array.from({ length: 5 }, () => attempts.failed('connection_refused'));
    expect(pauses).toEqual([0, 100, 200, 300, 400]);
  });

  it('is exhausted after five failures', () => {
    const attempts = new Attempts(200);
    for (let n = 0; n < 4; n++) attempts.failed('timed_out');
    expect(attempts.exhausted).toBe(false);
    attempts.failed('timed_out');
    expect(attempts.exhausted).toBe(true);
  });

  it('keeps an error once as long as it stays the same', () => {
    const attempts = new Attempts(100);
    attempts.failed('timed_out');
    attempts.failed('timed_out');
    attempts.failed('connection_refused');
    attempts.failed('timed_out');
    expect(attempts.errors).toEqual(['timed_out', 'connection_refused', 'timed_out']);
  });
});
