import { describe, expect, it } from 'vitest';
import { ReverseProxy } from '../../../core/peers/cdn.ts';
import {
  ascii,
  attached,
  blocked,
  closed,
  closes,
  opened,
  opens,
  type Playbook,
  pauses,
  playbook,
  received,
  resumes,
  sent,
  states,
  writable,
} from '../../support/playbook.ts';

const origin = { to: 'http', leg: 'origin' } as const;
const offered = (port: string) => attached(port, { kind: 'exchange', remote: '192.0.2.2:50000' });
const head = (...headers: object[]) => ({
  part: 'request_head',
  method: 'POST',
  target: '/xh/1/0?a',
  authority: 'cdn.example',
  headers,
});
const body = (text: string) => ({ part: 'body', data: ascii(text) });
const end = { part: 'end' };
const response = (...headers: object[]) => ({ part: 'response_head', status: 200, headers });
const field = (name: string, value: string) => ({ name, value });

const proxy = (): Playbook => playbook(new ReverseProxy()).start();
/** A proxy that has sent one whole request on. */
const forwarding = (): Playbook =>
  proxy()
    .input(offered('exchange:1'), received('exchange:1', { ...head(), version: '1.1' }))
    .expects(opens('origin:1', origin), sent('origin:1', head()))
    .input(received('exchange:1', end), opened('origin:1'))
    .expects(sent('origin:1', end));
/** … and has answered it. */
const idle = (): Playbook =>
  forwarding()
    .input(received('origin:1', response()), received('origin:1', end))
    .expects(sent('exchange:1', response()), sent('exchange:1', end), closes('exchange:1', 'end'));

describe('ReverseProxy', () => {
  it('passes each part on as it comes', () => {
    proxy()
      .input(offered('exchange:1'), received('exchange:1', head()))
      .expects(opens('origin:1', origin), sent('origin:1', head()))
      .input(received('exchange:1', body('a')))
      .expects(sent('origin:1', body('a')))
      .input(received('origin:1', response()))
      .expects(sent('exchange:1', response()))
      .input(received('origin:1', body('b')))
      .expects(sent('exchange:1', body('b')))
      .input(received('exchange:1', end))
      .expects(sent('origin:1', end))
      .input(received('origin:1', end))
      .expects(sent('exchange:1', end), closes('exchange:1', 'end'));
  });

  it('RFC 9110 §7.6.1: keeps what is between two neighbours to itself', () => {
    const received_ = [
      field('Connection', 'close, X-Hop'),
      field('X-Hop', '1'),
      field('Transfer-Encoding', 'chunked'),
      field('TE', 'trailers'),
      field('Expect', '100-continue'),
      field('Referer', 'http://cdn.example/'),
    ];
    proxy()
      .input(offered('exchange:1'), received('exchange:1', head(...received_)))
      .expects(
        opens('origin:1', origin),
        sent(
          'origin:1',
          head(
            field('Referer', 'http://cdn.example/'),
            field('Connection', 'close'),
            field('Transfer-Encoding', 'chunked'),
          ),
        ),
      )
      .input(
        received('origin:1', response(field('Keep-Alive', 'timeout=5'), field('X-Padding', 'X'))),
      )
      .expects(sent('exchange:1', response(field('X-Padding', 'X'))));
  });

  it('uses a connection to the origin again', () => {
    idle()
      .input(offered('exchange:2'), received('exchange:2', head()))
      .expects(
        states('cdn:request_forwarded', { connection: 1, reused: true }),
        sent('origin:1', head()),
      );
  });

  it('opens another one while the first is busy', () => {
    forwarding()
      .input(offered('exchange:2'), received('exchange:2', head()))
      .expects(
        opens('origin:2', origin),
        states('cdn:request_forwarded', { connection: 2, reused: false }),
        sent('origin:2', head()),
      );
  });

  it('does not use one again that the origin has ended', () => {
    idle()
      .input(closed('origin:1', 'end'))
      .expects(closes('origin:1', 'end'))
      .input(offered('exchange:2'), received('exchange:2', head()))
      .expects(opens('origin:2', origin), sent('origin:2', head()));
  });

  it('keeps at most 8 idle connections', () => {
    const book = proxy();
    const ports = Array.from({ length: 9 }, (_, i) => i + 1);
    for (const n of ports) {
      book.input(offered(`exchange:${n}`), received(`exchange:${n}`, head()));
      book.input(received(`exchange:${n}`, end));
    }
    for (const n of ports)
      book.input(received(`origin:${n}`, response()), received(`origin:${n}`, end));
    const closings = book.commands.filter(
      (command) => command.type === 'close' && command.port.startsWith('origin'),
    );
    expect(closings).toEqual([{ type: 'close', port: 'origin:9', how: 'end' }]);
  });

  it.each([
    ['cannot be reached', closed('origin:1', 'reset', 'connection_refused'), []],
    ['ends without an answer', closed('origin:1', 'end'), [closes('origin:1', 'end')]],
  ])('RFC 9110 §15.6.3: answers 502 for an origin that %s', (_what, input, first) => {
    forwarding()
      .input(input)
      .expects(
        ...first,
        states('cdn:origin_failed', { connection: 1, status: 502 }),
        sent('exchange:1', {
          part: 'response_head',
          status: 502,
          headers: [field('Content-Type', 'text/plain'), field('Content-Length', '16')],
        }),
        sent('exchange:1', body('502 Bad Gateway\n')),
        sent('exchange:1', end),
        closes('exchange:1', 'end'),
      );
  });

  it('breaks an answer off where the origin does', () => {
    forwarding()
      .input(received('origin:1', response()), closed('origin:1', 'reset'))
      .expects(sent('exchange:1', response()), closes('exchange:1', 'reset'));
  });

  it('gives up the origin’s connection when the client goes, and drops what still comes', () => {
    forwarding()
      .input(closed('exchange:1', 'reset'))
      .expects(closes('origin:1', 'reset'))
      .input(received('exchange:1', body('late')), received('origin:1', response()))
      .expects();
  });

  it('slows the side that feeds a blocked one, and lets it go on for the next exchange', () => {
    forwarding()
      .input(blocked('origin:1'), writable('origin:1'), blocked('exchange:1'))
      .expects(pauses('exchange:1'), resumes('exchange:1'), pauses('origin:1'))
      .input(received('origin:1', response()), received('origin:1', end))
      .expects(
        sent('exchange:1', response()),
        sent('exchange:1', end),
        closes('exchange:1', 'end'),
        resumes('origin:1'),
      );
  });

  it('tells a new client to wait while the origin takes nothing', () => {
    idle()
      .input(blocked('origin:1'), offered('exchange:2'), received('exchange:2', head()))
      .expects(sent('origin:1', head()), pauses('exchange:2'));
  });
});

