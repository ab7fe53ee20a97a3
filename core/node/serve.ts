/**
 * `npm start`: the built site and the bridge on one port, for this computer only.
 *
 * PORT names the port; without it, it is 4400 or the next that is free. Ctrl-C ends it.
 */
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { attachBridge, isForBridge, refuse } from './bridge-server.ts';
import { visit } from './bridge-visit.ts';
import { SitePages } from './site-pages.ts';

const address = '127.0.0.1';
const firstPort = 4400;
const portsTried = 20;
const folder = join(import.meta.dirname, '..', '..', 'dist');

const headers = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
} as const;

function siteHandler(): (request: IncomingMessage, response: ServerResponse) => void {
  const pages = new SitePages(folder);
  const files = sirv(folder, {
    etag: true,
    // looks for each file when it is asked for: one that a new build took away is not found, instead of a read error
    dev: true,
    setHeaders(response, path) {
      const isHashed = path.startsWith('/_astro/');
      response.setHeader(
        'Cache-Control',
        isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    },
  });
  const sendPage = (request: IncomingMessage, response: ServerResponse, path: string): boolean => {
    const page = pages.at(path);
    if (!page) return false;
    const known = path !== '/404.html' && request.headers['if-none-match'] === page.etag;
    const status = path === '/404.html' ? 404 : known ? 304 : 200;
    response.writeHead(status, {
      ...headers,
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': "frame-ancestors 'none'",
      ETag: page.etag,
      ...(known ? {} : { 'Content-Length': page.body.length }),
    });
    response.end(known || request.method === 'HEAD' ? undefined : page.body);
    return true;
  };
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    const path = pathOf(request.url ?? '/');
    if (sendPage(request, response, path)) return;
    const notFound = () => {
      if (!sendPage(request, response, '/404.html')) response.writeHead(404, headers).end();
    };
    // sirv compares the folder's name as a prefix only, which a neighbour with a longer name has too
    if (/[\\/]\.\.(?:[\\/]|$)/.test(path)) notFound();
    else files(request, response, notFound);
  };
}

/** What cannot be decoded is no page. */
function pathOf(url: string): string {
  const path = url.split('?', 1)[0] ?? '/';
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Listens on `port`, or with `others` on one of the next when it is taken. Throws the system's error. */
async function listen(
  server: ReturnType<typeof createServer>,
  port: number,
  others: number,
): Promise<number> {
  for (let tried = port; ; tried++) {
    const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      const failed = (error: Error) => resolve(error);
      server.once('error', failed);
      server.listen(tried, address, () => {
        server.off('error', failed);
        resolve(null);
      });
    });
    if (!error) {
      const bound = server.address();
      return bound !== null && typeof bound === 'object' ? bound.port : tried;
    }
    if (error.code !== 'EADDRINUSE' || tried >= port + others) throw error;
  }
}

async function main(): Promise<number> {
  if (!existsSync(folder)) {
    console.error('There is no built site in dist/: run "npm run build" first');
    return 1;
  }
  const server = createServer(siteHandler());
  server.on('upgrade', (request, socket) => {
    if (!isForBridge(request)) refuse(socket, '404 Not Found');
  });
  const detach = attachBridge(server, async () => visit);
  const wanted = process.env.PORT;
  try {
    const port = wanted
      ? await listen(server, Number(wanted), 0)
      : await listen(server, firstPort, portsTried);
    console.log(`http://${address}:${port}/  (Ctrl-C ends it)`);
  } catch (error) {
    console.error(`Cannot listen: ${(error as Error).message}`);
    return 1;
  }
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  detach();
  server.close();
  server.closeAllConnections();
  return 0;
}

process.exitCode = await main();
