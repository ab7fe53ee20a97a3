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
import { responseHead, stream, talkToClient } from '../../support/xhttp-parts.ts';
import { unlimitedXmux } from '../../support/xhttp-settings.ts';

const uplink = { to: 'http', leg: 'uplink' } as const;
const a = ascii('a');
const fixed = (value: number) => ({ from: value, to: value });

type Book = ReturnType<typeof talkToClient>;
/** Two proxied connections of one client, GETs on `http:1` and `http:2`. */
const two = (xmux = unlimitedXmux): Book =>
  talkToClient({ xmux }).input(
    attached('conn:1', stream, 1),
    opened('http:1'),
    received('http:1', responseHead(200)),
    attached('conn:2', stream, 2),
    opened('http:2'),
    received('http:2', responseHead(200)),
  );
const uploadsOpened = (book: Book) =>
  book.commands.flatMap((c) =>
    c.type === 'open' && c.target.to === 'http' && c.target.leg === 'uplink' ? [c.port] : [],
  );

describe('XHTTP (Xray 26.7.28) client.go: the pool of upload connections', () => {
  it('gives a connection back as soon as a packet is written', () => {
    const book = two().input(received('conn:1', a), opened('http:3'), received('conn:2', a));
    expect(uploadsOpened(book)).toEqual(['http:3']);
    expect(book.valuesOn('http:3')).toHaveLength(6);
  });

  it('has as many connections as proxied connections write at one moment', () => {
    const book = two().input(received('conn:1', a), received('conn:2', a));
    expect(uploadsOpened(book)).toEqual(['http:3', 'http:4']);
  });

  it('loses a connection that the other side ends', () => {
    const book = two().input(received('conn:1', a), opened('http:3'), closed('http:3'));
    expect(book.commands.at(-1)).toEqual(closes('http:3'));
    book.input(received('conn:2', a));
    expect(uploadsOpened(book)).toEqual(['http:3', 'http:4']);
  });

  it('loses a connection that is reset, and the packet on it, without a word', () => {
    const book = two().input(received('conn:1', a), opened('http:3'));
    const before = book.commands.length;
    book.input(closed('http:3', 'reset'));
    expect(book.commands).toHaveLength(before);
  });

  it('belongs to an XMUX client: another has its own', () => {
    const book = two({ ...unlimitedXmux, cMaxReuseTimes: fixed(1) });
    book.input(received('conn:1', a), opened('http:3'), received('conn:2', a));
    expect(uploadsOpened(book)).toEqual(['http:3', 'http:4']);
    expect(book.commands).toContainEqual(opens('http:4', uplink, 2));
  });

  it('is closed when its client takes nothing new and has nothing running', () => {
    const book = two({ ...unlimitedXmux, cMaxReuseTimes: fixed(1) });
    book.input(received('conn:1', a), opened('http:3'));
    expect(book.commands.at(-1)).not.toEqual(closes('http:3'));
    book.input(closed('conn:1', 'reset'));
    expect(book.commands.at(-1)).toEqual(closes('http:3'));
  });
});
