import { describe, expect, it } from 'vitest';
import { defaultLimits, type Limits } from '../../../core/bridge/protocol.ts';
import {
  type RunEvents,
  type RunHost,
  type RunRequest,
  Session,
} from '../../../core/bridge/session.ts';
import type { Step } from '../../../core/trace/step.ts';

const step = (id: number, part: object = {}): Step =>
  ({
    id,
    cause: id === 0 ? null : id - 1,
    time: id,
    at: { host: 'client', machine: 'm' },
    scope: null,
    kind: 'input',
    name: 'start',
    importance: 'base',
    data: {},
    state: 'OPEN',
    ...part,
  }) as Step;

/** One visitor and his runs, of which the test says what they tell. */
function visitor(limits: Partial<Limits> = {}, host: Partial<RunHost> = {}) {
  const sent: Record<string, unknown>[] = [];
  const closed: number[] = [];
  const runs: { request: RunRequest; events: RunEvents; did: string[]; id: number }[] = [];
  let now = 0;
  const session = new Session(
    {
      scenarios: ['split-plain'],
      create(request, events) {
        const run = { request, events, did: [] as string[], id: 0 };
        runs.push(run);
        return {
          seed: request.seed ?? 1,
          epochMs: 0,
          go: (stops) => run.did.push(`go ${JSON.stringify(stops)}`),
          hold: () => run.did.push('hold'),
          dispose: () => run.did.push('dispose'),
        };
      },
      ...host,
    },
    {
      send: (text) => sent.push(JSON.parse(text)),
      close: (code) => closed.push(code),
    },
    { ...defaultLimits, ...limits },
  );
  let id = 0;
  return {
    session,
    sent,
    closed,
    runs,
    /** Sends a request and gives its answer. */
    asks(method: string, params: object): Record<string, unknown> {
      session.receive(JSON.stringify({ id: ++id, method, params }), now);
      const answer = sent.find((message) => message.id === id);
      if (!answer) throw new Error(`${method} is not answered`);
      return answer;
    },
    /** Creates a run and gives the side of it that tells. */
    creates(params: object = {}) {
      this.asks('run.create', { scenario: 'split-plain', network: 'memory', ...params });
      const run = runs.at(-1);
      if (!run) throw new Error('No run was created');
      return run;
    },
    notices: (method: string) =>
      sent.filter((message) => message.method === method).map((message) => message.params),
    stepsSent: () =>
      sent
        .filter((message) => message.method === 'trace.steps')
        .flatMap((message) => (message.params as { steps: { id: number }[] }).steps)
        .map((one) => one.id),
    later(ms: number) {
      now += ms;
      session.tick(now);
    },
  };
}
const runId = 'run-1';

describe('hello', () => {
  it('tells the version, the scenarios and the limits', () => {
    expect(visitor().asks('hello', { version: 1 }).result).toEqual({
      version: 1,
      scenarios: ['split-plain'],
      limits: defaultLimits,
    });
  });
  it('of another version is refused', () => {
    expect(visitor().asks('hello', { version: 2 }).error).toMatchObject({
      code: 'unsupported_version',
    });
  });
});

