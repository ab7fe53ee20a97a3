import { expect, it } from 'vitest';
import { parseConfig } from '../../../core/config/parse.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';

const client = parseConfig([splitPlain.configs.client]);
const server = parseConfig([splitPlain.configs.server]);

it('sends the uplink to the CDN and the downlink to the front inbound', () => {
  const [outbound] = client.outbounds;
  expect(outbound).toMatchObject({
    protocol: 'vless',
    server: { address: { host: 'cdn.example' }, port: 443 },
    stream: {
      network: 'xhttp',
      xhttp: { downloadSettings: { address: { host: '203.0.113.10' }, port: 443 } },
    },
  });
});

it('lets the front inbound fall back to the port of the XHTTP inbound', () => {
  const [front, xhttp] = server.inbounds;
  expect(front).toMatchObject({
    stream: { network: 'raw' },
    fallbacks: [{ dest: 'localhost:6666' }],
  });
  expect(xhttp).toMatchObject({ stream: { network: 'xhttp' }, ports: [{ from: 6666, to: 6666 }] });
});

it('has the client’s user on the XHTTP inbound and another on the front one', () => {
  const [front, xhttp] = server.inbounds;
  const ids = [front, xhttp].map(
    (inbound) => inbound?.protocol === 'vless' && inbound.users[0]?.id,
  );
  expect(client.outbounds[0]).toMatchObject({ user: { id: ids[1] } });
  expect(ids[0]).not.toBe(ids[1]);
});
