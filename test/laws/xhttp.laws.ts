import { XhttpClient } from '../../core/xhttp/client.ts';
import { XhttpHub } from '../../core/xhttp/hub.ts';
import {
  ascii,
  attached,
  blocked,
  closed,
  fired,
  opened,
  received,
  writable,
} from '../support/playbook.ts';
import { type Conversation, type MachineLaws, start, uncut } from '../support/segmentation.ts';
import type { Timeless } from '../support/stand.ts';
import {
  body,
  clientOptions,
  end,
  exchange,
  get,
  post,
  requestHead,
  responseHead,
  stream,
} from '../support/xhttp-parts.ts';
import { serverSettings } from '../support/xhttp-settings.ts';

/** One write of the proxied connection: it decides where packets are cut, as each write call does in Xray. */
const written = (text: string): Timeless => uncut(received('conn:1', ascii(text)));

const dialled: Conversation = [
  start,
  attached('conn:1', stream, 7),
  opened('http:1', { local: '192.0.2.2:49152', remote: '203.0.113.10:443' }),
];

export const machines: MachineLaws = {
  'core/xhttp/client.ts#XhttpClient': {
    create: () => new XhttpClient(clientOptions()),
    conversations: {
      'a GET, packets, and an answer': [
        ...dialled,
        written('the first packet'),
        opened('http:2'),
        written('the second'),
        fired('pacing:conn:1'),
        received('http:1', responseHead(200)),
        received('http:1', body(ascii('what comes down'))),
        received('http:2', responseHead(200)),
        received('http:2', end),
        received('http:1', body(ascii('and more'))),
        received('http:1', end),
        closed('http:1'),
        closed('conn:1'),
      ],
      'back-pressure both ways': [
        ...dialled,
        received('http:1', responseHead(200)),
        written('up'),
        opened('http:2'),
        blocked('http:2'),
        written('more'),
        writable('http:2'),
        blocked('conn:1'),
        writable('conn:1'),
        closed('conn:1', 'reset'),
      ],
      'a GET that cannot be dialled': [
        start,
        attached('conn:1', stream, 7),
        closed('http:1', 'failed', 'timed_out'),
      ],
      'a GET that is refused': [...dialled, received('http:1', responseHead(404))],
    },
  },
  'core/xhttp/hub.ts#XhttpHub': {
    create: () => new XhttpHub({ settings: serverSettings }),
    conversations: {
      'packets out of order around a GET, and the downlink': [
        start,
        ...post('exchange:1', 'id', 1, ascii('second')),
        ...get('exchange:2', 'id'),
        ...post('exchange:3', 'id', 0, ascii('first')),
        received('session:1', ascii('what goes down, in pieces')),
        blocked('exchange:2'),
        writable('exchange:2'),
        received('session:1', ascii('and the last')),
        closed('session:1', 'end'),
      ],
      'a packet in pieces, with a reader who has had enough': [
        start,
        ...get('exchange:1', 'id'),
        blocked('session:1'),
        attached('exchange:2', exchange()),
        received('exchange:2', requestHead('POST', '/xh/id/0')),
        received('exchange:2', body(ascii('one '))),
        received('exchange:2', body(ascii('two'))),
        received('exchange:2', end),
        writable('session:1'),
        closed('exchange:1', 'reset'),
        received('session:1', ascii('x')),
      ],
      'a session without a GET, and requests that are refused': [
        start,
        ...post('exchange:1', 'id', 0, ascii('early')),
        fired('session_ttl:1'),
        ...post('exchange:2', 'id', 'x', ascii('no number')),
        attached('exchange:3', exchange()),
        received('exchange:3', requestHead('GET', '/elsewhere')),
      ],
    },
  },
};
