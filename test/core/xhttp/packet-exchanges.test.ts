import { describe, expect, it } from 'vitest';
import type { XhttpClientSettings } from '../../../core/xhttp/settings.ts';
import {
  ascii,
  attached,
  blocked,
  closed,
  closes,
  opened,
  received,
  states,
  writable,
} from '../../support/playbook.ts';
import type { Timeless } from '../../support/stand.ts';
import { end, plain, responseHead, stream, talkToClient, tls } from '../../support/xhttp-parts.ts';
import { clientSettings } from '../../support/xhttp-settings.ts';

const data = ascii('octets');
const destination = 'tcp:198.51.100.7:443';
/** Packets on exchanges of `http:1`, from `exchange:2` on; the GET is on `exchange:1`. */
const talk = (settings: Partial<XhttpClientSettings> = {}) =>
  talkToClient(settings, null, tls).input(
    attached('conn:1', stream, 7),
    opened('http:1'),
    received('exchange:1', responseHead(200)),
    received('conn:1', data),
  );
type Book = ReturnType<typeof talk>;
const seqs = (book: Book) =>
  book.commands.flatMap((c) => {
    if (c.type !== 'send') return [];
    const { part, method, target } = c.value as { part: string; method?: string; target?: string };
    return part === 'request_head' && method === 'POST' ? [target?.replace(/^.*\//, '')] : [];
  });
const after = (book: Book, ...inputs: readonly Timeless[]) => {
  const from = book.commands.length;
  book.input(...inputs);
  return book.commands.slice(from);
};

describe('XHTTP (Xray 26.7.28) client.go: packets over HTTP/2', () => {
  it('do not wait for the answers of those before', () => {
    const book = talk().input(received('conn:1', data)).elapse(30);
    expect(seqs(book)).toEqual(['0', '1']);
  });

  it('wait until the one before is written', () => {
    const book = talk().input(blocked('exchange:2'), received('conn:1', data)).elapse(100);
    expect(seqs(book)).toEqual(['0']);
    book.input(writable('exchange:2'));
    expect(seqs(book)).toEqual(['0', '1']);
  });

  it('do not wait for one that was followed by another', () => {
    const book = talk().input(received('conn:1', data)).elapse(30);
    book.input(blocked('exchange:2'), received('conn:1', data)).elapse(30);
    expect(seqs(book)).toEqual(['0', '1', '2']);
  });

  it('are over with their answers', () => {
    const book = talk().input(received('exchange:2', responseHead(200)));
    expect(after(book, received('exchange:2', end))).toContainEqual(closes('exchange:2'));
  });

  it('end the proxied connection with any other status, when the answer is whole', () => {
    const book = talk().input(received('exchange:2', responseHead(404)));
    expect(after(book, received('exchange:2', end))).toMatchObject([
      closes('exchange:2'),
      states('xhttp:upload_rejected', { status: 404, phrase: 'Not Found' }, 7),
      closes('conn:1', 'reset'),
      closes('exchange:1', 'reset'),
      { type: 'set_timer', timer: 'idle:http:1' },
    ]);
  });

  it('end it when they are lost, say which, and put their XMUX client out of use', () => {
    const error = 'failed: http2: client connection lost';
    const book = talk();
    expect(after(book, closed('exchange:2', 'reset', error))).toMatchObject([
      states('xhttp:upload_failed', {
        destination,
        method: 'POST',
        url: expect.stringMatching(/^https:\/\/h\.example\/xh\/[0-9a-f-]{36}\/0$/),
        error,
      }),
      closes('conn:1', 'reset'),
      closes('exchange:1', 'reset'),
      { type: 'set_timer' },
    ]);
    book.input(attached('conn:2', stream));
    expect(book.facts.map(({ name }) => name)).toContain('xhttp:xmux_client_removed');
  });

  it('are not sent again', () => {
    const book = talk().input(received('conn:1', data)).elapse(30).input(blocked('exchange:3'));
    book.input(closed('exchange:3', 'reset')).elapse(1_000);
    expect(seqs(book)).toEqual(['0', '1']);
  });

  it('that have no connection say which it was', () => {
    const settings = { ...clientSettings, path: '/down' };
    const download = { settings, security: plain, address: '203.0.113.10', port: 80 };
    const book = talkToClient({}, download, tls).input(
      attached('conn:1', stream, 7),
      opened('http:1'),
      received('conn:1', data),
      closed('http:2', 'failed', 'connection_refused'),
    );
    expect(book.facts.at(-1)).toMatchObject({
      name: 'xhttp:upload_failed',
      data: { url: expect.stringMatching(/\/0$/), error: 'connection_refused' },
    });
  });
});
