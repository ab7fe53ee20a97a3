import fc from 'fast-check';
import { chunkEnd, chunkHeader } from '../../core/http1/chunked.ts';
import { Http1Client } from '../../core/http1/client.ts';
import { requestHead, requestLine, responseHead, statusLine } from '../../core/http1/head.ts';
import { headerSection } from '../../core/http1/header-section.ts';
import { Http1Server } from '../../core/http1/server.ts';
import { type CodecLaws, law } from '../support/codec-laws.ts';
import { ascii, closed, opened, received } from '../support/playbook.ts';
import { type MachineLaws, start } from '../support/segmentation.ts';

const range = (from: number, to: number): string =>
  String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
const alphanumeric = `${range(0x30, 0x39)}${range(0x41, 0x5a)}${range(0x61, 0x7a)}`;
const textOf = (characters: string, constraints: fc.StringConstraints) =>
  fc.string({ ...constraints, unit: fc.constantFrom(...characters) });

const token = textOf(`!#$%&'*+-.^_\`|~${alphanumeric}`, { minLength: 1, maxLength: 20 });
const anyText = textOf(`\t${range(0x20, 0x7e)}${range(0x80, 0xff)}`, { maxLength: 40 });
const headers = fc.array(
  fc.record({ name: token, value: anyText.map((text) => text.replace(/^[ \t]+|[ \t]+$/g, '')) }),
  { maxLength: 6 },
);
const http_version = fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0');
const request = {
  method: token,
  request_target: textOf(range(0x21, 0x7e), { minLength: 1, maxLength: 60 }),
  http_version,
};
const status = {
  http_version,
  status_code: fc.integer({ min: 100, max: 599 }),
  reason_phrase: anyText,
};
const chunk = {
  chunk_size: fc.oneof(fc.nat(0xffff), fc.integer({ min: 0, max: 2 ** 52 - 1 })),
  chunk_ext: fc.oneof(
    fc.constant(''),
    anyText.map((text) => ` ;${text}`),
  ),
};

export const codecs: CodecLaws = {
  'core/http1/head.ts#requestLine': law(requestLine, fc.record(request)),
  'core/http1/head.ts#statusLine': law(statusLine, fc.record(status)),
  'core/http1/head.ts#requestHead': law(requestHead, fc.record({ ...request, headers })),
  'core/http1/head.ts#responseHead': law(responseHead, fc.record({ ...status, headers })),
  'core/http1/header-section.ts#headerSection': law(headerSection, headers),
  'core/http1/chunked.ts#chunkHeader': law(chunkHeader, fc.record(chunk)),
  'core/http1/chunked.ts#chunkEnd': law(chunkEnd, fc.constant(null)),
};

const head = (method: string) => ({
  part: 'request_head',
  method,
  target: '/',
  authority: 'h.example',
  headers: [],
});
const response = { part: 'response_head', status: 200, headers: [] };
const body = { part: 'body', data: ascii('hello') };
const end = { part: 'end' };
const dial = { to: 'address', address: '192.0.2.1', port: 80, leg: 'uplink' } as const;

export const machines: MachineLaws = {
  'core/http1/client.ts#Http1Client': {
    create: () => new Http1Client({ dial }),
    conversations: {
      'three responses to three requests, the last one ended by the connection': [
        start,
        received('inner', head('POST')),
        received('inner', body),
        received('inner', end),
        opened('outer'),
        received('inner', head('GET')),
        received('inner', end),
        received('inner', head('HEAD')),
        received('inner', end),
        received('inner', head('GET')),
        received('inner', end),
        received(
          'outer',
          ascii('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n'),
        ),
        received('outer', ascii('abcHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')),
        received('outer', ascii('5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: gone\r\n\r\n')),
        received(
          'outer',
          ascii('HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 \r\n\r\n'),
        ),
        received('outer', ascii('until the end')),
        closed('outer', 'end'),
      ],
      'a response that goes wrong in its second chunk': [
        start,
        opened('outer'),
        received('inner', head('GET')),
        received('inner', end),
        received(
          'outer',
          ascii('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbcd'),
        ),
      ],
      'a response that is cut off': [
        start,
        opened('outer'),
        received('inner', head('GET')),
        received('inner', end),
        received('outer', ascii('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab')),
        closed('outer', 'end'),
      ],
    },
  },
  'core/http1/server.ts#Http1Server': {
    create: () => new Http1Server({ epochMs: 0, remote: '192.0.2.2:50000' }),
    conversations: {
      'pipelined requests, answered one after the other': [
        start,
        received(
          'outer',
          ascii('\r\nPOST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello'),
        ),
        received(
          'outer',
          ascii('POST /2 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n'),
        ),
        received('outer', ascii('3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET /3 HTTP/1.1\r\nHost: h\r\n')),
        received('outer', ascii('Connection: close\r\n\r\n')),
        received('exchange:1', response),
        received('exchange:1', end),
        received('exchange:2', response),
        received('exchange:2', body),
        received('exchange:2', end),
        received('exchange:3', response),
        received('exchange:3', body),
        closed('outer', 'end'),
      ],
      'a body that goes wrong': [
        start,
        received(
          'outer',
          ascii('POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n'),
        ),
        received('outer', ascii('3\r\nabc\r\nnonsense\r\n')),
      ],
      'a start line that goes wrong before more than a head may hold': [
        start,
        received('outer', ascii(`GET  / HTTP/1.1\r\n${'x'.repeat(13_000)}`)),
      ],
      'a head that is too long': [start, received('outer', ascii(`GET /${'x'.repeat(13_000)}`))],
      'an answer before the request is whole': [
        start,
        received('outer', ascii('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n\r\nab')),
        received('exchange:1', response),
        received('exchange:1', end),
        received('outer', ascii('cdefgGET / HTTP/1.1\r\nHost: h\r\n\r\n')),
        closed('outer', 'end'),
      ],
      'a request that is cut off': [
        start,
        received('outer', ascii('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n\r\nab')),
        closed('outer', 'end'),
      ],
    },
  },
};
