import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import { PlainExchange } from '../../../core/http-proxy/plain-exchange.ts';
import { proxyRequest } from '../../../core/http-proxy/request.ts';
import { type Command, type Doing, port } from '../../../core/sansio/machine.ts';
import { ascii } from '../../support/playbook.ts';

const make = (method: string, ...headers: readonly (readonly [string, string])[]) =>
  new PlainExchange(
    port('outer'),
    port('inner:1'),
    proxyRequest({
      method,
      request_target: 'http://h/',
      http_version: 'HTTP/1.1',
      headers: headers.map(([name, value]) => ({ name, value })),
    }),
  );

/** What is sent, as one text; and what comes back. */
function run<T>(doing: Doing<T>): { readonly sent: string; readonly value: T } {
  const commands: Command[] = [];
  for (let next = doing.next(); ; next = doing.next()) {
    if (next.done) {
      const sends = commands.filter((command) => command.type === 'send');
      const sent = sends.map(({ value }) => fromLatin1(value as Uint8Array)).join('');
      return { sent, value: next.value };
    }
    commands.push(next.value);
  }
}

describe('a plain exchange', () => {
  it('gives back what follows the request', () => {
    const exchange = make('PUT', ['Content-Length', '3']);
    const { sent, value } = run(exchange.takeRequest(ascii('abcGET')));
    expect([sent, fromLatin1(value), exchange.hasRequest]).toEqual(['abc', 'GET', true]);
  });

  it('drops what follows the response', () => {
    const exchange = make('GET');
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n';
    expect(run(exchange.takeResponse(ascii(`${answer}abc`))).sent).toMatch(/\r\n\r\na$/);
    expect(run(exchange.takeResponse(ascii('def'))).sent).toBe('');
    expect([exchange.isOver, exchange.persists]).toEqual([true, true]);
  });

  it('has no body after the answer to HEAD', () => {
    const exchange = make('HEAD');
    run(exchange.takeResponse(ascii('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n')));
    expect(exchange.isOver).toBe(true);
  });

  it('is not over while its body is on the way, unless the destination is gone', () => {
    const exchange = make('PUT', ['Content-Length', '3']);
    run(exchange.innerClosed('end'));
    expect([exchange.isOver, exchange.persists]).toEqual([false, false]);
    run(exchange.innerClosed('reset'));
    expect([exchange.isOver, exchange.persists]).toEqual([true, false]);
  });

  it('is broken by a body that goes wrong', () => {
    const exchange = make('GET');
    const answer = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    const { sent } = run(exchange.takeResponse(ascii(`${answer}1\r\na\r\nnonsense`)));
    expect(sent).toMatch(/\r\n\r\n1\r\na\r\n$/);
    expect([exchange.isOver, exchange.persists]).toEqual([true, false]);
  });

  it('is not made of a request whose fields contradict each other', () => {
    const code = 'http1:conflicting_framing';
    expect(() => make('PUT', ['Content-Length', '3'], ['Transfer-Encoding', 'chunked'])).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
