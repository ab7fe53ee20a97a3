import { describe, expect, it } from 'vitest';
import { Http1Server } from '../../../core/http1/server.ts';
import { prefaceOctets } from '../../../core/http2/preface.ts';
import { PriorKnowledge } from '../../../core/http2/prior-knowledge.ts';
import { Http2Server } from '../../../core/http2/server.ts';
import { greeting, told } from '../../support/http2-frames.ts';
import {
  ascii,
  cancelsTimer,
  closed,
  closes,
  offers,
  playbook,
  received,
  sent,
  setsTimer,
} from '../../support/playbook.ts';

const options = { epochMs: 0, remote: '192.0.2.2:50000' };
const either = () =>
  playbook(
    new PriorKnowledge({
      http1: () => new Http1Server(options),
      http2: () => new Http2Server(options),
    }),
  );
const text = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';

describe('prior knowledge', () => {
  it('is HTTP/1.1 at the first octet that differs from the preface', () => {
    either()
      .start()
      .expects(setsTimer('header', 4_000))
      .input(received('outer', ascii('P')))
      .expects()
      .input(received('outer', ascii('OST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n')))
      .expects(
        cancelsTimer('header'),
        offers('exchange:1', { kind: 'exchange', remote: options.remote }),
        sent('exchange:1', expect.objectContaining({ method: 'POST' })),
        sent('exchange:1', { part: 'end' }),
      )
      .inState('WAITING');
  });

  it('RFC 9113 §3.3: is HTTP/2 when the whole preface has come', () => {
    const conversation = either()
      .start()
      .input(received('outer', prefaceOctets.subarray(0, 23)))
      .inState('IDLE')
      .input(received('outer', greeting().subarray(23)));
    conversation
      .expects(
        ...[setsTimer('header', 4_000), cancelsTimer('header'), setsTimer('preface', 4_000)],
        ...[sent('outer', expect.anything()), cancelsTimer('preface')],
        sent('outer', expect.anything()),
      )
      .inState('OPEN');
    expect(told(conversation.octetsOn('outer'))).toEqual([
      ...['SETTINGS 0', 'WINDOW_UPDATE 0 983041', 'SETTINGS 0 ACK'],
    ]);
  });

  it('waits for a first head as long as HTTP/1.1 does', () => {
    const conversation = either().start();
    conversation.input(received('outer', prefaceOctets.subarray(0, 9)));
    conversation
      .elapse(4_000)
      .expects(setsTimer('header', 4_000), closes('outer'), setsTimer('linger', 10_000));
  });

  it('does not change its mind when the preface comes too late', () => {
    const conversation = either().start();
    conversation.elapse(4_000).input(received('outer', greeting()));
    conversation
      .expects(setsTimer('header', 4_000), closes('outer'), setsTimer('linger', 10_000))
      .inState('CLOSING');
  });

  it('is HTTP/1.1 when the beginning of a preface is all that comes', () => {
    const conversation = either().start();
    conversation.input(received('outer', prefaceOctets.subarray(0, 9)), closed('outer'));
    conversation.expects(setsTimer('header', 4_000), closes('outer')).ends();
    expect(conversation.facts.map(({ name }) => name)).toEqual(['http1:message_cut_off']);
  });

  it('answers nobody when the connection is reset within the preface', () => {
    const conversation = either().start();
    conversation.input(received('outer', prefaceOctets.subarray(0, 22)), closed('outer', 'reset'));
    conversation.expects(setsTimer('header', 4_000)).ends();
  });

  it('hands on all that has come', () => {
    const conversation = either()
      .start()
      .input(received('outer', ascii(text + text)));
    expect(conversation.valuesOn('exchange:1')).toHaveLength(2);
    conversation.inState('WAITING');
  });
});
