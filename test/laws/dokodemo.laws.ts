import { DokodemoInbound } from '../../core/dokodemo/inbound.ts';
import { ascii, blocked, closed, opened, received, writable } from '../support/playbook.ts';
import { type MachineLaws, start } from '../support/segmentation.ts';

export const machines: MachineLaws = {
  'core/dokodemo/inbound.ts#DokodemoInbound': {
    create: () =>
      new DokodemoInbound({
        source: '192.0.2.1:50000',
        local: '127.0.0.1:8080',
        address: 'site.example',
        port: 80,
        portMap: new Map(),
      }),
    conversations: {
      'octets both ways, both ends': [
        start,
        received('outer', ascii('GET / HTTP/1.1\r\n\r\n')),
        opened('inner'),
        received('inner', ascii('HTTP/1.1 204 No Content\r\n\r\n')),
        blocked('inner'),
        writable('inner'),
        closed('outer', 'end'),
        closed('inner', 'end'),
      ],
      'a destination that fails': [start, closed('inner', 'failed', 'connection_refused')],
    },
  },
};
