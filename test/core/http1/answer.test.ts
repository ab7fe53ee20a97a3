import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import type { HttpPart, ResponseHead } from '../../../core/http/message.ts';
import {
  type Answer,
  beginAnswer,
  continueAnswer,
  type Exchange,
  endAnswer,
} from '../../../core/http1/answer.ts';
import { BodyReader } from '../../../core/http1/framing.ts';
import { type Command, type Doing, port } from '../../../core/sansio/machine.ts';
import { ascii } from '../../support/playbook.ts';

const answerer = { outer: port<Uint8Array>('outer'), date: () => 'today' };
const exchange: Exchange = {
  port: port<HttpPart>('exchange:1'),
  method: 'GET',
  version: '1.1',
  persists: true,
  body: new BodyReader({ by: 'none' }),
};
const head: ResponseHead = { part: 'response_head', status: 200, headers: [] };

/** The result of a handler, and its commands in a few words each. */
function run<T>(doing: Doing<T>): { readonly result: T; readonly commands: string[] } {
  const commands: string[] = [];
  for (;;) {
    const { done, value } = doing.next();
    if (done) return { result: value, commands };
    commands.push(show(value));
  }
}
const show = (command: Command): string =>
  command.type === 'send' ? fromLatin1(command.value as Uint8Array) : command.type;

const begun = (more: Partial<Exchange> = {}, headers: ResponseHead['headers'] = []) =>
  run(beginAnswer(answerer, { ...exchange, ...more }, { ...head, headers }));

describe('an answer whose head says nothing of its body', () => {
  it('is held until the next part', () => {
    const { result, commands } = begun();
    expect(commands).toEqual(['set_timer']);
    expect(result.held).toEqual(head);
  });

  it('is empty when the end follows', () => {
    const { result, commands } = run(endAnswer(answerer, exchange, begun().result));
    expect(commands).toEqual([
      'cancel_timer',
      'HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 0\r\n\r\n',
      'close',
    ]);
    expect(result).toBe(true);
  });

  it('is chunked when octets follow', () => {
    const { result, commands } = run(
      continueAnswer(answerer, exchange, begun().result, ascii('a')),
    );
    expect(commands).toEqual([
      'cancel_timer',
      'HTTP/1.1 200 OK\r\nDate: today\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n',
    ]);
    expect(run(endAnswer(answerer, exchange, result)).commands).toEqual(['0\r\n\r\n', 'close']);
  });

  it('ends with the connection for an HTTP/1.0 client', () => {
    const old: Exchange = { ...exchange, version: '1.0', persists: false };
    const held: Answer = begun({ version: '1.0', persists: false }).result;
    const { result, commands } = run(continueAnswer(answerer, old, held, ascii('a')));
    expect(commands[1]).toBe('HTTP/1.1 200 OK\r\nDate: today\r\nConnection: close\r\n\r\na');
    expect(run(endAnswer(answerer, old, result)).result).toBe(false);
  });
});

describe('an answer whose head says chunked', () => {
  it('has its head sent at once', () => {
    const { commands } = begun({}, [{ name: 'transfer-encoding', value: 'chunked' }]);
    expect(commands).toEqual([
      'HTTP/1.1 200 OK\r\nDate: today\r\nTransfer-Encoding: chunked\r\n\r\n',
    ]);
  });
});

describe('an answer of a length', () => {
  it('throws when its body is another one: that is a fault of ours', () => {
    const stated = begun({}, [{ name: 'Content-Length', value: '2' }]).result;
    expect(() => run(endAnswer(answerer, exchange, stated))).toThrow(RangeError);
    expect(() => run(continueAnswer(answerer, exchange, stated, ascii('abc')))).toThrow(RangeError);
  });
});
