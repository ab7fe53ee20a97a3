/**
 * Changed copies of the scenarios, each for one claim: what would happen if.
 */
import { cdnUpRealityDown } from './cdn-up-reality-down.ts';
import type { Scenario } from './scenario.ts';
import { splitPlain } from './split-plain.ts';

/** Replaces a piece of text that must be there once. */
function replaced(text: string, piece: string, by: string): string {
  const parts = text.split(piece);
  if (parts.length !== 2)
    throw new RangeError(`Expected ${piece} once, got ${parts.length - 1} times`);
  return parts.join(by);
}

function variant(
  of: Scenario,
  id: string,
  change: {
    readonly client?: (text: string) => string;
    readonly server?: (text: string) => string;
  } & Partial<Scenario>,
): Scenario {
  const { client = (text: string) => text, server = (text: string) => text, ...rest } = change;
  const { configs } = of;
  return {
    ...of,
    ...rest,
    id,
    configs: {
      client: { ...configs.client, text: client(configs.client.text) },
      server: { ...configs.server, text: server(configs.server.text) },
    },
  };
}

/** The app starts a minute after the cores. */
export const lateApp = variant(splitPlain, 'late-app', { appStartsAtMs: 60_000 });
export const lateAppSecured = variant(cdnUpRealityDown, 'late-app-secured', {
  appStartsAtMs: 60_000,
});

/** The app listens for what the destination says, as a database client does. */
const listening = { request: { method: 'GET', path: '/', speaksFirst: false } } as const;
export const listeningApp = variant(splitPlain, 'listening-app', listening);
export const listeningAppSecured = variant(cdnUpRealityDown, 'listening-app-secured', listening);

/** The app sends more than one packet's worth, in pieces. */
const large = {
  request: {
    method: 'POST',
    path: '/',
    bodyOctets: 60_000,
    pieceOctets: 1_000,
    pieceIntervalMs: 20,
  },
} as const;
export const largeUpload = variant(splitPlain, 'large-upload', large);
/** It takes longer, since handshakes do. */
export const largeUploadSecured = variant(cdnUpRealityDown, 'large-upload-secured', {
  request: { ...large.request, pieceIntervalMs: 50 },
});

/** The downlink goes to 6666 itself. */
export const downloadFrom6666 = variant(splitPlain, 'download-from-6666', {
  client: (text) =>
    replaced(
      text,
      '"address": "203.0.113.10",\n              "port": 443',
      '"address": "203.0.113.10",\n              "port": 6666',
    ),
});

/** The same where the front inbound is behind REALITY: 6666 itself is not. */
export const downloadFrom6666Secured = variant(cdnUpRealityDown, 'download-from-6666-secured', {
  client: (text) =>
    replaced(
      replaced(
        text,
        '"address": "203.0.113.10",\n              "port": 443',
        '"address": "203.0.113.10",\n              "port": 6666',
      ),
      `"security": "reality",
              "realitySettings": {
                "serverName": "target.example",
                "publicKey": "AaYln-PEPywBYLHWWkIrDP5lFcJYr9pXfY-7bpQbQRg",
                "shortId": "0123456789abcdef"
              },`,
      '"security": "none",',
    ),
});

/** The client's configuration says HTTP/1.1; its hello offers HTTP/2 all the same, as a browser's does. */
export const uplinkHttp11 = variant(cdnUpRealityDown, 'uplink-http11', {
  client: (text) =>
    replaced(
      text,
      '"tlsSettings": { "serverName": "cdn.example" }',
      '"tlsSettings": { "serverName": "cdn.example", "alpn": ["http/1.1"] }',
    ),
});

const secondListener = `    {
      "tag": "xhttp-in-2",
      "listen": "0.0.0.0",
      "port": 6667,
      "protocol": "vless",
      "settings": {
        "clients": [{ "id": "5783a3e7-e373-51cd-8642-c83782b807c5" }],
        "decryption": "none"
      },
      "streamSettings": {
        "network": "xhttp",
        "security": "none",
        "xhttpSettings": { "path": "/xh" }
      }
    },
    {
      "tag": "xhttp-in",`;

/** The front inbound falls back to an XHTTP inbound that the CDN does not serve. */
const toSecondListener = {
  server: (text: string) =>
    replaced(
      replaced(text, '"dest": 6666', '"dest": 6667'),
      '    {\n      "tag": "xhttp-in",',
      secondListener,
    ),
};
export const fallbackToSecondListener = variant(
  splitPlain,
  'fallback-to-second-listener',
  toSecondListener,
);
export const fallbackToSecondListenerSecured = variant(
  cdnUpRealityDown,
  'fallback-to-second-listener-secured',
  toSecondListener,
);

/** The client speaks VLESS to the front inbound, as its user: nothing falls back. */
export const vlessOnTheFront = variant(splitPlain, 'vless-on-the-front', {
  client: () => `{
  "log": { "loglevel": "debug" },
  "inbounds": [
    { "tag": "socks-in", "listen": "127.0.0.1", "port": 10808, "protocol": "socks" }
  ],
  "outbounds": [
    {
      "tag": "proxy",
      "protocol": "vless",
      "settings": {
        "vnext": [
          {
            "address": "203.0.113.10",
            "port": 443,
            "users": [{ "id": "feb54431-301b-52bb-a6dd-e1e93e81bb9e", "encryption": "none" }]
          }
        ]
      },
      "streamSettings": { "network": "raw", "security": "none" }
    }
  ]
}
`,
});
