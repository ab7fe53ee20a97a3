import { FreedomOutbound } from '../../core/freedom/outbound.ts';
import { ascii, blocked, closed, opened, received, writable } from '../support/playbook.ts';
import { type MachineLaws, start } from '../support/segmentation.ts';

export const machines: MachineLaws = {
  'core/freedom/outbound.ts#FreedomOutbound': {
    create: () =>
      new FreedomOutbound({ destination: { host: 'site.example', port: 80 }, finalRules: [] }),
    conversations: {
      'early octets, both directions, back-pressure': [
        start,
        received('inner', ascii('GET / HTTP/1.1\r\n\r\n')),
        opened('outer', { local: '203.0.113.10:40000', remote: '203.0.113.80:80' }),
        received('inner', ascii('more')),
        blocked('outer'),
        received('inner', ascii('while blocked')),
        writable('outer'),
        received('outer', ascii('HTTP/1.1 204 No Content\r\n\r\n')),
        closed('inner', 'end'),
        closed('outer', 'end'),
      ],
      'a reset': [
        start,
        received('inner', ascii('x')),
        opened('outer', { local: '203.0.113.10:40000', remote: '203.0.113.80:80' }),
        received('outer', ascii('y')),
        closed('outer', 'reset'),
      ],
    },
  },
};
