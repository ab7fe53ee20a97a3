/** The twin of cdn-up-reality-down: the same client without `downloadSettings`, so that everything goes through the CDN. */
import { cdnUpRealityDown } from './cdn-up-reality-down.ts';
import type { Scenario } from './scenario.ts';

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
          "mode": "auto"
        }
      }
    }
  ]
}
`;

export const cdnBothWays: Scenario = {
  ...cdnUpRealityDown,
  id: 'cdn-both-ways',
  configs: { ...cdnUpRealityDown.configs, client: { name: 'client.json', text: client } },
};
