import { expect, it } from 'vitest';
import { stateSecrets } from '../../../core/tls/facts.ts';

it('secrets are stated under the labels of an NSS key log', () => {
  const secrets = { client: Uint8Array.of(1), server: Uint8Array.of(2) };
  const random = Uint8Array.of(0xab, 0xcd);
  const lines = (['handshake', 'application'] as const).flatMap((phase) =>
    [...stateSecrets(phase, random, secrets)].map((command) => {
      if (command.type !== 'fact') throw new Error(command.type);
      const { label, client_random, secret } = command.data;
      return `${label} ${client_random} ${secret}`;
    }),
  );
  expect(lines).toEqual([
    'CLIENT_HANDSHAKE_TRAFFIC_SECRET abcd 01',
    'SERVER_HANDSHAKE_TRAFFIC_SECRET abcd 02',
    'CLIENT_TRAFFIC_SECRET_0 abcd 01',
    'SERVER_TRAFFIC_SECRET_0 abcd 02',
  ]);
});
