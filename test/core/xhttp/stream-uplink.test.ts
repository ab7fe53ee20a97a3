import { describe, expect, it } from 'vitest';
import {
  ascii,
  attached,
  blocked,
  closed,
  closes,
  opened,
  pauses,
  received,
  resumes,
  sent,
  states,
  writable,
} from '../../support/playbook.ts';
import { body, end, responseHead, stream, talkToClient } from '../../support/xhttp-parts.ts';

const data = ascii('octets');
const destination = 'tcp:198.51.100.7:443';

/** A proxied connection in stream-up: its GET on `http:1`, answered, its POST on `http:2`. */
function talk() {
  const book = talkToClient({ mode: 'stream-up' }).input(
    attached('conn:1', stream, 7),
    opened('http:1'),
    received('http:1', responseHead(200)),
    opened('http:2'),
  );
  const from = book.commands.length;
  return {
    book,
    did: () => book.commands.slice(from).filter(({ type }) => type !== 'random'),
  };
}

describe('XHTTP (Xray 26.7.28) client.go: the POST of stream-up', () => {
  it('carries what is written, as it comes', () => {
    const { book, did } = talk();
    book.input(received('conn:1', data), received('conn:1', data));
    expect(did()).toEqual([sent('http:2', body(data)), sent('http:2', body(data))]);
  });

  it('ends with the uplink, and the downlink goes on', () => {
    const { book, did } = talk();
    book.input(closed('conn:1'), received('http:1', body(data)));
    expect(did()).toEqual([sent('http:2', end), sent('conn:1', data)]);
  });

  it('ends with the proxied connection, and is read to its end', () => {
    const { book, did } = talk();
    book.input(closed('conn:1', 'reset'), received('http:2', responseHead(200)));
    book.input(received('http:2', body(data)), received('http:2', end));
    expect(did()).toEqual([closes('http:1', 'reset'), sent('http:2', end), closes('http:2')]);
  });

  it('holds up whoever writes', () => {
    const { book, did } = talk();
    book.input(blocked('http:2'), writable('http:2'));
    expect(did()).toEqual([pauses('conn:1'), resumes('conn:1')]);
  });

  it('has its answer thrown away', () => {
    const { book, did } = talk();
    book.input(received('http:2', responseHead(200)), received('http:2', body(ascii('XXX'))));
    expect(did()).toEqual([]);
  });

  it.each([200, 400])('that is answered %d to the end fails at the next write', (status) => {
    const { book, did } = talk();
    book.input(received('http:2', responseHead(status)), received('http:2', end));
    book.input(received('conn:1', data));
    expect(did()).toMatchObject([
      states('xhttp:stream_upload_ended', { destination, status, error: null }, 7),
      closes('http:2', 'reset'),
      closes('conn:1', 'reset'),
      closes('http:1', 'reset'),
    ]);
  });

  it('that is lost fails at the next write', () => {
    const { book, did } = talk();
    book.input(closed('http:2', 'reset', 'connection_reset'), received('conn:1', data));
    expect(did()).toMatchObject([
      states('xhttp:stream_upload_ended', { destination, status: null, error: 'cut_off' }),
      closes('conn:1', 'reset'),
      closes('http:1', 'reset'),
    ]);
  });

  it('leaves its XMUX client in use, unlike a GET that fails', () => {
    const { book } = talk();
    book.input(closed('http:2', 'reset'), attached('conn:2', stream));
    expect(book.facts.map(({ name }) => name)).not.toContain('xhttp:xmux_client_removed');
  });
});
