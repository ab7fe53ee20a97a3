import { expect, it } from 'vitest';
import { parseConfig } from '../../../core/config/parse.ts';
import { directPlain } from '../../../core/scenarios/direct-plain.ts';

it('has one way for both directions', () => {
  const [outbound] = parseConfig([directPlain.configs.client]).outbounds;
  expect(outbound).toMatchObject({
    server: { address: { host: 'cdn.example' } },
    stream: { network: 'xhttp', xhttp: { downloadSettings: null } },
  });
});
