import { describe, it } from 'vitest';
import { fromHex } from '../../../core/bytes/hex.ts';
import { VlessOutbound } from '../../../core/vless/outbound.ts';
import {
  ascii,
  blocked,
  cancelsTimer,
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
  setsTimer,
  states,
} from '../../support/playbook.ts';

const addresses = { local: '192.0.2.2:50000', remote: '203.0.113.10:443' };
const make = () =>
  new VlessOutbound({
    id: fromHex('5783a3e7e37351cd8642c83782b807c5'),
    destination: { host: 'example.com', port: 443 },
    server: 'cdn.example:443',
  });
const header = '005783a3e7e37351cd8642c83782b807c5000101bb020b6578616d706c652e636f6d';
const opensTransport = opens('transport', { to: 'transport' });
const tunnelled = states('vless:request_tunnelled', {
  destination: 'tcp:example.com:443',
  via: 'cdn.example:443',
});
const started = () => playbook(make()).start().expects(pauses('inner'), opensTransport);
const usable = () =>
  started()
    .input(opened('transport', addresses))
    .expects(
      tunnelled,
      readies('inner', addresses),
      resumes('inner'),
      setsTimer('first_octets', 500),
    );
const relaying = () =>
  usable()
    .input(received('inner', ascii('hello')))
    .expects(
      cancelsTimer('first_octets'),
      setsTimer('inactivity', 300_000),
      sent('transport', fromHex(`${header} 68656c6c6f`)),
    )
    .inState('RELAYING');

describe('VlessOutbound', () => {
  it('VLESS §1.1: sends the header and the first octets in one write', () => {
    relaying()
      .input(received('inner', ascii(' again')))
      .expects(sent('transport', ascii(' again')));
  });

  it('VLESS §1.1: sends the header alone after 500 ms without octets', () => {
    usable()
      .elapse(499)
      .expects()
      .elapse(1)
      .expects(setsTimer('inactivity', 300_000), sent('transport', header))
      .inState('RELAYING');
  });

  it('sends at once what came while the transport was dialled', () => {
    started()
      .input(received('inner', ascii('he')), received('inner', ascii('llo')))
      .input(opened('transport', addresses))
      .expects(
        readies('inner', addresses),
        resumes('inner'),
        setsTimer('inactivity', 300_000),
        sent('transport', fromHex(`${header} 68656c6c6f`)),
      );
  });

  it('VLESS §1.2: takes the response header off', () => {
    relaying()
      .input(received('transport', '00'))
      .expects()
      .input(received('transport', '00 48 54'))
      .expects(sent('inner', ascii('HT')))
      .input(received('transport', '00'))
      .expects(sent('inner', '00'));
  });

  it('takes the addons of a response off too', () => {
    relaying()
      .input(received('transport', '00 03 0a 01 66 48'))
      .expects(sent('inner', ascii('H')));
  });

  it('VLESS §1.2: refuses another version', () => {
    relaying()
      .input(received('transport', ascii('HTTP/1.1 400 Bad Request')))
      .expects(
        states('vless:response_rejected', {
          code: 'vless:unexpected_response_version',
          version: 0x48,
        }),
      )
      .ends();
  });

  it.each([
    ['', 'end', { code: 'vless:response_version_missing', cause: 'end' }],
    ['', 'reset', { code: 'vless:response_version_missing', cause: 'reset' }],
    ['00', 'end', { code: 'vless:response_addons_missing', field: 'length', cause: 'end' }],
    ['00 03', 'end', { code: 'vless:response_addons_missing', field: 'value', cause: 'end' }],
    [
      '00 03 0a',
      'end',
      { code: 'vless:response_addons_missing', field: 'value', cause: 'partial_end' },
    ],
  ] as const)('VLESS §1.2: says after "%s" and %s what was missing', (octets, how, rejection) => {
    const book = relaying();
    if (octets) book.input(received('transport', octets)).expects();
    book
      .input(closed('transport', how))
      .expects(states('vless:response_rejected', rejection))
      .ends();
  });

  it('refuses malformed addons of a response', () => {
    relaying()
      .input(received('transport', '00 01 00'))
      .expects(states('vless:response_rejected', { code: 'vless:response_addons_malformed' }))
      .ends();
  });

  it('sends no header when the inner side ends before its first octet', () => {
    usable().input(closed('inner', 'end')).ends();
  });

  it('sends header, octets and end when all came while the transport was dialled', () => {
    started()
      .input(received('inner', ascii('x')), closed('inner', 'end'))
      .input(opened('transport', addresses))
      .expects(
        readies('inner', addresses),
        resumes('inner'),
        setsTimer('inactivity', 300_000),
        sent('transport', fromHex(`${header} 78`)),
        closes('transport', 'end'),
        setsTimer('inactivity', 1_000),
      );
  });

  it('gives up dialling when the inner side is gone', () => {
    started().input(closed('inner', 'reset')).ends();
  });

  it('dials five times with pauses of 0, 200, 400, 600 and 800 ms', () => {
    const refused = closed('transport', 'failed', 'connection_refused');
    const book = started().input(refused).expects(opensTransport);
    for (const pause of [200, 400, 600]) {
      book.input(refused).expects(setsTimer('retry', pause)).elapse(pause).expects(opensTransport);
    }
    book
      .input(refused)
      .expects(setsTimer('retry', 800))
      .elapse(800)
      .expects(
        states('vless:transport_failed', {
          via: 'cdn.example:443',
          errors: ['connection_refused'],
        }),
        { type: 'close', port: 'inner', how: 'reset', error: 'connection_refused' },
      )
      .ends();
  });

  it('slows the inner side while the transport is blocked, before the first octets too', () => {
    usable().input(blocked('transport')).expects(pauses('inner'));
  });
});
