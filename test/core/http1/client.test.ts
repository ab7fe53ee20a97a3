import { describe, expect, it } from 'vitest';
import { Http1Client } from '../../../core/http1/client.ts';
import {
  ascii,
  blocked,
  closed,
  closes,
  opened,
  opens,
  type Playbook,
  pauses,
  playbook,
  readies,
  received,
  resumes,
  sent,
  states,
  writable,
} from '../../support/playbook.ts';

const dial = { to: 'address', address: '203.0.113.10', port: 80, leg: 'downlink' } as const;
const addresses = { local: '192.0.2.2:50000', remote: '203.0.113.10:80' };

const dialling = (): Playbook =>
  playbook(new Http1Client({ dial }), { ignoring: ['set_timer', 'cancel_timer'] })
    .start()
    .expects(opens('outer', dial));
const connected = (): Playbook =>
  dialling().input(opened('outer', addresses)).expects(readies('inner', addresses));

const head = (method = 'GET', ...headers: object[]) => ({
  part: 'request_head',
  method,
  target: '/',
  authority: 'h',
  headers,
});
const body = (text: string) => ({ part: 'body', data: ascii(text) });
const end = { part: 'end' };
const response = (status = 200, ...headers: object[]) => ({
  part: 'response_head',
  status,
  headers,
});
const length = (value: number) => ({ name: 'Content-Length', value: String(value) });
const close = { name: 'Connection', value: 'close' };
const getText = ascii('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
const ok = 'HTTP/1.1 200 OK\r\n';
const empty = `${ok}Content-Length: 0\r\n\r\n`;

/** A connection on which a GET has been asked. */
const asked = (...headers: object[]): Playbook =>
  connected()
    .input(received('inner', head('GET', ...headers)), received('inner', end))
    .expects(sent('outer', expect.anything()));

describe('the dial', () => {
  it('holds back what is asked before it has succeeded', () => {
    dialling()
      .input(received('inner', head()), received('inner', end))
      .expects()
      .input(opened('outer', addresses))
      .expects(readies('inner', addresses), sent('outer', getText))
      .inState('EXCHANGING');
  });

  it('holds up whoever streams a body into it', () => {
    dialling()
      .input(received('inner', head('POST')), received('inner', body('a')))
      .expects(pauses('inner'))
      .input(received('inner', body('b')))
      .expects()
      .input(opened('outer', addresses))
      .expects(
        readies('inner', addresses),
        sent('outer', expect.anything()),
        sent('outer', ascii('1\r\nb\r\n')),
        resumes('inner'),
      );
  });

  it('that fails resets the port with its error', () => {
    dialling()
      .input(closed('outer', 'failed', 'connection_refused'))
      .expects(closes('inner', 'reset', 'connection_refused'))
      .ends();
  });

  it.each(['reset', 'end'] as const)('of more than an address fails by a %s, too', (how) => {
    const error = 'failed: remote error: tls: handshake failure';
    dialling()
      .input(closed('outer', how, error))
      .expects(closes('inner', 'reset', error))
      .ends();
  });

  it('is given up when nobody wants it any more', () => {
    dialling().input(closed('inner', 'reset')).expects(closes('outer', 'reset')).ends();
    dialling().input(closed('inner', 'end')).expects(closes('outer', 'reset')).ends();
  });

  it('goes on for what was asked before the last end', () => {
    dialling()
      .input(received('inner', head()), received('inner', end), closed('inner', 'end'))
      .expects()
      .input(opened('outer', addresses))
      .expects(readies('inner', addresses), sent('outer', getText))
      .input(received('outer', ascii(empty)))
      .expects(
        sent('inner', response(200, length(0))),
        sent('inner', end),
        closes('inner', 'end'),
        closes('outer', 'end'),
      );
  });
});

describe('requests', () => {
  it('of known length are one write', () => {
    connected()
      .input(
        received('inner', head('POST', length(2))),
        received('inner', body('ab')),
        received('inner', end),
      )
      .expects(sent('outer', ascii('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab')));
  });

  it('RFC 9112 §9.3.2: follow each other without waiting for answers', () => {
    connected()
      .input(received('inner', head()), received('inner', end))
      .input(received('inner', head()), received('inner', end))
      .expects(sent('outer', getText), sent('outer', getText))
      .input(received('outer', ascii(empty + empty)))
      .expects(
        sent('inner', response(200, length(0))),
        sent('inner', end),
        sent('inner', response(200, length(0))),
        sent('inner', end),
      )
      .inState('IDLE');
  });

  it('may be answered before they are whole', () => {
    connected()
      .input(received('inner', head('POST')), received('inner', body('a')))
      .input(received('outer', ascii(empty)))
      .inState('EXCHANGING')
      .input(received('inner', end))
      .inState('IDLE');
  });
});

describe('a request that streams', () => {
  const chunked = { name: 'Transfer-Encoding', value: 'chunked' };
  const streaming = () =>
    connected()
      .input(received('inner', head('POST', chunked, close)))
      .expects(
        sent(
          'outer',
          ascii(
            'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n',
          ),
        ),
      );
  const answer = `${ok}Transfer-Encoding: chunked\r\n\r\n`;

  it('has its head sent before there is a body, and both bodies at the same time', () => {
    streaming()
      .input(received('outer', ascii(answer)))
      .expects(sent('inner', response(200, chunked)))
      .input(received('inner', body('up')), received('outer', ascii('4\r\ndown\r\n')))
      .expects(sent('outer', ascii('2\r\nup\r\n')), sent('inner', body('down')))
      .input(received('inner', end))
      .expects(sent('outer', ascii('0\r\n\r\n')))
      .input(received('outer', ascii('0\r\n\r\n')))
      .expects(sent('inner', end), closes('inner'), closes('outer'));
  });

  it('that is answered before it is whole is over', () => {
    streaming()
      .input(received('outer', ascii(`${answer}0\r\n\r\n`)))
      .expects(
        sent('inner', response(200, chunked)),
        sent('inner', end),
        closes('inner', 'reset'),
        closes('outer'),
      );
  });

  it('tells whoever asked why it broke', () => {
    const error = 'failed: remote error: tls: internal error';
    streaming()
      .input(closed('outer', 'reset', error))
      .expects(closes('inner', 'reset', error))
      .ends();
  });
});

describe('responses', () => {
  it('pass in the pieces in which they come, without copies', () => {
    const piece = new Uint8Array(65_536);
    const book = asked().input(
      received('outer', ascii(`${ok}Content-Length: 1048576\r\n\r\n`)),
      ...Array.from({ length: 16 }, () => received('outer', piece)),
    );
    const data = book.valuesOn('inner').flatMap((part) => {
      const { data } = part as { data?: Uint8Array };
      return data ? [data] : [];
    });
    expect(data.map((octets) => octets.length)).toEqual(Array.from({ length: 16 }, () => 65_536));
    expect(data.every(({ buffer }) => buffer === piece.buffer)).toBe(true);
    book.inState('IDLE');
  });

  it('RFC 9112 §6.3 (8): of no length end with the connection', () => {
    asked()
      .input(received('outer', ascii(`${ok}\r\nab`)), closed('outer', 'end'))
      .expects(
        sent('inner', response()),
        sent('inner', body('ab')),
        sent('inner', end),
        closes('inner', 'end'),
        closes('outer', 'end'),
      )
      .ends();
  });

  it.each([
    [
      'RFC 9112 §6.3 (3): both framings',
      'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      'http1:conflicting_framing',
    ],
    ['RFC 9112 §5.2: a folded field', 'A: b\r\n c\r\n\r\n', 'http1:obs_fold'],
    ['RFC 9110 §15.2.2: an upgrade', '', 'http1:unexpected_upgrade'],
  ])('%s are refused', (_what, fields, code) => {
    const text = fields === '' ? 'HTTP/1.1 101 Go\r\n\r\n' : ok + fields;
    asked()
      .input(received('outer', ascii(text)))
      .expects(
        states('http1:response_refused', { code }),
        closes('inner', 'reset'),
        closes('outer', 'end'),
      )
      .inState('CLOSING');
  });

  it('that nobody asked for are refused', () => {
    connected()
      .input(received('outer', ascii(empty)))
      .expects(
        states('http1:response_refused', { code: 'http1:unexpected_response' }),
        closes('inner', 'reset'),
        closes('outer', 'end'),
      );
  });

  it.each([
    ['end', [closes('inner', 'reset'), closes('outer', 'end')]],
    ['reset', [closes('inner', 'reset', 'connection_reset')]],
  ] as const)('RFC 9112 §8: that are cut off by %s reset the port', (how, commands) => {
    const cut = states('http1:message_cut_off', { message: 'response' });
    asked()
      .input(closed('outer', how))
      .expects(cut, ...commands)
      .ends();
  });
});

describe('the end of the connection', () => {
  it.each([
    ['the request said close', [close], empty],
    ['the response says close', [], `${ok}Connection: close\r\nContent-Length: 0\r\n\r\n`],
  ])('RFC 9112 §9.6: comes after the response when %s', (_when, headers, text) => {
    const book = asked(...headers)
      .input(received('outer', ascii(text)))
      .inState('CLOSING');
    expect(book.commands.slice(-3)).toMatchObject([
      { type: 'close', port: 'inner', how: 'end' },
      { type: 'close', port: 'outer', how: 'end' },
      { type: 'set_timer' },
    ]);
    book.expects(
      sent('inner', expect.anything()),
      sent('inner', end),
      closes('inner'),
      closes('outer'),
    );
    book.input(received('outer', ascii('late')), closed('outer', 'end')).ends();
  });

  it('resets the port when other requests have had no answer', () => {
    const book = asked().input(
      received('inner', head()),
      received('inner', end),
      received('outer', ascii(`${ok}Connection: close\r\nContent-Length: 0\r\n\r\n`)),
    );
    expect(book.commands).toContainEqual({ type: 'close', port: 'inner', how: 'reset' });
  });

  it('while nothing is awaited is passed on', () => {
    connected()
      .input(closed('outer', 'end'))
      .expects(closes('inner', 'end'), closes('outer', 'end'))
      .ends();
  });

  it('comes after the last response when nobody asks any more', () => {
    asked()
      .input(closed('inner', 'end'))
      .expects()
      .input(received('outer', ascii(empty)))
      .expects(
        sent('inner', expect.anything()),
        sent('inner', end),
        closes('inner', 'end'),
        closes('outer', 'end'),
      );
  });

  it('comes at once when nobody asks any more and nothing is awaited', () => {
    connected()
      .input(closed('inner', 'end'))
      .expects(closes('inner', 'end'), closes('outer', 'end'))
      .inState('CLOSING');
  });

  it('is this side’s when whoever asks has gone, whatever still comes', () => {
    asked()
      .input(blocked('inner'))
      .expects(pauses('outer'))
      .input(closed('inner', 'reset'))
      .expects(closes('outer', 'end'), resumes('outer'))
      .input(received('outer', ascii('anything')))
      .expects()
      .elapse(10_000)
      .ends();
  });
});

describe('back-pressure', () => {
  it('goes through in both directions', () => {
    asked()
      .input(blocked('inner'), writable('inner'), blocked('outer'), writable('outer'))
      .expects(pauses('outer'), resumes('outer'), pauses('inner'), resumes('inner'));
  });

  it('before the dial has succeeded holds after it', () => {
    dialling()
      .input(blocked('inner'))
      .expects()
      .input(opened('outer', addresses))
      .expects(readies('inner', addresses), pauses('outer'));
  });
});
