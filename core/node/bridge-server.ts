/**
 * The bridge's WebSocket on an HTTP server (RFC 6455), for pages that this computer itself has served.
 *
 * A page of another origin, or one that reached us under a name that is not loopback (DNS rebinding), is refused, and
 * so is a program that names no origin. Frames are text, one message each.
 */
/// <reference path="./websocket-stream.d.ts" />
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import websocketStream from 'websocket-stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { bridgePath, defaultLimits } from '../bridge/protocol.ts';

export type BridgeStream = Duplex & { readonly socket: WebSocket };

/** What becomes of a visitor. */
export type Visit = (stream: BridgeStream) => void;

/** The slice of an HTTP server that is needed: Vite's is one of several kinds. */
export type UpgradeSource = Pick<Server, 'on' | 'off'>;

/** At once. */
const mostVisitors = 32;
/** A visitor that does not answer a ping for so long is taken for gone. */
const heartbeatMs = 30_000;

const unsupportedData = 1003;
const internalError = 1011;

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

function isOurPage(origin: string | undefined, host: string | undefined): boolean {
  if (!origin || !host || !URL.canParse(origin)) return false; // sandboxed pages send "null"
  const url = new URL(origin);
  return url.host === host && loopbackNames.has(url.hostname);
}

export const isForBridge = (request: IncomingMessage): boolean =>
  (request.url ?? '').split('?', 1)[0] === bridgePath;

/** `load` is called for each visitor, so that a development server can give the newest code. Gives what takes it off again. */
export function attachBridge(server: UpgradeSource, load: () => Promise<Visit>): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: defaultLimits.frameOctets,
    perMessageDeflate: false,
  });
  const onUpgrade: Parameters<UpgradeSource['on']>[1] = (request, socket: Duplex, head) => {
    if (!isForBridge(request)) return; // Vite has a socket of its own on the same server
    socket.on('error', () => socket.destroy());
    if (!isOurPage(request.headers.origin, request.headers.host)) {
      return refuse(socket, '403 Forbidden');
    }
    if (sockets.clients.size >= mostVisitors) return refuse(socket, '503 Service Unavailable');
    sockets.handleUpgrade(request, socket, head, (webSocket) => receive(webSocket, load));
  };
  server.on('upgrade', onUpgrade);
  return () => {
    server.off('upgrade', onUpgrade);
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  };
}

function receive(socket: WebSocket, load: () => Promise<Visit>): void {
  // before the stream's own listener, which does not tell binary from text
  socket.on('message', (_data, isBinary) => {
    if (!isBinary) return;
    stream.pause();
    socket.close(unsupportedData);
  });
  const stream = websocketStream(socket, { objectMode: true });
  stream.on('error', () => {}); // ws has answered it with a close
  keepAlive(socket);
  stream.pause();
  load().then(
    (visit) => {
      visit(stream);
      stream.resume();
    },
    (error) => {
      console.error(error);
      socket.close(internalError);
    },
  );
}

function keepAlive(socket: WebSocket): void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, heartbeatMs);
  socket.on('close', () => clearInterval(timer));
}

/** Answers a request for an upgrade with an error. */
export function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
