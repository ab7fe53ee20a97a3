import { describe, expect, it } from 'vitest';
import {
  ascii,
  attached,
  closed,
  closes,
  opened,
  opens,
  readies,
  received,
  sent,
  states,
} from '../../support/playbook.ts';
import {
  body,
  end,
  getSent,
  plain,
  postSent,
  reality,
  responseHead,
  stream,
  streamSent,
  talkToClient,
  tls,
} from '../../support/xhttp-parts.ts';
import { clientSettings } from '../../support/xhttp-settings.ts';

const addresses = { local: '192.0.2.2:49152', remote: '203.0.113.10:443' };
const others = { local: '192.0.2.2:49153', remote: '198.51.100.7:443' };
const downlink = { to: 'http', leg: 'downlink' } as const;
const uplink = { to: 'http', leg: 'uplink' } as const;
const version = '2' as const;
const data = ascii('octets');
const dial = attached('conn:1', stream, 7);
const settings = clientSettings;
const download = { settings, security: plain, address: '203.0.113.10', port: 80 };
const on = (connection: string) => ({ to: 'exchange', connection }) as const;
const modeOf = (book: ReturnType<typeof talkToClient>) =>
  book.facts.find(({ name }) => name === 'xhttp:dial_announced')?.data;

describe('XHTTP (Xray 26.7.28) dialer.go: auto', () => {
  it.each([
    ['none', false, 'packet-up', '1.1'],
    ['none', true, 'packet-up', '1.1'],
    ['tls', false, 'packet-up', '2'],
    ['tls', true, 'packet-up', '2'],
    ['reality', false, 'stream-one', '2'],
    ['reality', true, 'stream-up', '2'],
  ] as const)(
    'of an upload with %s, downloadSettings %s, is %s',
    (type, isSplit, mode, http_version) => {
      const security = { none: plain, tls, reality }[type];
      const book = talkToClient({}, isSplit ? download : null, security).input(dial);
      expect(modeOf(book)).toMatchObject({ configured_mode: 'auto', mode, http_version });
    },
  );
});

describe('XHTTP (Xray 26.7.28) dialer.go: the order of a dial in stream-up', () => {
  const talk = () => talkToClient({ mode: 'stream-up' });

  it('is the GET’s connection, then the POST’s, then ready, with the GET’s addresses', () => {
    talk()
      .input(dial)
      .expects(opens('http:1', downlink, 7))
      .input(opened('http:1', addresses))
      .expects(...getSent('http:1'), opens('http:2', uplink, 7))
      .input(opened('http:2', others))
      .expects(streamSent('http:2'), readies('conn:1', addresses));
  });

  it('tries the POST all the same when the GET has no connection', () => {
    talk()
      .input(dial)
      .expects(opens('http:1', downlink))
      .input(closed('http:1', 'failed', 'connection_refused'))
      .expects(
        states('xhttp:get_failed', expect.objectContaining({ error: 'connection_refused' }), 7),
        opens('http:2', uplink),
      )
      .input(opened('http:2', others))
      .expects(
        streamSent('http:2'),
        readies('conn:1', null),
        closes('conn:1', 'reset'),
        sent('http:2', end),
      );
  });

  it('says nothing of a POST without a connection: the next write fails', () => {
    const book = talk()
      .input(dial, opened('http:1', addresses))
      .input(closed('http:2', 'failed', 'timed_out'));
    expect(book.facts.at(-1)).toMatchObject({
      name: 'xhttp:stream_upload_ended',
      data: { destination: 'tcp:198.51.100.7:443', status: null, error: 'timed_out' },
    });
    expect(book.commands.at(-1)).toMatchObject(readies('conn:1', addresses));
    const before = book.commands.length;
    book.input(received('conn:1', data));
    expect(book.commands.slice(before)).toEqual([
      closes('conn:1', 'reset'),
      closes('http:1', 'reset'),
    ]);
  });

  it('keeps what the GET brings before that', () => {
    const book = talk().input(dial, opened('http:1', addresses));
    book.input(received('http:1', responseHead(200)), received('http:1', body(data)));
    expect(book.valuesOn('conn:1')).toEqual([]);
    const before = book.commands.length;
    book.input(opened('http:2'));
    const kinds = book.commands.slice(before).map(({ type }) => type);
    expect(kinds).toEqual(['random', 'send', 'ready', 'send', 'resume_reading']);
    expect(book.octetsOn('conn:1')).toEqual(data);
  });

  it('keeps a refusal of the GET for after that, too', () => {
    const book = talk().input(dial, opened('http:1', addresses));
    book.input(received('http:1', responseHead(404)));
    expect(book.facts.at(-1)?.name).toBe('xhttp:status_rejected');
    expect(book.commands.at(-1)).toEqual(closes('http:1', 'reset'));
    const before = book.commands.length;
    book.input(received('http:1', end), opened('http:2'));
    expect(book.commands.slice(before).map(({ type }) => type)).toEqual([
      ...['random', 'send', 'ready', 'close', 'send'],
    ]);
  });

  it('with one HTTP/2 connection dials once', () => {
    talkToClient({ mode: 'stream-up' }, null, tls)
      .input(dial)
      .expects(opens('http:1', { ...downlink, version }, 7))
      .input(opened('http:1', addresses))
      .expects(
        opens('exchange:1', on('http:1'), 7),
        ...getSent('exchange:1'),
        opens('exchange:2', on('http:1'), 7),
        streamSent('exchange:2'),
        readies('conn:1', addresses),
      );
  });

  it('with downloadSettings has each half’s own HTTP version', () => {
    talkToClient({}, download, reality)
      .input(dial)
      .expects(opens('http:1', downlink))
      .input(opened('http:1', addresses))
      .expects(...getSent('http:1'), opens('http:2', { ...uplink, version }, 7))
      .input(opened('http:2', others))
      .expects(
        opens('exchange:1', on('http:2')),
        streamSent('exchange:1'),
        readies('conn:1', addresses),
      );
  });

  it('that is given up in between gives both up', () => {
    talk()
      .input(dial, opened('http:1', addresses), closed('conn:1', 'reset'))
      .expects(
        opens('http:1', downlink),
        ...getSent('http:1'),
        opens('http:2', uplink),
        closes('http:1', 'reset'),
        closes('http:2', 'reset'),
      );
  });
});

