import { expect, it } from 'vitest';
import { parseConfig } from '../../../core/config/parse.ts';
import type { Inbound } from '../../../core/config/types.ts';
import { noble } from '../../../core/crypto/noble.ts';
import { CoreParts } from '../../../core/engine/core-parts.ts';
import { tinyWorld } from '../../support/tiny-world.ts';

const text = JSON.stringify({
  inbounds: [
    { tag: 'in', listen: '127.0.0.1', port: 1080, protocol: 'socks' },
    { listen: '127.0.0.1', port: 1081, protocol: 'socks' },
  ],
  outbounds: [{ protocol: 'freedom' }],
});

it('lets the place in the text stand for a tag that is not given', () => {
  const config = parseConfig([{ name: 'config.json', text }]);
  const { wiring } = tinyWorld({ left: { state: { name: 'IDLE' }, *handle() {} } });
  const surroundings = { crypto: noble, epochMs: 0, roots: [] };
  const parts = new CoreParts(wiring, { role: 'core', name: 'left', config }, surroundings);
  const all = [...config.inbounds, ...config.outbounds] as Inbound[];
  expect(all.map((of) => parts.tagOf(of))).toEqual(['in', 'inbounds[1]', 'outbounds[0]']);
});
