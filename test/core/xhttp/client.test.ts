import { describe, expect, it } from 'vitest';
import { XhttpClient } from '../../../core/xhttp/client.ts';
import {
  ascii,
  attached,
  blocked,
  closed,
  closes,
  opened,
  opens,
  pauses,
  playbook,
  readies,
  received,
  resumes,
  sent,
  states,
  writable,
} from '../../support/playbook.ts';
import {
  body,
  clientOptions,
  end,
  getSent,
  plain,
  postSent,
  responseHead,
  stream,
  talkToClient,
} from '../../support/xhttp-parts.ts';
import { clientSettings, defaultXmux } from '../../support/xhttp-settings.ts';

const addresses = { local: '192.0.2.2:49152', remote: '203.0.113.10:443' };
const download = {
  settings: { ...clientSettings, host: 'vps.example', path: '/xh' },
  security: plain,
  address: '203.0.113.10',
  port: 443,
};
const downlink = { to: 'http', leg: 'downlink' } as const;
const uplink = { to: 'http', leg: 'uplink' } as const;
const data = ascii('octets');

/** A proxied connection whose GET is sent. */
const dialled = () =>
  talkToClient()
    .input(attached('conn:1', stream, 7), opened('http:1', addresses))
    .expects(opens('http:1', downlink), ...getSent('http:1'), readies('conn:1', addresses));
const streaming = () =>
  dialled()
    .input(received('http:1', responseHead(200)))
    .expects();

describe('XHTTP (Xray 26.7.28) dialer.go: the order of a dial', () => {
  it('announces the upload first, and dials the download', () => {
    talkToClient({ xmux: defaultXmux, host: 'cdn.example' }, download)
      .input(attached('conn:1', stream, 7))
      .expects(
        states('xhttp:xmux_client_created', { side: 'upload', reason: 'empty', clients: 0 }, 7),
        states(
          'xhttp:dial_announced',
          {
            destination: 'tcp:198.51.100.7:443',
            configured_mode: 'auto',
            mode: 'packet-up',
            http_version: '1.1',
            host: 'cdn.example',
            session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          },
          7,
        ),
        states('xhttp:xmux_client_created', { side: 'download', reason: 'empty', clients: 0 }, 7),
        states(
          'xhttp:download_announced',
          { destination: 'tcp:203.0.113.10:443', http_version: '1.1', host: 'vps.example' },
          7,
        ),
        opens('http:1', downlink, 7),
      );
  });

  it('has one client for both halves without downloadSettings', () => {
    const { facts } = talkToClient().input(attached('conn:1', stream, 7));
    expect(facts.map(({ name }) => name)).toEqual([
      'xhttp:xmux_client_created',
      'xhttp:dial_announced',
    ]);
  });

  it('is ready when the GET has a connection, not when it has an answer', () => {
    talkToClient()
      .input(attached('conn:1', stream, 7))
      .expects(opens('http:1', downlink))
      .input(opened('http:1', addresses))
      .expects(...getSent('http:1'), readies('conn:1', addresses));
  });

  it('builds the GET from the download’s settings and the upload’s session id', () => {
    const book = talkToClient(
      {},
      { ...download, settings: { ...download.settings, path: '/down' } },
    ).input(attached('conn:1', stream, 7), opened('http:1', addresses));
    const announced = book.facts.find(({ name }) => name === 'xhttp:dial_announced');
    expect(book.valuesOn('http:1')[0]).toMatchObject({
      target: `/down/${announced?.data.session_id}`,
      authority: 'vps.example',
    });
  });

  it('leaves the upload undialled until something is written', () => {
    dialled()
      .elapse(60_000)
      .expects()
      .input(received('conn:1', data))
      .expects(opens('http:2', uplink, 7))
      .input(opened('http:2', addresses))
      .expects(...postSent('http:2', 0, data));
  });

  it('keeps what is written too early until the dial has returned', () => {
    talkToClient()
      .input(attached('conn:1', stream, 7), received('conn:1', data))
      .expects(opens('http:1', downlink))
      .input(opened('http:1', addresses))
      .expects(...getSent('http:1'), readies('conn:1', addresses), opens('http:2', uplink));
  });

  it('gives each proxied connection a GET connection of its own', () => {
    streaming()
      .input(attached('conn:2', stream, 8))
      .expects(opens('http:2', downlink, 8));
  });
});

