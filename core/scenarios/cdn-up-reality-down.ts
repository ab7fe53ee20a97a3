/**
 * The learner's architecture as it is: uplink over TLS and HTTP/2 through the CDN, downlink over REALITY straight to the
 * VPS's front inbound, which falls back to the XHTTP inbound. Row 6 of the learner's table of pairs.
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
        "security": "tls",
        "tlsSettings": { "serverName": "cdn.example" },
        "xhttpSettings": {
          "host": "cdn.example",
          "path": "/xh",
          "mode": "auto",
          "extra": {
            "downloadSettings": {
              "address": "203.0.113.10",
              "port": 443,
              "network": "xhttp",
              "security": "reality",
              "realitySettings": {
                "serverName": "target.example",
                "publicKey": "AaYln-PEPywBYLHWWkIrDP5lFcJYr9pXfY-7bpQbQRg",
                "shortId": "0123456789abcdef"
              },
              "xhttpSettings": { "path": "/xh" }
            }
          }
        }
      }
    }
  ]
}
`;

const server = `{
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
      "streamSettings": {
        "network": "raw",
        "security": "reality",
        "realitySettings": {
          "target": "target.example:443",
          "serverNames": ["target.example"],
          "privateKey": "2KnXJk33phKYZy514Ps7fbDh5rvjAvB1KP4Kyokudn0",
          "shortIds": ["0123456789abcdef"]
        }
      }
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

export const cdnUpRealityDown: Scenario = {
  id: 'cdn-up-reality-down',
  configs: {
    client: { name: 'client.json', text: client },
    server: { name: 'server.json', text: server },
  },
  originPort: 6666,
  isCdnSecured: true,
  request: { method: 'GET', path: '/' },
  appStartsAtMs: 0,
  delaysMs: capturedDelays,
};
