import fc from 'fast-check';
import type { Doing, Input } from '../../core/sansio/machine.ts';
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
import { reply4, request4 } from '../../core/socks/messages4.ts';
import { MixedInbound, type ProxyMachine } from '../../core/socks/mixed.ts';
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
const ip4 = octets({ minLength: 4, maxLength: 4 });
const text4 = octets({ maxLength: 300 }).map((text) => text.filter((value) => value !== 0));
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
  'core/socks/messages4.ts#request4': law(
    request4,
    fc
      .record({ cd: octet, dst_port: port, dst_ip: ip4, user_id: text4, domain: text4 })
      .map((value) => (value.dst_ip[0] === 0 ? value : { ...value, domain: null })),
  ),
  'core/socks/messages4.ts#reply4': law(
    reply4,
    fc.record({ vn: fc.constant(0 as const), cd: octet, dst_port: port, dst_ip: ip4 }),
  ),
};

const inbound = (accounts?: ReadonlyMap<string, string>) => () =>
  new SocksInbound({
    source: 'tcp:192.0.2.1:50000',
    bound: { host: '127.0.0.1', port: 10808 },
    ...(accounts ? { accounts } : {}),
  });

/** In an HTTP proxy's place: it sends back what it gets. */
class Echo implements ProxyMachine {
  readonly source = '192.0.2.1:50000';
  readonly user = '';
  readonly state = { name: 'ECHOING' };
  *handle(input: Input): Doing {
    if (input.type === 'received') yield { ...input, type: 'send' };
    else if (input.type === 'blocked') yield { type: 'pause_reading', port: input.port };
    else if (input.type === 'writable') yield { type: 'resume_reading', port: input.port };
  }
}

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
      'version 4A, early octets': [
        start,
        received('outer', '04 01 0050 00000001 757365 00 736974652e6578616d706c65 00 6869'),
        opened('inner'),
        closed('outer', 'end'),
        closed('inner', 'end'),
      ],
      'version 4, BIND': [start, received('outer', '04 02 0050 c0000201 00')],
      'version 4A, a name that is none': [
        start,
        received('outer', '04 01 0050 00000001 00 612f62 00'),
      ],
      'version 4A, an end in the domain': [
        start,
        received('outer', '04 01 0050 00000001 00 61'),
        closed('outer', 'end'),
      ],
      'an HTTP request': [start, received('outer', ascii('CONNECT a:1 HTTP/1.1\r\n'))],
      'an end in the middle': [start, greeting, received('outer', '05 01'), closed('outer', 'end')],
      'nothing at all': [start, closed('outer', 'end')],
    },
  },
  'core/socks/mixed.ts#MixedInbound': {
    create: () =>
      new MixedInbound({
        source: 'tcp:192.0.2.1:50000',
        socks: inbound(new Map([['ana', 'secret']])),
        http: () => new Echo(),
      }),
    conversations: {
      'SOCKS with a password': [
        start,
        received('outer', '05 01 02'),
        received('outer', '01 03 616e61 06 736563726574'),
        received('outer', '05 01 00 03 0b 6578616d706c652e636f6d 01bb'),
        closed('outer', 'end'),
        closed('inner', 'end'),
      ],
      'SOCKS with a wrong password': [
        start,
        received('outer', '05 01 02'),
        received('outer', '01 03 616e61 01 78'),
      ],
      'version 4 where a password is wanted': [start, received('outer', '04 01 0050 c0000201 00')],
      'an HTTP request': [start, received('outer', ascii('GET http://h/ HTTP/1.1\r\n\r\n'))],
      'nothing at all': [start, closed('outer', 'end')],
    },
  },
};
