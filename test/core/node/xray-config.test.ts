import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../core/config/parse.ts';
import type { CoreConfig } from '../../../core/config/types.ts';
import { asWritten, type XrayPlaces, xrayConfig } from '../../../core/node/xray-config.ts';
import { scenarios } from '../../../core/scenarios/index.ts';

const unmoved: XrayPlaces = {
  listened: ({ listen }, port) => ({ address: listen.host, port }),
  dialled: asWritten,
  destination: null,
  keyLog: null,
};

const read = (text: string): CoreConfig => parseConfig([{ name: 'config.json', text }]);
const rewritten = (text: string, places: XrayPlaces = unmoved): CoreConfig =>
  read(JSON.stringify(xrayConfig(read(text), places)));

/** Without places in a text, and without what is never written. */
const meant = (config: CoreConfig): unknown =>
  JSON.parse(
    JSON.stringify(config, (key, value) => {
      if (['at', 'outerAt', 'dropped', 'log', 'masterKeyLog'].includes(key)) return undefined;
      if (value instanceof Map) return [...value];
      return value instanceof Uint8Array ? [...value] : value;
    }),
  );

const everything = `{
  "inbounds": [
    { "tag": "s", "port": 1080, "listen": "127.0.0.1", "protocol": "socks",
      "settings": { "auth": "password", "accounts": [{ "user": "u", "pass": "p" }] } },
    { "tag": "h", "port": 1081, "listen": "::1", "protocol": "http", "settings": { "allowTransparent": true } },
    { "tag": "d", "port": 1082, "listen": "127.0.0.1", "protocol": "dokodemo-door",
      "settings": { "address": "site.example", "port": 80 } },
    { "tag": "v", "port": 1083, "listen": "127.0.0.1", "protocol": "vless",
      "settings": {
        "clients": [{ "id": "5783a3e7-e373-51cd-8642-c83782b807c5", "email": "a@b", "level": 1 }],
        "decryption": "none",
        "fallbacks": [{ "name": "a.example", "alpn": "h2", "path": "/x", "dest": "127.0.0.1:6666", "xver": 2 }]
      },
      "streamSettings": { "network": "raw", "security": "reality", "realitySettings": {
        "target": "target.example:443", "serverNames": ["target.example"], "shortIds": ["01", ""],
        "privateKey": "2KnXJk33phKYZy514Ps7fbDh5rvjAvB1KP4Kyokudn0", "minClientVer": "26.3.27",
        "maxClientVer": "27.0.0", "maxTimeDiff": 60000, "xver": 1 } } }
  ],
  "outbounds": [
    { "tag": "b", "protocol": "blackhole", "settings": { "response": { "type": "http" } } },
    { "tag": "f", "protocol": "freedom", "settings": {
      "finalRules": [{ "action": "block", "network": "tcp", "port": "1-3,7", "ip": ["!10.0.0.0/8"], "blockDelay": "1-2" }] } },
    { "tag": "p", "protocol": "vless",
      "settings": { "vnext": [{ "address": "cdn.example", "port": 443,
        "users": [{ "id": "5783a3e7-e373-51cd-8642-c83782b807c5", "encryption": "none" }] }] },
      "streamSettings": { "network": "xhttp", "security": "tls",
        "tlsSettings": { "serverName": "cdn.example", "alpn": ["http/1.1"], "fingerprint": "unsafe",
          "pinnedPeerCertSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
        "xhttpSettings": { "host": "cdn.example", "path": "/xh?a=b", "mode": "packet-up", "extra": {
          "headers": { "X-A": "b" }, "xPaddingBytes": "10-20", "sessionIDPlacement": "header", "seqPlacement": "query",
          "uplinkDataPlacement": "header", "noSSEHeader": true, "scMaxEachPostBytes": "5-6",
          "xmux": { "maxConcurrency": "1-2", "hKeepAlivePeriod": -1 },
          "downloadSettings": { "address": "203.0.113.10", "port": 443, "network": "xhttp", "security": "reality",
            "realitySettings": { "serverName": "target.example", "shortId": "01",
              "publicKey": "AaYln-PEPywBYLHWWkIrDP5lFcJYr9pXfY-7bpQbQRg" },
            "xhttpSettings": { "host": "a.example", "path": "/xh" } } } } } }
  ],
  "routing": { "rules": [
    { "inboundTag": ["s"], "outboundTag": "p", "ruleTag": "r" },
    { "domain": ["domain:a.example", "full:b.example", "keyword"], "port": "80,443", "user": ["a@b"], "outboundTag": "f" },
    { "ip": ["10.0.0.0/8"], "network": "tcp", "outboundTag": "b" }
  ] }
}`;

describe('a configuration written anew for a real Xray', () => {
  it('means the same, key by key', () => {
    expect(meant(rewritten(everything))).toEqual(meant(read(everything)));
  });
  it.each(
    scenarios.flatMap(({ id, configs }) => [
      [`${id}, client`, configs.client.text] as const,
      [`${id}, server`, configs.server.text] as const,
    ]),
  )('means the same: %s', (_, text) => {
    const withHosts = rewritten(text);
    expect(meant(rewritten(JSON.stringify(xrayConfig(withHosts, unmoved))))).toEqual(
      meant(withHosts),
    );
    expect(withHosts.inbounds.length).toBe(read(text).inbounds.length);
  });
  it('listens and dials where it is told', () => {
    const moved = rewritten(everything, {
      listened: (_, port) => ({ address: '127.0.0.1', port: port + 10_000 }),
      dialled: (_, port) => ({ address: '127.0.0.1', port: port + 20_000 }),
      destination: null,
      keyLog: null,
    });
    expect(moved.inbounds.map(({ ports }) => ports[0]?.from)).toEqual([
      11_080, 11_081, 11_082, 11_083,
    ]);
    const text = JSON.stringify(meant(moved));
    expect(text).not.toContain('"port":443,');
    expect(text).toContain('"dest":"127.0.0.1:26666"');
  });
  it('sends what leaves it where it is told', () => {
    const destination = { address: '127.0.0.1', port: 30_000 };
    const written = JSON.stringify(xrayConfig(read(everything), { ...unmoved, destination }));
    expect(written).toContain('"redirect":"127.0.0.1:30000"');
  });
  it('writes out the names that an address would have given', () => {
    const [client] = scenarios.map(({ configs }) => configs.client.text);
    const places: XrayPlaces = {
      ...unmoved,
      dialled: (_, port) => ({ address: '127.0.0.1', port }),
    };
    const { outbounds } = rewritten(client as string, places);
    const stream = outbounds[0]?.stream;
    const down = stream?.network === 'xhttp' ? stream.xhttp.downloadSettings : null;
    expect(down?.address.host).toBe('127.0.0.1');
    expect(down?.xhttp.host).not.toBe('');
  });
  it('names no file of this computer but the key log that the caller wants', () => {
    const text = everything.replace('"fingerprint": "unsafe",', '"masterKeyLog": "/tmp/secrets",');
    expect(JSON.stringify(xrayConfig(read(text), unmoved))).not.toContain('/tmp/secrets');
    const logging = { ...unmoved, keyLog: '/tmp/keys' };
    expect(JSON.stringify(xrayConfig(read(text), logging))).toContain('/tmp/keys');
  });
});