describe('XHTTP (Xray 26.7.28) dialer.go: stream-one', () => {
  const talk = () => talkToClient({ mode: 'stream-one' });
  const begun = () =>
    talk()
      .input(dial, opened('http:1', addresses))
      .expects(opens('http:1', uplink, 7), streamSent('http:1'), readies('conn:1', addresses));

  it('is one POST, ready when that has a connection, without an id', () => {
    const book = begun();
    expect(book.valuesOn('http:1')[0]).toMatchObject({ target: '/xh/' });
    expect(modeOf(book)).toMatchObject({ mode: 'stream-one', session_id: '' });
  });

  it('carries both ways, and the end of the uplink as the end of the body', () => {
    begun()
      .input(received('conn:1', data))
      .expects(sent('http:1', body(data)))
      .input(received('http:1', responseHead(200)), received('http:1', body(data)))
      .expects(sent('conn:1', data))
      .input(closed('conn:1'))
      .expects(sent('http:1', end))
      .input(received('http:1', end))
      .expects(closes('http:1'), closes('conn:1'));
  });

  it('ends with the answer, and gives up a body that has not ended', () => {
    begun()
      .input(received('http:1', responseHead(200)), received('http:1', end))
      .expects(closes('http:1', 'reset'), closes('conn:1'))
      .input(received('conn:1', data))
      .expects(closes('conn:1', 'reset'));
  });

  it('without a connection says so of its method', () => {
    talkToClient({ mode: 'stream-one', uplinkHTTPMethod: 'PUT', path: '/xh?a' })
      .input(dial, closed('http:1', 'failed', 'connection_refused'))
      .expects(
        states('xhttp:xmux_client_created', expect.anything()),
        states('xhttp:dial_announced', expect.anything()),
        opens('http:1', uplink),
        states('xhttp:post_failed', {
          method: 'PUT',
          base_url: 'http://198.51.100.7/xh/?a',
          url: 'http://198.51.100.7/xh/?a',
          destination: 'tcp:198.51.100.7:443',
          error: 'connection_refused',
        }),
        readies('conn:1', null),
        closes('conn:1', 'reset'),
      );
  });

  it('that is refused breaks', () => {
    begun()
      .input(received('http:1', responseHead(400)))
      .expects(
        states('xhttp:status_rejected', { status: 400 }, 7),
        closes('conn:1', 'reset'),
        closes('http:1', 'reset'),
      );
  });

  it('keeps what is written too early until its head is out', () => {
    talk()
      .input(dial, received('conn:1', data), closed('conn:1'))
      .expects(opens('http:1', uplink), { type: 'pause_reading', port: 'conn:1' })
      .input(opened('http:1', addresses))
      .expects(
        streamSent('http:1'),
        readies('conn:1', addresses),
        sent('http:1', body(data)),
        sent('http:1', end),
        { type: 'resume_reading', port: 'conn:1' },
      );
  });
});

describe('XHTTP (Xray 26.7.28) dialer.go: packet-up over HTTP/2', () => {
  it('has the GET and every packet on one connection', () => {
    talkToClient({}, null, tls)
      .input(dial, opened('http:1', addresses))
      .expects(
        opens('http:1', { ...downlink, version }),
        opens('exchange:1', on('http:1')),
        ...getSent('exchange:1'),
        readies('conn:1', addresses),
      )
      .input(received('conn:1', data))
      .expects(opens('exchange:2', on('http:1'), 7), ...postSent('exchange:2', 0, data));
  });

  it('dials the upload with the first packet when that goes elsewhere', () => {
    talkToClient({}, download, tls)
      .input(dial, opened('http:1', addresses))
      .expects(opens('http:1', downlink), ...getSent('http:1'), readies('conn:1', addresses))
      .input(received('conn:1', data))
      .expects(opens('http:2', { ...uplink, version }, 7))
      .input(opened('http:2', others))
      .expects(opens('exchange:1', on('http:2')), ...postSent('exchange:1', 0, data));
  });
});
