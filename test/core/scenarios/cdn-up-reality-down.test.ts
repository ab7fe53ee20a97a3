import { describe, expect, it } from 'vitest';
import { fromBase64 } from '../../../core/bytes/base64.ts';
import { parseConfig } from '../../../core/config/parse.ts';
import { noble } from '../../../core/crypto/noble.ts';
import { cdnUpRealityDown } from '../../../core/scenarios/cdn-up-reality-down.ts';

const client = parseConfig([cdnUpRealityDown.configs.client]);
const server = parseConfig([cdnUpRealityDown.configs.server]);

describe('the main scenario', () => {
  it('goes up over TLS to the CDN, and down over REALITY from the front inbound', () => {
    expect(client.outbounds[0]).toMatchObject({
      server: { address: { host: 'cdn.example' }, port: 443 },
      stream: {
        security: { type: 'tls', serverName: 'cdn.example' },
        xhttp: {
          mode: 'auto',
          downloadSettings: {
            address: { host: '203.0.113.10' },
            port: 443,
            security: { type: 'reality', serverName: 'target.example' },
          },
        },
      },
    });
    expect(server.inbounds[0]).toMatchObject({
      stream: { network: 'raw', security: { type: 'reality', serverNames: ['target.example'] } },
      fallbacks: [{ dest: 'localhost:6666' }],
    });
  });
  it('has a pair of keys', () => {
    const text = (config: { readonly text: string }, key: string) =>
      new RegExp(`"${key}": "([^"]*)"`).exec(config.text)?.[1] ?? '';
    const { configs } = cdnUpRealityDown;
    const octets = (of: string) => fromBase64(of, 'url') as Uint8Array;
    const publicKey = octets(text(configs.client, 'publicKey'));
    expect(noble.x25519.publicKey(octets(text(configs.server, 'privateKey')))).toEqual(publicKey);
  });
  it('has the same short id on both sides', () => {
    const [front] = server.inbounds;
    const { configs } = cdnUpRealityDown;
    expect(front?.stream.security).toMatchObject({ shortIds: [expect.any(Uint8Array)] });
    expect(configs.client.text).toContain('"shortId": "0123456789abcdef"');
    expect(configs.server.text).toContain('"shortIds": ["0123456789abcdef"]');
  });
});
