import fc from 'fast-check';
import { SocksInbound } from '../../core/socks/inbound.ts';
import {
  type Address,
  credentials,
  credentialsReply,
  methodReply,
  methodSelection,
  reply,
  request,
} from '../../core/socks/messages.ts';
import { type CodecLaws, law, octets } from '../support/codec-laws.ts';
import { ascii, closed, opened, received } from '../support/playbook.ts';
import { type MachineLaws, start } from '../support/segmentation.ts';

const octet = fc.nat(255);
const port = fc.nat(65535);
const address: fc.Arbitrary<Address> = fc.oneof(
  fc.record({ atyp: fc.constant(1 as const), octets: octets({ minLength: 4, maxLength: 4 }) }),
  fc.record({ atyp: fc.constant(3 as const), octets: octets({ maxLength: 255 }) }),
  fc.record({ atyp: fc.constant(4 as const), octets: octets({ minLength: 16, maxLength: 16 }) }),
);
const five = fc.constant(5 as const);
const one = fc.constant(1 as const);

export const codecs: CodecLaws = {
  'core/socks/messages.ts#methodSelection': law(
    methodSelection,
    fc.record({ ver: five, methods: octets({ maxLength: 255 }) }),
  ),
  'core/socks/messages.ts#methodReply': law(methodReply, fc.record({ ver: five, method: octet })),
  'core/socks/messages.ts#credentials': law(
    credentials,
    fc.record({ ver: one, uname: octets({ maxLength: 255 }), passwd: octets({ maxLength: 255 }) }),
  ),
  'core/socks/messages.ts#credentialsReply': law(
    credentialsReply,
    fc.record({ ver: one, status: octet }),
  ),
  'core/socks/messages.ts#request': law(
    request,
    fc.record({ cmd: octet, dst_addr: address, dst_port: port }),
  ),
  'core/socks/messages.ts#reply': law(
    reply,
    fc.record({ rep: octet, bnd_addr: address, bnd_port: port }),
  ),
};

const inbound = (accounts?: ReadonlyMap<string, string>) => () =>
  new SocksInbound({
    source: 'tcp:192.0.2.1:50000',
    bound: { host: '127.0.0.1', port: 10808 },
    ...(accounts ? { accounts } : {}),
  });

const greeting = received('outer', '05 01 00');
const domainRequest = received('outer', '05 01 00 03 0b 6578616d706c652e636f6d 01bb');

export const machines: MachineLaws = {
  'core/socks/inbound.ts#SocksInbound': {
    create: inbound(),
    conversations: {
      'a domain, early octets, an answer, both ends': [
        start,
        greeting,
        domainRequest,
        received('outer', ascii('GET / HTTP/1.1\r\n\r\n')),
        opened('inner'),
        received('inner', ascii('HTTP/1.1 204 No Content\r\n\r\n')),
        closed('outer', 'end'),
        closed('inner', 'end'),
      ],
      'IPv6 and a destination that fails': [
        start,
        greeting,
        received('outer', '05 01 00 04 20010db8000000000000000000000001 0050'),
        received('outer', ascii('early')),
        closed('inner', 'failed', 'connection_refused'),
        closed('outer', 'end'),
      ],
      'UDP ASSOCIATE': [start, greeting, received('outer', '05 03 00 01 00000000 0000')],
      BIND: [start, greeting, received('outer', '05 02 00 01 c0000201 0050')],
      'an address of no known type': [start, greeting, received('outer', '05 01 00 02')],
      'a name that is none': [start, greeting, received('outer', '05 01 00 03 03 612f62 0050')],
      'no method that fits': [start, received('outer', '05 01 02')],
      'an HTTP request': [start, received('outer', ascii('CONNECT a:1 HTTP/1.1\r\n'))],
      'an end in the middle': [start, greeting, received('outer', '05 01'), closed('outer', 'end')],
      'nothing at all': [start, closed('outer', 'end')],
    },
  },
};
