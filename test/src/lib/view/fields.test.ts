import { describe, expect, it } from 'vitest';
import { dissect, type Unit } from '../../../../core/inspect/dissect.ts';
import { wholeRun } from '../../../../src/lib/run/scenario-run.ts';
import { itemsOf } from '../../../../src/lib/view/fields.ts';

const steps = wholeRun('split-plain');
const packets = steps.filter(({ name, wire, raw }) => name === 'send' && wire && raw?.data.length);
const unitsOf = (machine: string): readonly Unit[] => {
  const step = packets.find(({ at }) => at.machine === machine);
  return step ? dissect(steps, step) : [];
};
const get = unitsOf('proxy/http1#1');
const post = unitsOf('proxy/http1#2');

describe('the items of a packet', () => {
  it.each([true, false])('are a partition of its octets (every field: %s)', (every) => {
    for (const step of packets) {
      const { items } = itemsOf(dissect(steps, step), every);
      let at = 0;
      for (const item of items) {
        expect(item.start).toBe(at);
        at = item.end;
      }
      expect(at).toBe(step.raw?.data.length);
    }
  });

  it('belong to one unit each, and all to some unit', () => {
    const { items, parts } = itemsOf(post, false);
    const all = parts.flatMap((part) => part.items).sort((a, b) => a - b);
    expect(all).toEqual(items.map((_, i) => i));
    expect(parts.map(({ unit, depth }) => `${depth} ${unit}`)).toEqual([
      '0 http1:request_head',
      '0 xhttp:packet',
      '1 vless:request',
      '1 tunnelled',
      '2 http1:request_head',
    ]);
  });

  it('have one for each header line, by its name, with its value', () => {
    const { items } = itemsOf(get, false);
    expect(items.find(({ label }) => label === 'Connection')).toMatchObject({
      value: 'close',
      header: 'Connection',
      path: expect.stringMatching(/^headers\.\d+\.value$/),
    });
    expect(items.slice(0, 3).map(({ label }) => label)).toEqual([
      'method',
      'request_target',
      'http_version',
    ]);
  });

  it('have every field on demand', () => {
    const { items } = itemsOf(get, true);
    expect(items.map(({ label }) => label)).toEqual(
      get.flatMap(({ fields }) => fields.map((f) => f.path)),
    );
    expect(items.length).toBeGreaterThan(3 * itemsOf(get, false).items.length);
  });
});
