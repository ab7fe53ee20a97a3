/**
 * Changed copies of split-plain, each for one claim: what would happen if.
 */
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
  id: string,
  change: {
    readonly client?: (text: string) => string;
    readonly server?: (text: string) => string;
  } & Partial<Scenario>,
): Scenario {
  const { client = (text: string) => text, server = (text: string) => text, ...rest } = change;
  const { configs } = splitPlain;
  return {
    ...splitPlain,
    ...rest,
    id,
    configs: {
      client: { ...configs.client, text: client(configs.client.text) },
      server: { ...configs.server, text: server(configs.server.text) },
    },
  };
}

/** The app starts a minute after the cores. */
export const lateApp = variant('late-app', { appStartsAtMs: 60_000 });

/** The app sends more than one packet's worth, in pieces. */
export const largeUpload = variant('large-upload', {
  request: {
    method: 'POST',
    path: '/',
    bodyOctets: 60_000,
    pieceOctets: 1_000,
    pieceIntervalMs: 20,
  },
});

/** The downlink goes to 6666 itself. */
export const downloadFrom6666 = variant('download-from-6666', {
  client: (text) =>
    replaced(
      text,
      '"address": "203.0.113.10",\n              "port": 443',
      '"address": "203.0.113.10",\n              "port": 6666',
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
export const fallbackToSecondListener = variant('fallback-to-second-listener', {
  server: (text) =>
    replaced(
      replaced(text, '"dest": 6666', '"dest": 6667'),
      '    {\n      "tag": "xhttp-in",',
      secondListener,
    ),
});

/** The client speaks VLESS to the front inbound, as its user: nothing falls back. */
export const vlessOnTheFront = variant('vless-on-the-front', {
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
