/** Shorthands for values on ports of HTTP parts, and for conversations with XHTTP's machines. */
import { expect } from 'vitest';
import type { HttpPart, RequestHead } from '../../core/http/message.ts';
import { XhttpClient, type XhttpClientOptions } from '../../core/xhttp/client.ts';
import type { SideSecurity } from '../../core/xhttp/http-version.ts';
import { XhttpHub } from '../../core/xhttp/hub.ts';
import type { XhttpClientSettings, XhttpServerSettings } from '../../core/xhttp/settings.ts';
import { type Expected, type Playbook, playbook, received, sent } from './playbook.ts';
import type { Timeless } from './stand.ts';
import { clientSettings, serverSettings, unlimitedXmux } from './xhttp-settings.ts';

export const end: HttpPart = { part: 'end' };
export const body = (data: Uint8Array): HttpPart => ({ part: 'body', data });
export const responseHead = (status: number): HttpPart => ({
  part: 'response_head',
  status,
  headers: [],
});

export const stream = { kind: 'stream', remote: '' } as const;
export const exchange = (remote = '198.51.100.7:50000') => ({ kind: 'exchange', remote }) as const;

/** A request as a client with a padding of 100 octets makes it. */
export function requestHead(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
): RequestHead {
  const referer = `http://h.example/xh/?x_padding=${'X'.repeat(100)}`;
  const all = { Referer: referer, ...headers };
  return {
    part: 'request_head',
    method,
    target,
    authority: 'h.example',
    headers: Object.entries(all).map(([name, value]) => ({ name, value })),
  };
}

// the client's conversations

export const plain: SideSecurity = { type: 'none', serverName: '', alpn: [] };
/** HTTP/2. */
export const tls: SideSecurity = { type: 'tls', serverName: 'h.example', alpn: [] };
export const reality: SideSecurity = { type: 'reality', serverName: 'h.example', alpn: [] };

export const clientOptions = (
  settings: Partial<XhttpClientSettings> = {},
  download: XhttpClientOptions['download'] = null,
  security: SideSecurity = plain,
): XhttpClientOptions => ({
  upload: {
    settings: { ...clientSettings, xmux: unlimitedXmux, ...settings },
    security,
    address: '198.51.100.7',
    port: 443,
  },
  download,
  epochMs: Date.UTC(2026, 7, 19),
});

/** Randomness and pauses of the uplink do not count. */
export const talkToClient = (
  settings: Partial<XhttpClientSettings> = {},
  download: XhttpClientOptions['download'] = null,
  security: SideSecurity = plain,
): Playbook =>
  playbook(new XhttpClient(clientOptions(settings, download, security)), {
    ignoring: ['random', 'set_timer', 'cancel_timer'],
  }).start();

export const getSent = (port: string): Expected[] => [
  sent(port, expect.objectContaining({ part: 'request_head', method: 'GET' })),
  sent(port, end),
];

/** The head of a request whose body streams. */
export const streamSent = (port: string): Expected =>
  sent(
    port,
    expect.objectContaining({
      part: 'request_head',
      method: 'POST',
      headers: expect.arrayContaining([{ name: 'Content-Type', value: 'application/grpc' }]),
    }),
  );

/** A packet that ends in `/seq`, with this body. */
export const postSent = (port: string, seq: number, data: Uint8Array): Expected[] => [
  sent(
    port,
    expect.objectContaining({
      method: 'POST',
      target: expect.stringMatching(new RegExp(`^/xh/[0-9a-f-]{36}/${seq}$`)),
      headers: expect.arrayContaining([{ name: 'Content-Length', value: String(data.length) }]),
    }),
  ),
  sent(port, body(data)),
  sent(port, end),
];

// the hub's conversations

export const talkToHub = (settings: Partial<XhttpServerSettings> = {}): Playbook =>
  playbook(new XhttpHub({ settings: { ...serverSettings, ...settings } }), {
    ignoring: ['random', 'set_timer', 'cancel_timer'],
  }).start();

/** A whole request on an exchange of its own. */
export const request = (port: string, head: RequestHead, data?: Uint8Array): Timeless[] => [
  { type: 'attached', port, offer: exchange(), scope: null },
  received(port, head),
  ...(data ? [received(port, body(data))] : []),
  received(port, end),
];

export const post = (
  port: string,
  id: string,
  seq: number | string,
  data: Uint8Array,
): Timeless[] =>
  request(
    port,
    requestHead('POST', `/xh/${id}/${seq}`, { 'Content-Length': String(data.length) }),
    data,
  );
export const get = (port: string, id: string): Timeless[] =>
  request(port, requestHead('GET', `/xh/${id}`));

/** A complete answer without a body. */
export const answered = (port: string, status: number): Expected[] => [
  sent(port, expect.objectContaining({ part: 'response_head', status })),
  sent(port, end),
  { type: 'close', port, how: 'end' },
];
export const streamBegun = (port: string): Expected =>
  sent(port, expect.objectContaining({ part: 'response_head', status: 200 }));
