import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import { HttpProxyInbound } from '../../../core/http-proxy/inbound.ts';
import {
  ascii,
  blocked,
  closed,
  closes,
  opens,
  pauses,
  playbook,
  received,
  resumes,
  sent,
  states,
  writable,
} from '../../support/playbook.ts';

const source = '192.0.2.1:50000';
const make = (options: Partial<ConstructorParameters<typeof HttpProxyInbound>[0]> = {}) =>
  new HttpProxyInbound({ source, accounts: new Map(), allowTransparent: false, ...options });
const started = (machine = make()) =>
  playbook(machine, { ignoring: ['set_timer', 'cancel_timer'] }).start();
const head = (...lines: readonly string[]) =>
  received('outer', ascii(`${lines.join('\r\n')}\r\n\r\n`));
const get = (...lines: readonly string[]) => head('GET http://site.example/a HTTP/1.1', ...lines);
const keep = 'Proxy-Connection: Keep-Alive';
const toSite = { to: 'destination', destination: { host: 'site.example', port: 80 } } as const;
const forwarded = sent(
  'inner:1',
  ascii('GET /a HTTP/1.1\r\nHost: site.example\r\nConnection: close\r\n\r\n'),
);
const unavailable = sent(
  'outer',
  ascii(
    'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nProxy-Connection: close\r\n' +
      'Content-Length: 0\r\n\r\n',
  ),
);
const refuses = (rejection: object) => states('http:request_refused', rejection);

describe('CONNECT', () => {
  const destination = { host: 'site.example', port: 443 };

  it('RFC 9110 §9.3.6: is answered before anything is opened, and what came with it goes on', () => {
    const machine = make();
    started(machine)
      .input(received('outer', ascii('CONNECT site.example:443 HTTP/1.1\r\n\r\nhello')))
      .expects(
        states('http:request_received', {
          method: 'CONNECT',
          host: 'site.example:443',
          url: '//site.example:443',
        }),
        sent('outer', ascii('HTTP/1.1 200 Connection established\r\n\r\n')),
        opens('inner', { to: 'destination', destination }),
        sent('inner', ascii('hello')),
      )
      .inState('TUNNELLING')
      .input(received('inner', ascii('down')), received('outer', ascii('up')))
      .expects(sent('outer', ascii('down')), sent('inner', ascii('up')))
      .input(closed('outer', 'end'), closed('inner', 'end'))
      .expects(closes('inner'), closes('outer'))
      .ends();
    expect([machine.source, machine.user, machine.url]).toEqual([source, '', '//site.example:443']);
  });

  it('after a request on the same connection finds what it left: an end, a client that reads no more', () => {
    started()
      .input(get(keep), head('CONNECT site.example:443 HTTP/1.1'), closed('outer', 'end'))
      .expects(expect.objectContaining({ type: 'open' }), forwarded, pauses('outer'))
      .input(blocked('outer'), received('inner:1', ascii('HTTP/1.1 204 No Content\r\n\r\n')))
      .expects(
        ...[pauses('inner:1'), sent('outer', expect.anything()), closes('inner:1')],
        sent('outer', ascii('HTTP/1.1 200 Connection established\r\n\r\n')),
        ...[opens('inner', { to: 'destination', destination }), pauses('inner'), closes('inner')],
        resumes('outer'),
      )
      .inState('TUNNELLING');
  });
});

