/**
 * What the site's tests need: the built site, served by `core/node/serve.ts` on a free port
 * (`inject('baseURL')`), and a Chromium (`inject('chromium')`, empty when there is none).
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';
import { findChromium } from '../support/chromium.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    baseURL: string;
    chromium: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const chromium = findChromium();
  if (!chromium) {
    if (process.env.XHTTP_LAB_REQUIRE === 'all') throw new Error('No Chromium, and it is required');
    console.log(
      'Browser tests are skipped: no Chromium on this machine (CHROMIUM=/path names one)',
    );
  }
  project.provide('chromium', chromium ?? '');

  const build = spawnSync(process.execPath, ['core/node/setup.mjs', 'start'], {
    env: cleanEnvironment(),
    stdio: 'inherit',
  });
  if (build.status !== 0) throw new Error('The site could not be built');

  const port = await freePort();
  const server = spawn(process.execPath, ['core/node/serve.ts'], {
    env: { ...cleanEnvironment(), PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = () => server.kill('SIGTERM');
  process.once('exit', end);
  await Promise.race([
    (async () => {
      for await (const line of createInterface({ input: server.stdout }))
        if (line.includes(`:${port}`)) return;
    })(),
    once(server, 'exit').then(([code]) => {
      throw new Error(`The server ended with exit code ${code}`);
    }),
  ]);
  server.stdout.resume();
  project.provide('baseURL', `http://127.0.0.1:${port}`);

  return async () => {
    process.off('exit', end);
    end();
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  };
}

/** The environment without Vitest's NODE_ENV and VITEST, which change what Astro does. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => name !== 'NODE_ENV' && !name.startsWith('VITEST') && !name.startsWith('npm_'),
  );
  return Object.fromEntries(kept);
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}
