import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { landmarksOf } from '../../../core/scenarios/landmarks.ts';
import { Program } from '../../support/program.ts';
import { Visitor } from '../../support/visitor.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 }); // processes and sockets on a busy machine

let bridge: Program;
let port: number;
const visitors: Visitor[] = [];

beforeAll(async () => {
  bridge = new Program('bridge', [join(import.meta.dirname, '../../support/bridge.ts')]);
  port = Number((await bridge.line(/^listening on (\d+)$/))[1]);
});
afterAll(async () => {
  expect(await bridge.stop()).toBe(0);
  expect(bridge.lines).toHaveLength(1);
});
afterEach(() => {
  for (const visitor of visitors.splice(0)) visitor.leave();
});

async function visit(): Promise<Visitor> {
  const visitor = new Visitor(port);
  visitors.push(visitor);
  return visitor.open();
}
const scenario = 'split-plain';
const isContiguous = ({ steps }: Visitor) => steps.every(({ id }, i) => id === i);

describe.each(['memory', 'sockets'] as const)('a run over the bridge on %s', (network) => {
  it('goes to its end, and its steps come whole and in order', async () => {
    const visitor = await visit();
    const { runId } = await visitor.asks('run.create', { scenario, network });
    await visitor.asks('run.resume', { runId });
    await visitor.until(() => landmarksOf(visitor.steps).has('app.response'));
    expect(isContiguous(visitor)).toBe(true);
    const names = [...landmarksOf(visitor.steps).keys()];
    expect(names.indexOf('downlink.syn')).toBeLessThan(names.indexOf('uplink.syn'));
    expect(names).toContain('vps443.fallback');
  });
  it('stops at a breakpoint, goes on by single steps, and then to the end', async () => {
    const visitor = await visit();
    const name = 'vless:fallback_chosen';
    const { runId } = await visitor.asks('run.create', {
      scenario,
      network,
      breakpoints: [{ name }],
    });
    await visitor.asks('run.resume', { runId });
    expect(await visitor.notice('run.paused')).toMatchObject({ params: { reason: 'breakpoint' } });
    const at = visitor.steps.length;
    expect(visitor.steps.at(-1)?.name).toBe(name);
    for (let step = 1; step <= 5; step++) {
      await visitor.asks('run.step', { runId });
      await visitor.until(() => visitor.steps.length === at + step);
    }
    await visitor.asks('run.resume', { runId, breakpoints: [] });
    await visitor.until(() => landmarksOf(visitor.steps).has('app.response'));
    expect(isContiguous(visitor)).toBe(true);
  });
  it('goes until a step that the page describes', async () => {
    const visitor = await visit();
    const { runId } = await visitor.asks('run.create', { scenario, network });
    await visitor.asks('run.step', { runId, until: { host: 'cdn', name: 'accepted' } });
    expect(await visitor.notice('run.paused')).toMatchObject({ params: { reason: 'step' } });
    expect(visitor.steps.at(-1)).toMatchObject({ name: 'accepted', at: { host: 'cdn' } });
  });
  it('tells when it is idle', async () => {
    const visitor = await visit();
    const { runId } = await visitor.asks('run.create', { scenario, network });
    await visitor.asks('run.resume', { runId });
    await visitor.notice('run.idle');
    expect(landmarksOf(visitor.steps).has('app.response')).toBe(true);
  });
  it('links what is received to what was sent, and shows the scenario’s addresses', async () => {
    const visitor = await visit();
    const { runId } = await visitor.asks('run.create', { scenario, network });
    await visitor.asks('run.resume', { runId });
    await visitor.until(() => landmarksOf(visitor.steps).has('app.response'));
    const received = visitor.steps.filter(({ name, wire }) => name === 'received' && wire);
    const senders = received.map(({ cause }) => visitor.steps[cause ?? -1]?.name);
    expect(new Set(senders)).toEqual(new Set(['send']));
    const dial = visitor.steps.find(({ name, at }) => name === 'opened' && at.host === 'cdn');
    expect(dial?.data).toMatchObject({ addresses: { remote: '203.0.113.10:6666' } });
  });
});

describe('a run that a visitor holds', () => {
  it('stays where it is, and another visitor’s run goes on', async () => {
    const [held, other] = [await visit(), await visit()];
    const one = await held.asks('run.create', { scenario, network: 'sockets' });
    await held.asks('run.step', { runId: one.runId, until: { name: 'vless:fallback_chosen' } });
    await held.notice('run.paused');
    const before = held.steps.length;
    const two = await other.asks('run.create', { scenario, network: 'sockets' });
    await other.asks('run.resume', { runId: two.runId });
    await other.until(() => landmarksOf(other.steps).has('app.response'));
    expect(held.steps).toHaveLength(before);
  });
});

describe('a visitor from elsewhere', () => {
  it.each<[string, Record<string, string>]>([
    ['of another origin', { origin: 'https://evil.example' }],
    ['of another port of this computer', { origin: 'http://127.0.0.1:1' }],
    ['of a sandboxed page', { origin: 'null' }],
    ['that names no origin', { origin: '' }],
    ['whose origin is nonsense', { origin: 'http://%' }],
    [
      'of a page that reached us under another name',
      { origin: 'http://evil.example', host: 'evil.example' },
    ],
  ])('%s is refused', async (_, headers) => {
    const visitor = new Visitor(port, headers);
    expect(await visitor.gone()).toContain('403');
  });
  it('to another path is refused', async () => {
    expect(await new Visitor(port, {}, '/other').gone()).toContain('404');
  });
});