describe('a request that is no CONNECT', () => {
  it('goes on in origin form to a destination of its own', () => {
    started()
      .input(get())
      .expects(
        states('http:request_received', {
          method: 'GET',
          host: 'site.example',
          url: 'http://site.example/a',
        }),
        opens('inner:1', toSite),
        forwarded,
      )
      .inState('EXCHANGING');
  });

  it('ends the connection after its response unless the client wants to keep it', () => {
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';
    const book = started().input(get('Connection: keep-alive'));
    book.input(received('inner:1', ascii(answer)));
    expect(fromLatin1(book.octetsOn('outer'))).toBe(
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n' +
        'Proxy-Connection: keep-alive\r\n\r\nhi',
    );
    expect(book.commands.slice(-2)).toMatchObject([closes('inner:1'), closes('outer')]);
    book.inState('CLOSED');
  });

  it('may be followed by another one, to anywhere', () => {
    const book = started().input(get(keep));
    book.input(received('inner:1', ascii('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi')));
    book.inState('WAIT_REQUEST').input(head('GET http://other.example:81/ HTTP/1.1'));
    expect(book.commands).toContainEqual({
      type: 'open',
      port: 'inner:2',
      target: { to: 'destination', destination: { host: 'other.example', port: 81 } },
    });
    book.input(closed('inner:1', 'reset')).inState('EXCHANGING');
  });

  it('is the last one when its response has no length', () => {
    const book = started().input(get(keep));
    book.input(received('inner:1', ascii('HTTP/1.1 200 OK\r\n\r\nall ')));
    book.input(received('inner:1', ascii('that comes')), closed('inner:1', 'end'));
    expect(fromLatin1(book.octetsOn('outer'))).toBe(
      'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall that comes',
    );
    book.inState('CLOSED');
  });

  it('carries its body as the client frames it', () => {
    const book = started();
    book.input(head('PUT http://h/ HTTP/1.1', 'Transfer-Encoding: chunked'));
    book.input(received('outer', ascii('3;x\r\nabc\r\n0\r\nT: 1\r\n\r\n')));
    expect(fromLatin1(book.octetsOn('inner:1'))).toMatch(/\r\n\r\n3\r\nabc\r\n0\r\n\r\n$/);
  });

  it('waits for a body although it is answered already', () => {
    const book = started();
    book.input(head('PUT http://h/ HTTP/1.1', 'Content-Length: 3', keep));
    book.input(received('inner:1', ascii('HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n')));
    book.inState('EXCHANGING');
    book.input(received('outer', ascii('abc'))).inState('WAIT_REQUEST');
  });

  it('passes 1xx responses on as they come, and 101 not at all', () => {
    const book = started().input(get());
    book.input(received('inner:1', ascii('HTTP/1.1 103 Early\r\nB: 1\r\na: 2\r\n\r\n')));
    expect(fromLatin1(book.octetsOn('outer'))).toBe('HTTP/1.1 103 Early\r\nB: 1\r\na: 2\r\n\r\n');
    started()
      .input(get())
      .expects(opens('inner:1', toSite), forwarded)
      .input(received('inner:1', ascii('HTTP/1.1 101 Switching Protocols\r\n\r\n')))
      .expects(
        states('http:response_missing', {
          host: 'site.example',
          cause: 'http1:unexpected_upgrade',
        }),
        ...[unavailable, closes('inner:1'), closes('outer')],
      )
      .ends();
  });

  it.each([
    ['that cannot be reached', [closed('inner:1', 'failed', 'timed_out')], 'failed', true],
    ['that says nothing', [closed('inner:1', 'end')], 'end', false],
    ['that is reset', [closed('inner:1', 'reset')], 'reset', true],
    [
      'that ends within a head',
      [received('inner:1', ascii('HTTP/1.1 2')), closed('inner:1', 'end')],
      'partial_end',
      false,
    ],
    [
      'that does not speak HTTP',
      [received('inner:1', ascii('220 mail.example\r\n'))],
      'http1:malformed_status_line',
      false,
    ],
  ] as const)('is answered with 503 for a destination %s', (_what, inputs, cause, isGone) => {
    started()
      .input(get(keep))
      .expects(opens('inner:1', toSite), forwarded)
      .input(...inputs)
      .expects(
        states('http:response_missing', { host: 'site.example', cause }),
        ...[unavailable, ...(isGone ? [] : [closes('inner:1')])],
      )
      .inState('WAIT_REQUEST');
  });

  it('ends with the connection when its response is cut off', () => {
    started()
      .input(get(keep))
      .expects(opens('inner:1', toSite), forwarded)
      .input(received('inner:1', ascii('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe')))
      .expects(sent('outer', expect.anything()), sent('outer', ascii('he')))
      .input(closed('inner:1', 'end'))
      .expects(
        states('http:body_cut_off', { message: 'response' }),
        ...[closes('inner:1'), closes('outer')],
      )
      .ends();
  });

  it('ends when it is itself cut off', () => {
    started()
      .input(head('PUT http://h/ HTTP/1.1', 'Content-Length: 5'))
      .expects(expect.objectContaining({ type: 'open' }), sent('inner:1', expect.anything()))
      .input(received('outer', ascii('he')), closed('outer', 'end'))
      .expects(
        sent('inner:1', ascii('he')),
        states('http:body_cut_off', { message: 'request' }),
        closes('inner:1', 'reset'),
      )
      .ends();
  });

  it('ends when the client has gone', () => {
    started()
      .input(get())
      .expects(opens('inner:1', toSite), forwarded)
      .input(closed('outer', 'reset'))
      .ends();
  });
});

