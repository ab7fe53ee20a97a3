import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Schedule } from '../../../core/engine/schedule.ts';

it('runs work in order of time and, at equal times, of the asking', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (times) => {
      const schedule = new Schedule();
      const ran: number[] = [];
      for (const [i, at] of times.entries()) schedule.add(at, () => ran.push(i));
      while (schedule.runDue(Number.POSITIVE_INFINITY));
      const expected = times
        .map((_, i) => i)
        .sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
      expect(ran).toEqual(expected);
    }),
  );
});

it('runs nothing before its time', () => {
  const schedule = new Schedule();
  let ran = false;
  schedule.add(10, () => {
    ran = true;
  });
  expect(schedule.runDue(9)).toBe(false);
  expect(ran).toBe(false);
  expect(schedule.next).toBe(10);
  expect(schedule.runDue(10)).toBe(true);
  expect(schedule.next).toBeNull();
});

it('keeps what is left in order however much is cancelled', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(50), fc.boolean()), { maxLength: 400 }), (work) => {
      const schedule = new Schedule();
      const ran: number[] = [];
      const scheduled = work.map(([at], i) => schedule.add(at, () => ran.push(i)));
      work.forEach(([, cancel], i) => {
        if (cancel) scheduled[i]?.cancel();
      });
      while (schedule.runDue(Number.POSITIVE_INFINITY));
      const expected = work
        .map((_, i) => i)
        .filter((i) => !work[i]?.[1])
        .sort((a, b) => (work[a]?.[0] ?? 0) - (work[b]?.[0] ?? 0) || a - b);
      expect(ran).toEqual(expected);
    }),
  );
});

it('lets work add work at the same time', () => {
  const schedule = new Schedule();
  const ran: string[] = [];
  schedule.add(1, () => {
    ran.push('first');
    schedule.add(1, () => ran.push('second'));
  });
  while (schedule.runDue(1));
  expect(ran).toEqual(['first', 'second']);
});
