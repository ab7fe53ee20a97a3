import { BlackholeOutbound } from '../../core/blackhole/outbound.ts';
import { ascii, closed, fired, received } from '../support/playbook.ts';
import { type MachineLaws, start } from '../support/segmentation.ts';

export const machines: MachineLaws = {
  'core/blackhole/outbound.ts#BlackholeOutbound': {
    create: () => new BlackholeOutbound({ response: 'http' }),
    conversations: {
      'octets that nobody reads, and an answer': [
        start,
        received('inner', ascii('GET / HTTP/1.1\r\n\r\n')),
        closed('inner', 'end'),
        fired('pause'),
      ],
      'a client that has gone': [start, closed('inner', 'reset')],
    },
  },
};