describe('back-pressure', () => {
  it('stops the client while the destination takes no more of a body', () => {
    started()
      .input(head('PUT http://h/ HTTP/1.1', 'Content-Length: 9'))
      .expects(expect.objectContaining({ type: 'open' }), sent('inner:1', expect.anything()))
      .input(blocked('inner:1'))
      .expects(pauses('outer'))
      .input(writable('inner:1'))
      .expects(resumes('outer'));
  });

  it('stops the destination while the client takes no more', () => {
    started()
      .input(get())
      .expects(opens('inner:1', toSite), forwarded)
      .input(blocked('outer'))
      .expects(pauses('inner:1'))
      .input(writable('outer'))
      .expects(resumes('inner:1'));
  });

  it('leaves a next request unread until the one before it is answered', () => {
    started()
      .input(get(keep), get())
      .expects(opens('inner:1', toSite), forwarded, pauses('outer'))
      .input(received('inner:1', ascii('HTTP/1.1 204 No Content\r\n\r\n')))
      .expects(
        ...[sent('outer', expect.anything()), closes('inner:1'), opens('inner:2', toSite)],
        ...[sent('inner:2', expect.anything()), resumes('outer')],
      );
  });
});

describe('who may ask', () => {
  const accounts = new Map([['ana', 'secret']]);
  const asked = sent(
    'outer',
    ascii(
      'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n\r\n',
    ),
  );

  it.each([
    ['no credentials', []],
    ['a wrong password', ['Proxy-Authorization: Basic YW5hOm9wZW4=']],
    ['an unknown name', ['Proxy-Authorization: Basic Ym9iOnNlY3JldA==']],
  ])('RFC 9110 §11.7.1: is told to authenticate with %s', (_what, lines) => {
    started(make({ accounts }))
      .input(get(...lines))
      .expects(asked, refuses({ code: 'http:authentication_required' }), closes('outer'))
      .ends();
  });

  it('RFC 9110 §11.7.2: is known by name with the right password, which goes no further', () => {
    const machine = make({ accounts });
    const book = started(machine).input(get('Proxy-Authorization: Basic YW5hOnNlY3JldA=='));
    book.inState('EXCHANGING');
    expect(machine.user).toBe('ana');
    expect(fromLatin1(book.octetsOn('inner:1'))).not.toContain('YW5h');
  });
});

describe('a request that is refused', () => {
  it('RFC 9112 §3.2.2: is answered with 400 when its URL is not absolute', () => {
    started()
      .input(head('GET /a HTTP/1.1', 'Host: site.example'))
      .expects(
        states('http:request_received', { method: 'GET', host: 'site.example', url: '/a' }),
        sent(
          'outer',
          ascii(
            'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nProxy-Connection: close\r\n' +
              'Content-Length: 0\r\n\r\n',
          ),
        ),
        ...[refuses({ code: 'http:relative_url' }), closes('outer')],
      )
      .ends();
  });

  it('is served by its Host where the inbound is transparent', () => {
    started(make({ allowTransparent: true }))
      .input(head('GET /a HTTP/1.1', 'Host: site.example'))
      .expects(opens('inner:1', toSite), forwarded);
  });

  it.each([
    ['leads nowhere', 'http://a:b:c/', { code: 'http:malformed_host', host: 'a:b:c' }],
    [
      'has no URL',
      'nonsense',
      { code: 'http:malformed_request', cause: 'http1:malformed_request_target', line: '' },
    ],
  ])('gets no answer when it %s', (_what, target, rejection) => {
    const book = started()
      .input(head(`GET ${target} HTTP/1.1`))
      .inState('CLOSED');
    expect(book.facts.at(-1)).toMatchObject({ name: 'http:request_refused', data: rejection });
    expect(book.octetsOn('outer')).toHaveLength(0);
  });

  it('gets no answer when its framing is contradictory, or its body malformed', () => {
    const put = 'PUT http://h/ HTTP/1.1';
    const chunked = 'Transfer-Encoding: chunked';
    started()
      .input(head(put, chunked, 'Content-Length: 3'))
      .expects(closes('outer'))
      .ends();
    started()
      .input(head(put, chunked))
      .expects(expect.objectContaining({ type: 'open' }), sent('inner:1', expect.anything()))
      .input(received('outer', ascii('nonsense')))
      .expects(
        closes('inner:1', 'reset'),
        refuses({
          code: 'http:malformed_request',
          cause: 'http1:malformed_chunk_size',
          line: '',
        }),
        closes('outer'),
      )
      .ends();
  });

  it.each([
    ['end', [closed('outer', 'end')]],
    ['partial_end', [received('outer', ascii('GET')), closed('outer', 'end')]],
    ['reset', [closed('outer', 'reset')]],
  ] as const)('is cut off: %s', (cause, inputs) => {
    const book = started()
      .input(...inputs)
      .inState('CLOSED');
    expect(book.facts).toMatchObject([{ data: { code: 'http:request_cut_off', cause } }]);
  });

  it('has 60 s for its head', () => {
    const book = started()
      .input(received('outer', ascii('GET http://')))
      .elapse(59_999);
    book.inState('WAIT_REQUEST').elapse(1).inState('CLOSED');
    expect(book.facts).toMatchObject([{ data: { cause: 'timed_out' } }]);
    started().input(get()).elapse(600_000).inState('EXCHANGING');
  });
});
