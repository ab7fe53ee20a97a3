import { describe, expect, it, vi } from 'vitest';
import { PulledSource } from '../../../../src/lib/run/pulled-source.ts';
import type { RunEvents } from '../../../../src/lib/run/run-source.ts';
import { smallRun } from '../../../support/small-run.ts';

const { steps, ids } = smallRun();

async function created(next?: () => (typeof steps)[0] | null) {
  let at = 0;
  const dispose = vi.fn();
  const source = new PulledSource(async () => ({
    epochMs: 5,
    next: next ?? (() => steps[at++] ?? null),
    dispose,
  }));
  const events = { steps: vi.fn(), held: vi.fn(), ended: vi.fn() } satisfies RunEvents;
  const info = await source.create('small', events);
  return { source, events, dispose, info };
}

describe('a run that can be pulled', () => {
  it('goes until a breakpoint, and on to the end', async () => {
    const { source, events, info } = await created();
    source.resume([{ name: 'vless:fallback_chosen' }]);
    expect(events.steps.mock.calls[0]?.[0].at(-1).id).toBe(ids.fallback);
    source.resume([]);
    expect(events.held.mock.calls).toEqual([['breakpoint'], ['idle']]);
    expect(events.steps.mock.calls.flatMap(([taken]) => taken)).toEqual(steps);
    expect(info.epochMs).toBe(5);
  });

  it('goes one fitting step at a time', async () => {
    const { source, events } = await created();
    source.step({ importance: 'core' });
    expect(events.steps.mock.calls[0]?.[0].at(-1).id).toBe(ids.socks.step);
    expect(events.held).toHaveBeenCalledWith('step');
  });

  it('ends where the core makes a mistake; what it did before is told', async () => {
    let at = 0;
    const { source, events } = await created(() => {
      if (at === 3) throw new Error('A fault of ours');
      return steps[at++] ?? null;
    });
    source.resume([]);
    expect(events.steps.mock.calls[0]?.[0]).toHaveLength(3);
    expect(events.ended).toHaveBeenCalledWith('failed');
  });

  it('ends where it would never end', async () => {
    const [step] = steps;
    const { source, events } = await created(() => step ?? null);
    source.resume([]);
    expect(events.ended).toHaveBeenCalledWith('limit');
  });

  it('says nothing more when it is left', async () => {
    const { source, events, dispose } = await created();
    source.dispose();
    source.resume([]);
    expect(dispose).toHaveBeenCalled();
    expect(events.steps).not.toHaveBeenCalled();
    expect(events.held).not.toHaveBeenCalled();
  });
});
