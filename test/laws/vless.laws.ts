import fc from 'fast-check';
import { fromHex } from '../../core/bytes/hex.ts';
import { type Addons, addons } from '../../core/vless/addons.ts';
import { VlessInbound } from '../../core/vless/inbound.ts';
import { request, response, type Target } from '../../core/vless/messages.ts';
import { VlessOutbound } from '../../core/vless/outbound.ts';
import { type CodecLaws, law, octets } from '../support/codec-laws.ts';
import { ascii, blocked, closed, opened, received, writable } from '../support/playbook.ts';
import { type MachineLaws, start, uncut } from '../support/segmentation.ts';

const someAddons: fc.Arbitrary<Addons> = fc.record({
  flow: fc.string({ unit: 'grapheme', maxLength: 8 }),
  seed: octets({ maxLength: 130 }),
});
const user_id = octets({ minLength: 16, maxLength: 16 });
const target = ([address_type, lengths]: readonly [
  Target['address_type'],
  fc.IntArrayConstraints,
]): fc.Arbitrary<Target> =>
  fc.record({
    port: fc.nat(65535),
    address_type: fc.constant(address_type),
    address: octets(lengths),
  });
const someTarget = fc.oneof(
  target([1, { minLength: 4, maxLength: 4 }]),
  target([2, { maxLength: 255 }]),
  target([3, { minLength: 16, maxLength: 16 }]),
);

export const codecs: CodecLaws = {
  'core/vless/addons.ts#addons': law(addons, someAddons),
  'core/vless/messages.ts#request': law(
    request,
    fc.oneof(
      fc.record({
        user_id,
        addons: someAddons,
        command: fc.constantFrom<1 | 2>(1, 2),
        target: someTarget,
      }),
      fc.record({
        user_id,
        addons: someAddons,
        command: fc.constantFrom<3 | 4>(3, 4),
        target: fc.constant(null),
      }),
    ),
  ),
  'core/vless/messages.ts#response': law(
    response,
    fc.record({ version: fc.constant(0 as const), addons: someAddons }),
  ),
};

const id = '5783a3e7e37351cd8642c83782b807c5';
// firstLen and the choice of a fallback are about one read: VLESS §5.3
const firstRead = (value: string | Uint8Array) => uncut(received('outer', value));
const get = ascii('GET /xh/3f0c HTTP/1.1\r\nHost: 203.0.113.10\r\n\r\n');

const inbound = () =>
  new VlessInbound({
    users: [{ id: fromHex(id), email: '' }],
    fallbacks: [
      {
        name: '',
        alpn: '',
        path: '',
        dest: 'localhost:6666',
        address: { host: 'localhost' },
        port: 6666,
        xver: 2,
      },
    ],
    remote: '192.0.2.2:50000',
    local: '203.0.113.10:443',
  });

export const machines: MachineLaws = {
  'core/vless/inbound.ts#VlessInbound': {
    create: inbound,
    conversations: {
      'an HTTP request, carried both ways': [
        start,
        firstRead(get),
        opened('fallback', { local: '127.0.0.1:40000', remote: '127.0.0.1:6666' }),
        received('fallback', ascii('HTTP/1.1 200 OK\r\n\r\nbody')),
        received('outer', ascii('more of the client')),
        closed('fallback', 'end'),
        closed('outer', 'end'),
      ],
      'a first read of 17 octets': [start, firstRead(`00 ${id}`), opened('fallback')],
      'a known user': [
        start,
        firstRead(`00 ${id} 00`),
        received('outer', '01 0050 02 0c 736974652e6578616d706c65'),
        received('outer', ascii('GET / HTTP/1.1\r\n\r\n')),
        opened('inner'),
        received('inner', ascii('HTTP/1.1 204 No Content\r\n\r\n')),
        closed('outer', 'end'),
        closed('inner', 'end'),
      ],
      'a known user with a bad header': [
        start,
        firstRead(`00 ${id} 00`),
        received('outer', '01 0050 07'),
        closed('outer', 'end'),
      ],
      'a known user cut off': [
        start,
        firstRead(`00 ${id} 05`),
        received('outer', '0a 03'),
        closed('outer', 'end'),
      ],
    },
  },
  'core/vless/outbound.ts#VlessOutbound': {
    create: () =>
      new VlessOutbound({
        id: fromHex(id),
        destination: { host: 'site.example', port: 80 },
        server: 'cdn.example:443',
      }),
    conversations: {
      'early octets, a response with addons, both ends': [
        start,
        received('inner', ascii('GET / HTTP/1.1\r\n\r\n')),
        opened('transport'),
        received('transport', '00 03 0a 01 66'),
        received('transport', ascii('HTTP/1.1 204 No Content\r\n\r\n')),
        closed('inner', 'end'),
        closed('transport', 'end'),
      ],
      'octets after the transport is there, back-pressure': [
        start,
        opened('transport'),
        received('inner', ascii('a request')),
        blocked('transport'),
        received('inner', ascii('and more')),
        writable('transport'),
        received('transport', '00 00 01 02'),
        closed('transport', 'reset'),
      ],
      'a response of another version': [
        start,
        opened('transport'),
        received('inner', ascii('x')),
        received('transport', ascii('HTTP/1.1 400 Bad Request\r\n')),
      ],
      'a response cut off': [
        start,
        opened('transport'),
        received('inner', ascii('x')),
        received('transport', '00 05 0a'),
        closed('transport', 'end'),
      ],
    },
  },
};
