import { describe, expect, it } from 'vitest';
import {
  ascii,
  attached,
  closed,
  closes,
  opened,
  opens,
  received,
} from '../../support/playbook.ts';
import { end, responseHead, stream, talkToClient, tls } from '../../support/xhttp-parts.ts';
import { unlimitedXmux as unlimited } from '../../support/xhttp-settings.ts';

const addresses = { local: '192.0.2.2:49152', remote: '198.51.100.7:443' };
const others = { local: '192.0.2.2:49153', remote: '198.51.100.7:443' };
const http2 = (leg: 'uplink' | 'downlink') => ({ to: 'http', leg, version: '2' }) as const;
const on = (connection: string) => ({ to: 'exchange', connection }) as const;
const talk = () => talkToClient({}, null, tls);
type Book = ReturnType<typeof talk>;
const opensOf = (book: Book) =>
  book.commands.flatMap((c) =>
    c.type === 'open' && (c.target.to === 'http' || c.target.to === 'exchange')
      ? [c.target.to === 'http' ? c.port : `${c.port} on ${c.target.connection}`]
      : [],
  );
const capacity = (exchanges: number) => received('http:1', { part: 'capacity', exchanges });
const conn = (n: number) => attached(`conn:${n}`, stream, n);

describe('x/net/http2: the connections of an XMUX client', () => {
  it('are one for all that begins while it is dialled, and after', () => {
    const book = talk().input(conn(1), conn(2), opened('http:1', addresses), conn(3));
    expect(opensOf(book)).toEqual([
      'http:1',
      'exchange:1 on http:1',
      'exchange:2 on http:1',
      'exchange:3 on http:1',
    ]);
    expect(book.commands.filter(({ type }) => type === 'ready')).toMatchObject(
      [1, 2, 3].map((n) => ({ port: `conn:${n}`, addresses })),
    );
  });

  it('get a further one when there is no room: 100 until the server says something else', () => {
    const book = talk().input(conn(0), opened('http:1', addresses));
    for (let n = 1; n < 100; n++) book.input(conn(n));
    expect(opensOf(book)).toHaveLength(101);
    book.input(conn(100));
    expect(opensOf(book).at(-1)).toBe('http:2');
  });

  it('have as much room as the server says', () => {
    const book = talk().input(conn(1), opened('http:1', addresses), capacity(1), conn(2), conn(3));
    expect(opensOf(book).slice(2)).toEqual(['exchange:2 on http:1', 'http:2']);
    book.input(opened('http:2', others));
    expect(book.commands.at(-1)).toMatchObject({
      type: 'ready',
      port: 'conn:3',
      addresses: others,
    });
  });

  it('have room again when an exchange is over', () => {
    const book = talk().input(conn(1), opened('http:1', addresses), capacity(0));
    book.input(closed('conn:1', 'reset'), conn(2));
    expect(opensOf(book).at(-1)).toBe('exchange:2 on http:1');
  });

  it('are dialled again when they are gone', () => {
    const book = talk().input(conn(1), opened('http:1', addresses), closed('http:1', 'reset'));
    book.input(conn(2));
    expect(book.commands.at(-1)).toEqual(opens('http:2', http2('downlink'), 2));
  });

  it('take nothing new after the server’s goodbye; what runs goes on', () => {
    const book = talk().input(conn(1), opened('http:1', addresses), closed('http:1'));
    expect(book.commands.at(-1)).toEqual(closes('http:1'));
    book.input(received('exchange:1', responseHead(200)), conn(2));
    expect(opensOf(book).at(-1)).toBe('http:2');
  });

  it('that cannot be made fail all who wait', () => {
    const book = talk().input(conn(1), conn(2), closed('http:1', 'reset', 'failed: EOF'));
    const failed = book.facts.filter(({ name }) => name === 'xhttp:get_failed');
    expect(failed).toMatchObject(
      [1, 2].map((scope) => ({ scope, data: { error: 'failed: EOF' } })),
    );
  });

  it('forget who has given up waiting, and stay for others', () => {
    const book = talk().input(conn(1), closed('conn:1', 'reset'), opened('http:1', addresses));
    expect(opensOf(book)).toEqual(['http:1']);
    book.input(conn(2));
    expect(opensOf(book).at(-1)).toBe('exchange:1 on http:1');
  });

  it('are closed when nothing has run on them for 300 s', () => {
    const book = talk().input(conn(1), opened('http:1', addresses), closed('conn:1', 'reset'));
    const before = book.commands.length;
    book.elapse(299_999);
    expect(book.commands).toHaveLength(before);
    book.elapse(1);
    expect(book.commands.at(-1)).toEqual(closes('http:1'));
    book.input(conn(2));
    expect(opensOf(book).at(-1)).toBe('http:2');
  });

  it('count that time from the last exchange', () => {
    const book = talk().input(conn(1), opened('http:1', addresses), closed('conn:1', 'reset'));
    book.elapse(200_000).input(conn(2)).elapse(200_000).input(closed('conn:2', 'reset'));
    book.elapse(299_999);
    expect(book.commands.at(-1)).not.toEqual(closes('http:1'));
    book.elapse(1);
    expect(book.commands.at(-1)).toEqual(closes('http:1'));
  });

  it('belong to their XMUX client: another dials its own', () => {
    const xmux = { ...unlimited, cMaxReuseTimes: { from: 1, to: 1 } };
    const book = talkToClient({ xmux }, null, tls).input(conn(1), opened('http:1'), conn(2));
    expect(opensOf(book).at(-1)).toBe('http:2');
  });

  it('carry packets in exchanges that end', () => {
    const book = talk().input(conn(1), opened('http:1', addresses), capacity(1));
    book.input(received('conn:1', ascii('a')));
    expect(opensOf(book).at(-1)).toBe('exchange:2 on http:1');
    book.input(received('exchange:2', responseHead(200)), received('exchange:2', end));
    book.input(received('conn:1', ascii('b'))).elapse(30);
    expect(book.commands).toContainEqual(opens('exchange:3', on('http:1'), 1));
  });
});
