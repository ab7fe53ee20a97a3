import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultLimits } from '../../../../core/bridge/protocol.ts';
import { stepToJson } from '../../../../core/trace/serialize.ts';
import { BridgeSource, type Socket } from '../../../../src/lib/run/bridge-source.ts';
import { smallRun } from '../../../support/small-run.ts';

const { steps } = smallRun();

/** A bridge that answers what it is told to, and remembers what it was asked. */
class FakeBridge extends EventTarget {
  readonly asked: { id: number; method: string; params: Record<string, unknown> }[] = [];
  closed = false;
  answers: Record<string, unknown> = {
    hello: { version: 1, scenarios: ['small'], limits: { ...defaultLimits, windowOctets: 4_000 } },
    'run.create': { runId: 'r1', network: 'sockets', seed: 1, epochMs: 5 },
  };
  send(text: string): void {
    const request = JSON.parse(text);
    this.asked.push(request);
    const result = this.answers[request.method] ?? {};
    const answer = result instanceof Error ? { error: { code: 'x', message: '' } } : { result };
    queueMicrotask(() => this.say({ id: request.id, ...answer }));
  }
  close(): void {
    this.closed = true;
  }
  say(message: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
  notice(method: string, params: object): void {
    this.say({ method, params: { runId: 'r1', ...params } });
  }
}

let bridge: FakeBridge;
const events = { steps: vi.fn(), held: vi.fn(), ended: vi.fn() };

async function created(network: 'sockets' | 'memory' = 'sockets'): Promise<BridgeSource> {
  const source = new BridgeSource(network, () => bridge as unknown as Socket);
  const done = source.create('small', events);
  bridge.dispatchEvent(new Event('open'));
  await done;
  return source;
}

beforeEach(() => {
  bridge = new FakeBridge();
});
afterEach(() => {
  vi.resetAllMocks();
  vi.useRealTimers();
});

describe('making a run', () => {
  it('greets, then asks for the scenario on its network', async () => {
    await created('memory');
    expect(bridge.asked.map(({ method }) => method)).toEqual(['hello', 'run.create']);
    expect(bridge.asked[1]?.params).toEqual({ scenario: 'small', network: 'memory' });
  });

  it('fails where nobody answers the call', async () => {
    const source = new BridgeSource('sockets', () => bridge as unknown as Socket);
    const done = source.create('small', events);
    bridge.dispatchEvent(new Event('close'));
    await expect(done).rejects.toThrow('No bridge');
    expect(events.ended).not.toHaveBeenCalled();
  });

  it('fails where the bridge refuses', async () => {
    bridge.answers['run.create'] = new Error();
    await expect(created()).rejects.toThrow();
  });

  it('fails where the bridge says nothing for three seconds', async () => {
    vi.useFakeTimers();
    const source = new BridgeSource('sockets', () => bridge as unknown as Socket);
    bridge.send = () => {};
    const done = expect(source.create('small', events)).rejects.toThrow();
    bridge.dispatchEvent(new Event('open'));
    await vi.advanceTimersByTimeAsync(3_000);
    await done;
    expect(bridge.closed).toBe(true);
  });
});

describe('a run', () => {
  it('is asked to go on, to step, to pause', async () => {
    const source = await created();
    source.resume([{ name: 'vless:fallback_chosen' }]);
    source.step({ importance: 'core' });
    source.pause();
    expect(bridge.asked.slice(2).map(({ method, params }) => [method, params])).toEqual([
      ['run.resume', { runId: 'r1', breakpoints: [{ name: 'vless:fallback_chosen' }] }],
      ['run.step', { runId: 'r1', until: { importance: 'core' } }],
      ['run.pause', { runId: 'r1' }],
    ]);
  });

  it('gives its steps as they were, and says when it stands still', async () => {
    await created();
    bridge.notice('trace.steps', { steps: steps.slice(0, 8).map(stepToJson) });
    bridge.notice('run.paused', { at: 7, reason: 'breakpoint' });
    bridge.notice('run.idle', { at: 7 });
    expect(events.steps.mock.calls[0]?.[0]).toEqual(steps.slice(0, 8));
    expect(events.held.mock.calls).toEqual([['breakpoint'], ['idle']]);
  });

  it('gathers steps that come in quick succession', async () => {
    await created();
    vi.useFakeTimers();
    for (const step of steps.slice(0, 6)) {
      bridge.notice('trace.steps', { steps: [stepToJson(step)] });
    }
    expect(events.steps.mock.calls).toEqual([[steps.slice(0, 1)]]);
    vi.advanceTimersByTime(50);
    expect(events.steps.mock.calls[1]).toEqual([steps.slice(1, 6)]);
    bridge.notice('trace.steps', { steps: [stepToJson(steps[6] as (typeof steps)[0])] });
    bridge.notice('run.idle', { at: 6 });
    expect(events.steps).toHaveBeenCalledTimes(3);
  });

  it('gives back credit before the window is half used', async () => {
    await created();
    for (let i = 0; i < 12; i++) {
      bridge.notice('trace.steps', { steps: [stepToJson(steps[i] as (typeof steps)[0])] });
    }
    const acks = bridge.asked.filter(({ method }) => method === 'trace.ack');
    expect(acks.length).toBeGreaterThan(0);
    expect(acks.length).toBeLessThan(6);
  });

  it('passes over notices of other runs and what is no message', async () => {
    await created();
    bridge.notice('run.idle', { runId: 'r0', at: null });
    bridge.dispatchEvent(new MessageEvent('message', { data: '{' }));
    expect(events.held).not.toHaveBeenCalled();
  });

  it('ends with a limit, with a refusal, with the connection', async () => {
    const source = await created();
    bridge.notice('run.ended', { at: 3, reason: 'limit', limit: 'steps' });
    bridge.answers['run.resume'] = new Error();
    source.resume([]);
    await vi.waitFor(() => expect(events.ended).toHaveBeenCalledTimes(2));
    bridge.dispatchEvent(new Event('close'));
    expect(events.ended.mock.calls).toEqual([['limit'], ['failed'], ['disconnected']]);
  });

  it('is ended by leaving, and says no more', async () => {
    const source = await created();
    source.dispose();
    bridge.notice('run.idle', { at: 1 });
    bridge.dispatchEvent(new Event('close'));
    expect(bridge.closed).toBe(true);
    expect(events.held).not.toHaveBeenCalled();
    expect(events.ended).not.toHaveBeenCalled();
  });
});