describe('XHTTP (Xray 26.7.28) client.go: a GET that fails', () => {
  it('for want of a connection lets the dial succeed, and breaks at the first read', () => {
    talkToClient()
      .input(attached('conn:1', stream, 7))
      .expects(opens('http:1', downlink))
      .input(closed('http:1', 'failed', 'connection_refused'))
      .expects(
        states(
          'xhttp:get_failed',
          {
            base_url: 'http://198.51.100.7/xh/',
            url: expect.stringMatching(/^http:\/\/198\.51\.100\.7\/xh\/[0-9a-f-]{36}$/),
            destination: 'tcp:198.51.100.7:443',
            error: 'connection_refused',
          },
          7,
        ),
        readies('conn:1', null),
        closes('conn:1', 'reset'),
      )
      .input(received('conn:1', data))
      .expects();
  });

  it('takes its XMUX client out of use', () => {
    const { facts } = talkToClient().input(
      attached('conn:1', stream),
      closed('http:1', 'failed', 'connection_refused'),
      attached('conn:2', stream),
    );
    expect(facts).toContainEqual(
      expect.objectContaining({
        name: 'xhttp:xmux_client_removed',
        data: expect.objectContaining({ is_closed: true, running: 0 }),
      }),
    );
  });

  it('with a status other than 200 ends the connection, and what is written still goes out', () => {
    dialled()
      .input(received('conn:1', data))
      .expects(opens('http:2', uplink))
      .input(received('http:1', responseHead(404)))
      .expects(
        states('xhttp:status_rejected', { status: 404 }, 7),
        closes('conn:1', 'reset'),
        closes('http:1', 'reset'),
      )
      .input(received('http:1', end), opened('http:2', addresses))
      .expects(...postSent('http:2', 0, data));
  });

  it('without an answer is told as Go tells it', () => {
    dialled()
      .input(closed('http:1', 'reset'))
      .expects(
        states('xhttp:get_failed', expect.objectContaining({ error: 'cut_off' })),
        closes('conn:1', 'reset'),
      );
  });

  it('in the middle of its body breaks the connection without a word', () => {
    streaming()
      .input(received('http:1', body(data)), closed('http:1', 'reset'))
      .expects(sent('conn:1', data), closes('conn:1', 'reset'));
  });
});

describe('XHTTP (Xray 26.7.28) client.go: the downlink', () => {
  it('is the body of the GET’s answer, raw', () => {
    streaming()
      .input(received('http:1', body(data)), received('http:1', body(ascii('data: x\n\n'))))
      .expects(sent('conn:1', data), sent('conn:1', ascii('data: x\n\n')));
  });

  it('ends with it', () => {
    streaming()
      .input(received('http:1', end))
      .expects(closes('http:1'), closes('conn:1'))
      .input(closed('http:1'), closed('conn:1'))
      .expects();
  });

  it('pauses the GET while nobody reads', () => {
    streaming()
      .input(blocked('conn:1'), writable('conn:1'))
      .expects(pauses('http:1'), resumes('http:1'));
  });

  it('is given up when the inner side goes', () => {
    streaming()
      .input(closed('conn:1', 'reset'))
      .expects(closes('http:1', 'reset'))
      .input(received('http:1', body(data)))
      .expects();
  });

  it('is given up when the inner side goes before the dial has returned', () => {
    talkToClient()
      .input(attached('conn:1', stream), closed('conn:1', 'reset'))
      .expects(opens('http:1', downlink), closes('http:1', 'reset'));
  });
});

describe('XHTTP (Xray 26.7.28) dialer.go: the end of the uplink', () => {
  it('does not show: packet-up has no mark for it', () => {
    streaming()
      .input(closed('conn:1'))
      .expects()
      .input(received('http:1', body(data)))
      .expects(sent('conn:1', data));
  });

  it('and the end of the downlink are the end', () => {
    const book = streaming().input(closed('conn:1'), received('http:1', end));
    book.expects(closes('http:1'), closes('conn:1'));
    book.input(attached('conn:2', stream), closed('conn:2', 'reset'));
    expect(book.facts.filter(({ name }) => name === 'xhttp:xmux_client_removed')).toEqual([]);
  });
});

it('counts running connections by client, once where both halves have the same', () => {
  const xmux = {
    ...defaultXmux,
    maxConnections: { from: 0, to: 0 },
    maxConcurrency: { from: 1, to: 1 },
  };
  const book = playbook(new XhttpClient(clientOptions({ xmux })));
  const created = () =>
    book.facts.filter(({ name }) => name === 'xhttp:xmux_client_created').map(({ data }) => data);
  book.start().input(attached('conn:1', stream), attached('conn:2', stream));
  expect(created()).toHaveLength(2);
  book.input(closed('conn:1', 'reset'), attached('conn:3', stream));
  expect(created()).toHaveLength(2);
});
