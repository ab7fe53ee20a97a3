import { App } from '../../core/peers/app.ts';
import { ReverseProxy } from '../../core/peers/cdn.ts';
import { Site } from '../../core/peers/site.ts';
import { ascii, attached, closed, opened, received } from '../support/playbook.ts';
import { type MachineLaws, start } from '../support/segmentation.ts';

const socks = { to: 'address', address: '127.0.0.1', port: 1080, leg: 'socks' } as const;
const destination = { host: 'site.example', port: 80 };
const reply = '05 00 05 00 00 01 00 00 00 00 00 00';

export const machines: MachineLaws = {
  'core/peers/app.ts#App': {
    create: () => new App({ socks, destination, path: '/', speaksFirst: false }),
    conversations: {
      'all that comes, in one piece or many': [
        start,
        opened('outer'),
        received('outer', reply),
        received('outer', ascii('220 site.example\r\n')),
        received('outer', ascii('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more')),
        closed('outer', 'end'),
      ],
      'a reply that is not one': [start, opened('outer'), received('outer', '05 00 04 00')],
      'a response that is cut off': [
        start,
        opened('outer'),
        received('outer', reply),
        received('outer', ascii('\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel')),
        closed('outer', 'end'),
      ],
    },
  },
  'core/peers/cdn.ts#ReverseProxy': {
    create: () => new ReverseProxy(),
    conversations: {
      'an exchange': [
        start,
        attached('exchange:1', { kind: 'exchange', remote: '192.0.2.2:50000' }),
        received('exchange:1', {
          part: 'request_head',
          method: 'GET',
          target: '/',
          authority: 'cdn.example',
          headers: [],
        }),
        received('exchange:1', { part: 'end' }),
        opened('origin:1'),
        received('origin:1', { part: 'response_head', status: 200, headers: [] }),
        received('origin:1', { part: 'end' }),
      ],
    },
  },
  'core/peers/site.ts#Site': {
    create: () => new Site({ pages: {} }),
    conversations: {
      'a page that is not there': [
        start,
        attached('exchange:1', { kind: 'exchange', remote: '192.0.2.2:50000' }),
        received('exchange:1', {
          part: 'request_head',
          method: 'GET',
          target: '/',
          authority: 'site.example',
          headers: [],
        }),
        received('exchange:1', { part: 'end' }),
      ],
    },
  },
};
