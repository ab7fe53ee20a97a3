import { request } from 'node:http';
import { describe, expect, inject, it } from 'vitest';
import { landmarksOf } from '../../core/scenarios/landmarks.ts';
import { Visitor } from '../support/visitor.ts';

const { port } = new URL(inject('baseURL'));

interface Response {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A request whose path is sent as it stands. */
function ask(
  path: string,
  method = 'GET',
  headers: Record<string, string> = {},
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (piece) => {
        body += piece;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('the server of the site', () => {
  it('marks its pages, so that they look for the bridge', async () => {
    for (const path of ['/', '/en/', '/zh/', '/en/lessons/who-is-called-first/']) {
      expect((await ask(path)).body).toMatch(/<html data-bridge/);
    }
  });
  it('gives a page once to who has it', async () => {
    const { headers } = await ask('/en/');
    const again = await ask('/en/', 'GET', { 'If-None-Match': String(headers.etag) });
    expect([again.status, again.body]).toEqual([304, '']);
  });
  it.each([
    '/nothing',
    '/%',
    '/%c3%28',
    '/..%2f..%2fpackage.json',
    '/../../package.json',
    '//evil.example/',
    '/_astro/',
  ])('has nothing at %s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });
  it.each(['POST', 'PUT', 'DELETE'])('does not let anybody %s', async (method) => {
    expect((await ask('/en/', method)).status).toBe(405);
  });
  it('lets a browser keep for ever only what has a hash in its name', async () => {
    const { body } = await ask('/en/lessons/who-is-called-first/');
    const hashed = /\/_astro\/[^"' )]+/.exec(body)?.[0] ?? '';
    expect((await ask(hashed)).headers['cache-control']).toContain('immutable');
    expect((await ask('/en/')).headers['cache-control']).toBe('no-cache');
  });
  it('lets no other page frame its own', async () => {
    const { headers } = await ask('/en/');
    expect(headers['content-security-policy']).toBe("frame-ancestors 'none'");
  });
  it('has the bridge on the same port', async () => {
    const visitor = await new Visitor(Number(port)).open();
    const params = { scenario: 'split-plain', network: 'sockets' } as const;
    const { runId } = await visitor.asks('run.create', params);
    await visitor.asks('run.resume', { runId });
    await visitor.until(() => landmarksOf(visitor.steps).has('app.response'));
    visitor.leave();
    expect(visitor.steps.length).toBeGreaterThan(100);
  });
  it('has no other WebSocket', async () => {
    expect(await new Visitor(Number(port), {}, '/en/').gone()).toContain('404');
  });
});