describe('a run', () => {
  it('is created held, with the seed that it has', () => {
    const one = visitor();
    const run = one.creates({ seed: 9 });
    expect(one.sent[0]?.result).toEqual({ runId, network: 'memory', seed: 9, epochMs: 0 });
    expect(run.did).toEqual([]);
  });
  it('of an unknown scenario is not created', () => {
    const one = visitor();
    const answer = one.asks('run.create', { scenario: '__proto__', network: 'memory' });
    expect(answer.error).toMatchObject({ code: 'unknown_scenario' });
    expect(one.runs).toEqual([]);
  });
  it('goes until one of its breakpoints when it is resumed', () => {
    const one = visitor();
    const run = one.creates({ breakpoints: [{ host: 'vps' }] });
    one.asks('run.resume', { runId });
    expect(run.did).toEqual(['go [{"host":"vps"}]']);
    run.events.stepped(step(0), null);
    run.events.stepped(step(1), 0);
    expect(one.stepsSent()).toEqual([0, 1]);
    expect(one.notices('run.paused')).toEqual([{ runId, at: 1, reason: 'breakpoint' }]);
  });
  it('goes for one step, or until a step that fits', () => {
    const one = visitor();
    const run = one.creates({ breakpoints: [{ host: 'vps' }] });
    one.asks('run.step', { runId });
    one.asks('run.step', { runId, until: { name: 'send' } });
    expect(run.did).toEqual(['go [{},{"host":"vps"}]', 'go [{"name":"send"},{"host":"vps"}]']);
    run.events.stepped(step(0), 1);
    one.asks('run.step', { runId });
    run.events.stepped(step(1), 0);
    expect(one.notices('run.paused')).toEqual([
      { runId, at: 0, reason: 'breakpoint' },
      { runId, at: 1, reason: 'step' },
    ]);
  });
  it('is held when the page asks', () => {
    const one = visitor();
    const run = one.creates();
    one.asks('run.resume', { runId });
    one.asks('run.pause', { runId });
    one.asks('run.pause', { runId });
    expect(run.did).toEqual(['go []', 'hold']);
    expect(one.notices('run.paused')).toEqual([{ runId, at: null, reason: 'requested' }]);
  });
  it('takes new breakpoints with a resumption', () => {
    const one = visitor();
    const run = one.creates({ breakpoints: [{ host: 'vps' }] });
    one.asks('run.resume', { runId, breakpoints: [{ host: 'cdn' }] });
    one.asks('run.resume', { runId });
    expect(run.did).toEqual(['go [{"host":"cdn"}]', 'go [{"host":"cdn"}]']);
  });
  it('tells that it is idle while it may go', () => {
    const one = visitor();
    const run = one.creates();
    run.events.idle();
    one.asks('run.resume', { runId });
    run.events.stepped(step(0), null);
    run.events.idle();
    expect(one.stepsSent()).toEqual([0]);
    expect(one.notices('run.idle')).toEqual([{ runId, at: 0 }]);
  });
  it('that fails is told and gone', () => {
    const one = visitor();
    const run = one.creates();
    run.events.failed();
    expect(run.did).toEqual(['dispose']);
    expect(one.notices('run.ended')).toEqual([{ runId, at: null, reason: 'failed' }]);
    expect(one.asks('run.step', { runId }).error).toMatchObject({ code: 'unknown_run' });
  });
  it('that is disposed tells what it had to tell, then its end, then nothing', () => {
    const one = visitor();
    const run = one.creates();
    one.asks('run.resume', { runId });
    run.events.stepped(step(0), null);
    one.asks('run.dispose', { runId });
    run.events.stepped(step(1), null);
    run.events.rested();
    run.events.idle();
    expect(one.stepsSent()).toEqual([0]);
    expect(one.notices('run.ended')).toEqual([{ runId, at: 0, reason: 'disposed' }]);
  });
  it('whose making has a fault is an error, and the session goes on', () => {
    const one = visitor(
      {},
      {
        create() {
          throw new Error('a fault of ours');
        },
      },
    );
    const answer = one.asks('run.create', { scenario: 'split-plain', network: 'memory' });
    expect(answer.error).toEqual({ code: 'internal_error', message: 'The bridge has a fault' });
    expect(one.asks('hello', { version: 1 })).toHaveProperty('result');
  });
});

