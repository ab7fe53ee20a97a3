/** The twin of split-plain: the same client without `downloadSettings`, so that everything goes through the CDN. */
import type { Scenario } from './scenario.ts';
import { splitPlain } from './split-plain.ts';

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
          "mode": "packet-up"
        }
      }
    }
  ]
}
`;

export const directPlain: Scenario = {
  ...splitPlain,
  id: 'direct-plain',
  configs: { ...splitPlain.configs, client: { name: 'client.json', text: client } },
};