const createText =
  '{"id":1,"method":"run.create","params":{"scenario":"split-plain","network":"memory"}}';

/** What each does to the bridge, and what becomes of it: an error code, or the code with which it is closed. */
const hostile: readonly [string, (visitor: Visitor) => Promise<unknown>, unknown][] = [
  ['sends no JSON', (v) => v.says('{"id":'), error('invalid_request')],
  ['sends an empty frame', (v) => v.says(''), error('invalid_request')],
  ['nests deeply', (v) => v.says('['.repeat(60_000)), error('invalid_request')],
  ['sends a number', (v) => v.says('17'), error('invalid_request')],
  [
    'names a method of the prototype',
    (v) => v.says('{"id":1,"method":"toString"}'),
    error('unknown_method'),
  ],
  [
    'names __proto__',
    (v) => v.says('{"id":1,"method":"__proto__","params":{}}'),
    error('unknown_method'),
  ],
  [
    'puts __proto__ among the params',
    (v) => v.says('{"id":1,"method":"hello","params":{"version":1,"__proto__":{"x":1}}}'),
    error('invalid_params'),
  ],
  [
    'gives a wrong type',
    (v) => v.says('{"id":1,"method":"run.step","params":{"runId":[]}}'),
    error('invalid_params'),
  ],
  [
    'steps a run that is not his',
    (v) => v.says('{"id":1,"method":"run.step","params":{"runId":"run-1"}}'),
    error('unknown_run'),
  ],
  [
    'asks for an unknown scenario',
    (v) => v.says(createText.replace('split-plain', '../etc')),
    error('unknown_scenario'),
  ],
  ['creates too many runs', createTooMany, error('too_many_runs')],
  ['sends a binary frame', (v) => closes(v, () => v.socket.send(Buffer.of(1, 2))), 1003],
  [
    'sends a frame that is too large',
    (v) => closes(v, () => v.socket.send('x'.repeat(65 * 1024))),
    1009,
  ],
  ['sends a message without end in pieces', sendsWithoutEnd, 1009],
  [
    'sends invalid UTF-8',
    (v) => closes(v, () => v.socket.send(Buffer.of(0xc3, 0x28), { binary: false })),
    1007,
  ],
  [
    'sends a frame with reserved bits',
    (v) => closes(v, () => raw(v, [0xf1, 0x80, 0, 0, 0, 0])),
    1002,
  ],
  ['sends a frame without a mask', (v) => closes(v, () => raw(v, [0x81, 0x01, 0x78])), 1002],
  ['floods', (v) => closes(v, () => flood(v)), 1008],
  ['cuts the line in the middle of a run', cutsTheLine, 'cut'],
  ['never reads what his run tells', neverReads, 'still there'],
];

function error(code: string) {
  return expect.objectContaining({ error: expect.objectContaining({ code }) });
}
async function closes(visitor: Visitor, act: () => void): Promise<unknown> {
  act();
  const gone = await visitor.gone();
  return gone;
}
function raw(visitor: Visitor, octets: readonly number[]): void {
  (visitor.socket as unknown as { _socket: { write(data: Uint8Array): void } })._socket.write(
    Uint8Array.from(octets),
  );
}
async function createTooMany(visitor: Visitor): Promise<unknown> {
  const answers = [];
  for (let i = 0; i < 7; i++)
    answers.push(await visitor.says(createText.replace('1', String(i + 1))));
  return answers.at(-1);
}
function sendsWithoutEnd(visitor: Visitor): Promise<unknown> {
  return closes(visitor, () => {
    for (let i = 0; i < 100; i++) visitor.socket.send('x'.repeat(1024), { fin: false });
  });
}
function flood(visitor: Visitor): void {
  for (let i = 0; i < 5000; i++) visitor.socket.send('{}');
}
async function cutsTheLine(visitor: Visitor): Promise<unknown> {
  for (const network of ['memory', 'sockets'] as const) {
    const { runId } = await visitor.asks('run.create', { scenario, network });
    await visitor.asks('run.resume', { runId });
  }
  visitor.socket.terminate();
  return 'cut';
}
async function neverReads(visitor: Visitor): Promise<unknown> {
  visitor.acknowledges = false;
  for (let i = 0; i < 5; i++) {
    const { runId } = await visitor.asks('run.create', { scenario, network: 'memory' });
    await visitor.asks('run.resume', { runId });
  }
  visitor.socket.pause();
  for (let i = 0; i < 150; i++)
    visitor.socket.send('{"id":1,"method":"hello","params":{"version":1}}');
  await new Promise((resolve) => setTimeout(resolve, 200));
  return 'still there';
}

describe('a visitor who', () => {
  let bystander: Visitor;
  let runId: string;

  beforeEach(async () => {
    bystander = await visit();
    ({ runId } = await bystander.asks('run.create', { scenario, network: 'sockets' }));
    await bystander.asks('run.step', { runId });
    await bystander.until(() => bystander.steps.length === 1);
  });

  it.each(hostile)('%s harms nobody', async (_, act, outcome) => {
    expect(await act(await visit())).toEqual(outcome);
    const before = bystander.steps.length;
    await bystander.asks('run.step', { runId });
    await bystander.until(() => bystander.steps.length === before + 1);
    const newcomer = await visit();
    expect(await newcomer.asks('hello', { version: 1 })).toMatchObject({ version: 1 });
    await bystander.asks('run.resume', { runId });
    await bystander.until(() => landmarksOf(bystander.steps).has('app.response'));
    expect(isContiguous(bystander)).toBe(true);
  });
});
