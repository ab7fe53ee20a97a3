import { HttpProxyInbound } from '../../core/http-proxy/inbound.ts';
import { ascii, blocked, closed, received, writable } from '../support/playbook.ts';
import { type MachineLaws, start, uncut } from '../support/segmentation.ts';

const source = '192.0.2.1:50000';
const get = (lines: readonly string[] = []) =>
  received('outer', ascii(['GET http://h/ HTTP/1.1', 'Host: h', ...lines, '', ''].join('\r\n')));
/** Each piece that comes goes on as a chunk of its own: RFC 9112 §7.1 gives their boundaries no meaning. */
const chunks = (port: string, text: string) => uncut(received(port, ascii(text)));
const kept = 'Proxy-Connection: keep-alive';

export const machines: MachineLaws = {
  'core/http-proxy/inbound.ts#HttpProxyInbound': {
    create: () => new HttpProxyInbound({ source, accounts: new Map(), allowTransparent: false }),
    conversations: {
      'a tunnel': [
        start,
        received('outer', ascii('CONNECT site.example:443 HTTP/1.1\r\nHost: x\r\n\r\nearly')),
        received('inner', ascii('hello')),
        blocked('outer'),
        received('inner', ascii('more')),
        writable('outer'),
        closed('outer', 'end'),
        closed('inner', 'end'),
      ],
      'two requests, the second with a body in chunks': [
        start,
        get([kept]),
        received(
          'inner:1',
          ascii('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nB: 1\r\na: 2\r\n\r\nhello'),
        ),
        closed('inner:1', 'end'),
        received('outer', ascii('POST http://h/2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n')),
        chunks('outer', '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'),
        received('inner:2', ascii('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n')),
        blocked('inner:2'),
        writable('inner:2'),
        received('inner:2', ascii('Transfer-Encoding: chunked\r\n\r\n')),
        chunks('inner:2', '5;x\r\nhello\r\n0\r\n\r\n'),
      ],
      'a body with a length, and an answer that only the end ends': [
        start,
        received('outer', ascii('PUT http://h/ HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello')),
        received('inner:1', ascii('HTTP/1.0 200 OK\n\nuntil the end')),
        closed('inner:1', 'end'),
      ],
      'requests without waiting': [
        start,
        get([kept]),
        get([kept]),
        received('inner:1', ascii('HTTP/1.1 204 No Content\r\n\r\n')),
        received('inner:2', ascii('HTTP/1.1 304 Not Modified\r\n\r\n')),
        closed('outer', 'end'),
      ],
      'a destination that is not there, and one that is no web server': [
        start,
        get([kept]),
        closed('inner:1', 'failed', 'connection_refused'),
        get(),
        received('inner:2', ascii('220 mail.example ESMTP\r\n')),
      ],
      'an answer that is cut off': [
        start,
        get(),
        received('inner:1', ascii('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe')),
        closed('inner:1', 'end'),
      ],
      'a request that is cut off': [
        start,
        received('outer', ascii('PUT http://h/ HTTP/1.1\r\nContent-Length: 5\r\n\r\nhe')),
        closed('outer', 'end'),
      ],
      'a body that goes wrong': [
        start,
        received('outer', ascii('PUT http://h/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n')),
        chunks('outer', '3\r\nabc\r\nnonsense'),
      ],
      'a relative URL': [start, received('outer', ascii('GET / HTTP/1.1\r\nHost: h\r\n\r\n'))],
      'no HTTP at all': [start, received('outer', ascii('hello\r\n'))],
      'an end in the middle': [
        start,
        received('outer', ascii('GET http://h/ HTTP/1.1\r\nHo')),
        closed('outer', 'end'),
      ],
    },
  },
};
