import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WireLedger } from '../../../core/engine/wire-ledger.ts';

it('names for each delivery the sends whose octets it carries', () => {
  const ledger = new WireLedger();
  expect(ledger.send(3, 10)).toEqual({ from: 0, to: 3 });
  ledger.send(2, 11);
  expect(ledger.deliver(2)).toEqual({ from: 0, to: 2, steps: [10] });
  expect(ledger.deliver(2)).toEqual({ from: 2, to: 4, steps: [10, 11] });
  expect(ledger.deliver(1)).toEqual({ from: 4, to: 5, steps: [11] });
});

it('links every octet to the send that owns it, however a wire cuts and joins', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(lengths, lengths, (sends, cuts) => {
      const ledger = new WireLedger();
      const owner: number[] = [];
      sends.forEach((length, step) => {
        ledger.send(length, step);
        for (let i = 0; i < length; i++) owner.push(step);
      });
      for (let at = 0, i = 0; at < owner.length; i++) {
        const length = Math.min(cuts[i % cuts.length] ?? 1, owner.length - at);
        expect(ledger.deliver(length).steps).toEqual([...new Set(owner.slice(at, at + length))]);
        at += length;
      }
    }),
  );
});

it('counts octets of a side that is not recorded', () => {
  const ledger = new WireLedger();
  ledger.send(4, -1);
  expect(ledger.deliver(4)).toEqual({ from: 0, to: 4, steps: [] });
  expect(ledger.deliver(2)).toEqual({ from: 4, to: 6, steps: [] });
});
