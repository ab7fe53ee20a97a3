/**
 * The learner's architecture without encryption: uplink through the CDN, downlink straight to the VPS's front inbound,
 * which falls back to the XHTTP inbound. Row 12 of the learner's table of pairs.
 */
import { capturedDelays, type Scenario } from './scenario.ts';

const client = `{
  "log": { "loglevel": "debug" },
  "inbounds": [
    {
      "tag": "socks-in",
      "listen": "127.0.0.1",
      "port": 10808,
      "protocol": "socks"
    }
  ],
  "outbounds": [
    {
      "tag": "proxy",
      "protocol": "vless",
      "settings": {
        "vnext": [
          {
            "address": "cdn.example",
            "port": 443,
            "users": [{ "id": "5783a3e7-e373-51cd-8642-c83782b807c5", "encryption": "none" }]
          }
        ]
      },
      "streamSettings": {
        "network": "xhttp",
        "security": "none",
        "xhttpSettings": {
          "host": "cdn.example",
          "path": "/xh",
          "mode": "packet-up",
          "extra": {
            "downloadSettings": {
              "address": "203.0.113.10",
              "port": 443,
              "network": "xhttp",
              "security": "none",
              "xhttpSettings": { "path": "/xh" }
            }
          }
        }
      }
    }
  ]
}
`;

/** The server's text is the same for the twin without `downloadSettings`. */
export const serverText = `{
  "log": { "loglevel": "debug" },
  "inbounds": [
    {
      "tag": "front",
      "listen": "0.0.0.0",
      "port": 443,
      "protocol": "vless",
      "settings": {
        "clients": [{ "id": "feb54431-301b-52bb-a6dd-e1e93e81bb9e" }],
        "decryption": "none",
        "fallbacks": [{ "dest": 6666 }]
      },
      "streamSettings": { "network": "raw", "security": "none" }
    },
    {
      "tag": "xhttp-in",
      "listen": "0.0.0.0",
      "port": 6666,
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
    }
  ],
  "outbounds": [
    {
      "tag": "direct",
      "protocol": "freedom",
      "settings": {
        // without this, Xray drops what VLESS clients send to private and documentation addresses
        "finalRules": [{ "action": "allow" }]
      }
    }
  ]
}
`;

export const splitPlain: Scenario = {
  id: 'split-plain',
  configs: {
    client: { name: 'client.json', text: client },
    server: { name: 'server.json', text: serverText },
  },
  originPort: 6666,
  isCdnSecured: false,
  request: { method: 'GET', path: '/' },
  appStartsAtMs: 0,
  delaysMs: capturedDelays,
};