describe('ReverseProxy, with a stream for a request', () => {
  const streamed = head(field('Transfer-Encoding', 'chunked'));
  const passed = head(field('Connection', 'close'), field('Transfer-Encoding', 'chunked'));

  it('passes both bodies on as they come, the answer’s before the request’s end', () => {
    proxy()
      .input(offered('exchange:1'), received('exchange:1', streamed))
      .expects(opens('origin:1', origin), sent('origin:1', passed))
      .input(received('exchange:1', body('up')))
      .expects(sent('origin:1', body('up')))
      .input(received('origin:1', response()), received('origin:1', body('down')))
      .expects(sent('exchange:1', response()), sent('exchange:1', body('down')))
      .input(received('exchange:1', body('more')), received('exchange:1', end))
      .expects(sent('origin:1', body('more')), sent('origin:1', end))
      .input(received('origin:1', end), closed('origin:1'))
      .expects(sent('exchange:1', end), closes('exchange:1'), closes('origin:1'));
  });

  it('uses no connection again that has carried one', () => {
    proxy()
      .input(offered('exchange:1'), received('exchange:1', streamed), received('exchange:1', end))
      .input(received('origin:1', response()), received('origin:1', end))
      .input(offered('exchange:2'), received('exchange:2', head()))
      .expects(
        opens('origin:1', origin),
        ...[sent('origin:1', passed), sent('origin:1', end)],
        ...[sent('exchange:1', response()), sent('exchange:1', end), closes('exchange:1')],
        opens('origin:2', origin),
        sent('origin:2', head()),
      );
  });

  it('ends with an answer that is complete before it', () => {
    proxy()
      .input(offered('exchange:1'), received('exchange:1', streamed))
      .input(
        received('origin:1', response()),
        received('origin:1', end),
        closed('origin:1', 'reset'),
      )
      .expects(
        opens('origin:1', origin),
        sent('origin:1', passed),
        ...[sent('exchange:1', response()), sent('exchange:1', end), closes('exchange:1')],
      )
      .input(received('exchange:1', body('late')))
      .expects();
  });
});

describe('ReverseProxy, before a client of HTTP/2', () => {
  const http2 = (method: string, ...headers: object[]) => ({
    ...head(...headers),
    method,
    version: '2',
    scheme: 'https',
  });
  const forwarded = (method: string, ...headers: object[]) => {
    const book = proxy().input(
      offered('exchange:1'),
      received('exchange:1', http2(method, ...headers)),
    );
    return book.valuesOn('origin:1')[0];
  };

  it('drops version and scheme, which the origin is not told', () => {
    expect(forwarded('GET')).toEqual({ ...head(), method: 'GET' });
  });

  it('passes a body of unknown length on in chunks, one of known length as it is', () => {
    const chunks = [field('Connection', 'close'), field('Transfer-Encoding', 'chunked')];
    expect(forwarded('POST')).toEqual(head(...chunks));
    expect(forwarded('POST', field('content-length', '3'))).toEqual(
      head(field('content-length', '3')),
    );
  });

  it('RFC 9113 §8.2.3: joins the Cookie fields', () => {
    const cookies = [field('cookie', 'a=1'), field('x', 'y'), field('cookie', 'b=2')];
    expect(forwarded('GET', ...cookies)).toEqual({
      ...head(field('x', 'y'), field('Cookie', 'a=1; b=2')),
      method: 'GET',
    });
  });

  it('says nothing of chunks in the answer', () => {
    proxy()
      .input(
        offered('exchange:1'),
        received('exchange:1', http2('GET')),
        received('exchange:1', end),
      )
      .input(received('origin:1', response(field('Transfer-Encoding', 'chunked'))))
      .expects(
        opens('origin:1', origin),
        ...[sent('origin:1', { ...head(), method: 'GET' }), sent('origin:1', end)],
        sent('exchange:1', response()),
      );
  });
});
