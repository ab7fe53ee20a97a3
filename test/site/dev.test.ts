import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { landmarksOf } from '../../core/scenarios/landmarks.ts';
import { Visitor } from '../support/visitor.ts';
import { cleanEnvironment, freePort } from './setup.ts';

let port = 0;
let server: ReturnType<typeof spawn>;

beforeAll(async () => {
  port = await freePort();
  const command = ['core/node/astro.mjs', 'dev', '--host', '127.0.0.1', '--port', String(port)];
  server = spawn(process.execPath, command, {
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stdout = server.stdout as NonNullable<typeof server.stdout>;
  for await (const line of createInterface({ input: stdout })) {
    if (line.includes(`:${port}`)) break;
  }
  stdout.resume();
});

afterAll(async () => {
  server.kill('SIGTERM');
  if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
});

it('the development server marks its pages, so that they look for the bridge', async () => {
  const response = await fetch(`http://127.0.0.1:${port}/en/lessons/who-is-called-first/`);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('dataset.bridge');
});

it('the development server runs a scenario on sockets over its bridge', async () => {
  const visitor = await new Visitor(port).open();
  const { runId } = await visitor.asks('run.create', {
    scenario: 'split-plain',
    network: 'sockets',
  });
  await visitor.asks('run.resume', { runId });
  await visitor.until(() => landmarksOf(visitor.steps).has('app.response'));
  expect(landmarksOf(visitor.steps).has('vps443.fallback')).toBe(true);
  visitor.socket.close();
});
