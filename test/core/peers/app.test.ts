import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import { App, type AppOptions } from '../../../core/peers/app.ts';
import {
  ascii,
  blocked,
  closed,
  closes,
  opened,
  opens,
  type Playbook,
  playbook,
  received,
  sent,
  setsTimer,
  states,
  writable,
} from '../../support/playbook.ts';

const socks = { to: 'address', address: '127.0.0.1', port: 1080, leg: 'socks' } as const;
const destination = { host: 'site.example', port: 80 };
const selection = '05 01 00';
const connect = '05 01 00 03 0c 73 69 74 65 2e 65 78 61 6d 70 6c 65 00 50';
const granted = '05 00 00 01 00 00 00 00 00 00';
const getText =
  'GET / HTTP/1.1\r\nHost: site.example\r\nUser-Agent: curl/8.14.1\r\nAccept: */*\r\n\r\n';

const dialling = (more: Partial<AppOptions> = {}): Playbook =>
  playbook(new App({ socks, destination, path: '/', ...more }))
    .start()
    .expects(opens('outer', socks));
const tunnelled = (more: Partial<AppOptions> = {}): Playbook =>
  dialling(more)
    .input(opened('outer'))
    .expects(sent('outer', selection))
    .input(received('outer', '05 00'))
    .expects(sent('outer', connect))
    .input(received('outer', granted));
const asked = (): Playbook => tunnelled().expects(sent('outer', ascii(getText)));
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';

const done = (octets: number) => [
  states('app:response_received', { status: 200, octets }),
  closes('outer', 'end'),
  setsTimer('linger', 10_000),
];
const failed = (reason: string) => states('app:request_failed', { reason });

describe('App', () => {
  it('RFC 1928 §3, §4: asks for a tunnel by name, then for its page', () => {
    asked()
      .input(received('outer', ascii(`${ok}he`)))
      .expects()
      .input(received('outer', ascii('llo')))
      .expects(...done(5))
      .input(closed('outer', 'end'))
      .inState('CLOSED');
  });

  it.each([
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'],
    ['an end of the connection', 'HTTP/1.0 200 OK\r\n\r\nhello'],
  ])('reads a response that is ended by %s', (_by, text) => {
    const book = asked().input(received('outer', ascii(text)), closed('outer', 'end'));
    expect(book.facts.map(({ name, data }) => [name, data])).toEqual([
      ['app:response_received', { status: 200, octets: 5 }],
    ]);
    book.inState('CLOSED');
  });

  it('waits for a line from the destination when it does not speak first', () => {
    tunnelled({ speaksFirst: false })
      .expects()
      .inState('WAIT_GREETING')
      .input(received('outer', ascii('220 site.example\r\n')))
      .expects(sent('outer', ascii(getText)));
  });

  it('asks for what it is told to ask', () => {
    const book = tunnelled({ path: '/a?b', requestHeaders: [{ name: 'X', value: 'y' }] });
    book.expects(sent('outer', ascii('GET /a?b HTTP/1.1\r\nHost: site.example\r\nX: y\r\n\r\n')));
  });

  it('RFC 9110 §7.2: names a port that is not the scheme’s own', () => {
    const book = dialling({ destination: { host: '2001:db8::1', port: 8080 } });
    book.input(opened('outer'), received('outer', `05 00 ${granted}`));
    expect(fromLatin1(book.octetsOn('outer'))).toContain('\r\nHost: [2001:db8::1]:8080\r\n');
  });
});

describe('an upload', () => {
  const upload = { method: 'POST', bodyOctets: 5, pieceOctets: 2, pieceIntervalMs: 30 } as const;
  const uploading = (): Playbook =>
    tunnelled(upload).expects(
      sent('outer', expect.anything()),
      sent('outer', ascii('xx')),
      setsTimer('piece', 30),
    );

  it('goes out in pieces', () => {
    const book = uploading()
      .elapse(30)
      .expects(sent('outer', ascii('xx')), setsTimer('piece', 30))
      .elapse(30)
      .expects(sent('outer', ascii('x')))
      .elapse(1_000)
      .expects();
    expect(fromLatin1(book.octetsOn('outer'))).toContain(
      'Accept: */*\r\nContent-Length: 5\r\n\r\nxxxxx',
    );
  });

  it('waits while the proxy takes nothing', () => {
    uploading()
      .input(blocked('outer'))
      .elapse(100)
      .expects()
      .input(writable('outer'))
      .expects(sent('outer', ascii('xx')), setsTimer('piece', 30));
  });

  it('ends with the response', () => {
    uploading()
      .input(received('outer', ascii('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')))
      .expects(...done(0))
      .elapse(30)
      .expects();
  });
});

describe('a failure', () => {
  it('to reach the proxy is told', () => {
    dialling()
      .input(closed('outer', 'failed', 'connection_refused'))
      .expects(failed('proxy_unreachable'))
      .ends();
  });

  it.each([
    ['no method is acceptable', '05 ff', 'method_refused'],
    ['a reply is malformed', '04 00', 'malformed_reply'],
    ['the request is refused', `05 00 ${granted.replace('05 00', '05 05')}`, 'request_refused'],
    ['the second reply is malformed', '05 00 05 00 00 02', 'malformed_reply'],
  ])('is told when %s', (_when, reply, reason) => {
    const book = dialling().input(opened('outer'), received('outer', reply));
    expect(book.facts).toMatchObject([{ name: 'app:request_failed', data: { reason } }]);
    book.inState('CLOSING').elapse(10_000).inState('CLOSED');
  });

  it.each([
    ['a response that is none', 'SSH-2.0-x\r\n', 'malformed_response'],
    [
      'a response with both framings',
      `${ok.slice(0, -2)}Transfer-Encoding: chunked\r\n\r\n`,
      'malformed_response',
    ],
  ])('is told for %s', (_what, text, reason) => {
    const book = asked().input(received('outer', ascii(text)));
    expect(book.facts).toMatchObject([{ name: 'app:request_failed', data: { reason } }]);
    book.inState('CLOSING');
  });

  it.each([
    ['before the tunnel', () => dialling().input(opened('outer')), 'proxy_reset'],
    ['before the response', asked, 'empty_response'],
    ['in the response', () => asked().input(received('outer', ascii(`${ok}he`))), 'cut_off'],
  ])('is told for a connection that is lost %s', (_when, book, reason) => {
    for (const how of ['end', 'reset'] as const) {
      const lost = book().input(closed('outer', how));
      expect(lost.facts).toMatchObject([{ name: 'app:request_failed', data: { reason } }]);
      lost.inState('CLOSED');
    }
  });
});