describe('steps', () => {
  it('are sent in batches, in order and without gaps', () => {
    const one = visitor();
    const run = one.creates();
    one.asks('run.resume', { runId });
    for (let id = 0; id < 150; id++) run.events.stepped(step(id), null);
    expect(one.notices('trace.steps')).toHaveLength(2);
    run.events.rested();
    run.events.rested();
    expect(one.notices('trace.steps')).toHaveLength(3);
    expect(one.stepsSent()).toEqual(Array.from({ length: 150 }, (_, id) => id));
  });
  it('that nobody acknowledges hold the run, until they are acknowledged', () => {
    const one = visitor({ windowOctets: 20_000 });
    const run = one.creates();
    one.asks('run.resume', { runId });
    run.did.length = 0;
    let id = 0;
    while (!run.did.includes('hold')) run.events.stepped(step(id++), null);
    expect(id).toBeLessThan(300);
    one.asks('trace.ack', { runId, upTo: 10 });
    expect(run.did).toEqual(['hold']);
    one.asks('trace.ack', { runId, upTo: id - 1 });
    expect(run.did).toEqual(['hold', 'go []']);
  });
  it('that are acknowledged let nothing go that the page holds', () => {
    const one = visitor({ windowOctets: 100 });
    const run = one.creates();
    one.asks('run.resume', { runId });
    for (let id = 0; id < 64; id++) run.events.stepped(step(id), null);
    one.asks('run.pause', { runId });
    run.did.length = 0;
    one.asks('trace.ack', { runId, upTo: 63 });
    expect(run.did).toEqual([]);
  });
  it('acknowledged for a run that is gone are no error', () => {
    expect(visitor().asks('trace.ack', { runId: 'run-9', upTo: 5 }).result).toEqual({});
  });
});

describe('the limit', () => {
  it('of runs is kept, and lifted by disposing one', () => {
    const one = visitor({ runs: 1 });
    one.creates();
    const request = { scenario: 'split-plain', network: 'memory' };
    expect(one.asks('run.create', request).error).toMatchObject({ code: 'too_many_runs' });
    one.asks('run.dispose', { runId });
    expect(one.asks('run.create', request).result).toMatchObject({ runId: 'run-2' });
  });
  it('of steps ends the run', () => {
    const one = visitor({ stepsPerRun: 3 });
    const run = one.creates();
    for (let id = 0; id < 5; id++) run.events.stepped(step(id), null);
    expect(one.stepsSent()).toEqual([0, 1, 2]);
    expect(one.notices('run.ended')).toEqual([{ runId, at: 2, reason: 'limit', limit: 'steps' }]);
  });
  it('of octets counts what hosts send', () => {
    const one = visitor({ octetsPerRun: 10 });
    const run = one.creates();
    const raw = { length: 6, data: new Uint8Array(6) };
    run.events.stepped(step(0, { name: 'send', raw }), null);
    run.events.stepped(step(1, { name: 'received', raw }), null);
    expect(one.notices('run.ended')).toEqual([]);
    run.events.stepped(step(2, { name: 'send', raw }), null);
    expect(one.notices('run.ended')).toEqual([{ runId, at: 2, reason: 'limit', limit: 'octets' }]);
  });
  it('of time ends a run, held or not', () => {
    const one = visitor({ runMs: 1000 });
    one.creates();
    one.later(1000);
    expect(one.notices('run.ended')).toEqual([]);
    one.later(1);
    expect(one.notices('run.ended')).toEqual([{ runId, at: null, reason: 'limit', limit: 'time' }]);
  });
  it('of messages ends the visit, and the runs with it', () => {
    const one = visitor({ messagesPerSecond: 3 });
    const run = one.creates();
    for (let i = 0; i < 10; i++) one.session.receive('{}', 0);
    expect(one.closed).toEqual([1008]);
    expect(run.did).toEqual(['dispose']);
    expect(one.sent).toHaveLength(3);
  });
  it('of messages is for a second', () => {
    const one = visitor({ messagesPerSecond: 2 });
    for (let i = 0; i < 10; i++) {
      one.asks('hello', { version: 1 });
      one.later(500);
    }
    expect(one.closed).toEqual([]);
  });
});

describe('a visitor who leaves', () => {
  it('takes his runs with him', () => {
    const one = visitor();
    const runs = [one.creates(), one.creates({ network: 'sockets' })];
    one.session.dispose();
    expect(runs.map((run) => run.did)).toEqual([['dispose'], ['dispose']]);
    one.session.receive('{}', 0);
    expect(one.sent).toHaveLength(2);
  });
});
