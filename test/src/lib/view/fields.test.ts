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

  it('are one for a compressed header field, by what it stands for', () => {
    const run = wholeRun('cdn-up-reality-down');
    const units = run.flatMap((step) =>
      step.name === 'send' && step.wire ? dissect(run, step) : [],
    );
    const inside = units.find(({ inner }) => inner?.units.some(({ header }) => header))?.inner;
    const { items } = itemsOf(inside?.units ?? [], false);
    expect(items.find(({ label }) => label === ':method')).toMatchObject({
      value: 'GET',
      header: ':method',
    });
    const whole = itemsOf(inside?.units ?? [], true).items;
    expect(whole.map(({ label }) => label)).toContain('index');
  });

  it('are one for a list of numbers, and one for a length with what it is the length of', () => {
    const run = wholeRun('cdn-up-reality-down');
    const hello = run
      .flatMap((step) => (step.name === 'send' && step.wire ? dissect(run, step) : []))
      .find(({ name }) => name === 'tls:client_hello');
    const { items } = itemsOf(hello ? [hello] : [], false);
    const suites = items.filter(({ label }) => label.startsWith('cipher_suites'));
    expect(suites).toHaveLength(1);
    expect(suites[0]?.value).toContain('TLS_AES_128_GCM_SHA256 (0x1301), ');
    const id = items.find(({ label }) => label === 'legacy_session_id');
    expect(id).toMatchObject({ path: 'legacy_session_id.data' });
    expect((id?.end ?? 0) - (id?.start ?? 0)).toBe(33);
  });

  it('have every field on demand', () => {
    const { items } = itemsOf(get, true);
    expect(items.map(({ label }) => label)).toEqual(
      get.flatMap(({ fields }) => fields.map((f) => f.path)),
    );
    expect(items.length).toBeGreaterThan(3 * itemsOf(get, false).items.length);
  });
});
