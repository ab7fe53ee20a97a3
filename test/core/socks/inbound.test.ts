import { describe, expect, it } from 'vitest';
import { SocksInbound } from '../../../core/socks/inbound.ts';
import {
  ascii,
  blocked,
  cancelsTimer,
  closed,
  opens,
  pauses,
  playbook,
  received,
  sent,
  setsTimer,
  states,
} from '../../support/playbook.ts';

const source = 'tcp:192.0.2.1:50000';
const make = (accounts?: ReadonlyMap<string, string>) =>
  new SocksInbound({
    source,
    bound: { host: '127.0.0.1', port: 10808 },
    ...(accounts ? { accounts } : {}),
  });
const timers = ['set_timer', 'cancel_timer'] as const;
const greeted = (accounts?: ReadonlyMap<string, string>) =>
  playbook(make(accounts), { ignoring: timers }).start();
const request = '05 01 00 03 0c 736974652e6578616d706c65 0050';
const success = '05 00 00 01 7f000001 2a38';
const toSite = { to: 'destination', destination: { host: 'site.example', port: 80 } } as const;

describe('SocksInbound with a client of version 4', () => {
  const granted = '00 5a 0000 00000000';
  const rejected = '00 5b 0000 00000000';
  const refuses = (rejection: object) => states('socks:request_rejected', { source, ...rejection });

  it('SOCKS 4: takes an address, passes over the user id, answers before anything is opened', () => {
    const destination = { host: '192.0.2.80', port: 80 };
    greeted()
      .input(received('outer', '04 01 0050 c0000250 616e61 00 4745'))
      .expects(
        sent('outer', granted),
        states('socks:request_accepted', { destination: 'tcp:192.0.2.80:80' }),
        opens('inner', { to: 'destination', destination }),
        sent('inner', ascii('GE')),
      )
      .inState('RELAYING');
  });

  it('SOCKS 4A: takes a domain after an address that begins with 0', () => {
    greeted()
      .input(received('outer', '04 01 0050 00000001 00 736974652e6578616d706c65 00'))
      .expects(sent('outer', granted), opens('inner', toSite));
  });

  it('SOCKS 4: refuses any command but CONNECT', () => {
    greeted()
      .input(received('outer', '04 02 0050 c0000250 00'))
      .expects(sent('outer', rejected), refuses({ code: 'socks:unsupported_command', command: 2 }))
      .ends();
  });

  it('refuses it where a password is wanted, as soon as it knows the command', () => {
    greeted(new Map([['ana', 'secret']]))
      .input(received('outer', '04'))
      .expects()
      .input(received('outer', '01'))
      .expects(sent('outer', rejected), refuses({ code: 'socks:password_not_possible' }))
      .ends();
  });

  it('refuses texts of more than 8,191 octets, whether they have ended or not', () => {
    const text = new Uint8Array(8_191).fill(0x61);
    greeted()
      .input(received('outer', '04 01 0050 00000001'), received('outer', text))
      .expects()
      .input(received('outer', '61'))
      .expects(refuses({ code: 'socks:text_too_long', reading: 'user_id' }))
      .ends();
    greeted()
      .input(received('outer', '04 01 0050 00000001 00'), received('outer', text))
      .input(received('outer', '61 00'))
      .expects(refuses({ code: 'socks:text_too_long', reading: 'domain' }))
      .ends();
  });

  it.each([
    ['04', 'header', 'partial_end'],
    ['04 01', 'header', 'end'],
    ['04 01 00', 'header', 'partial_end'],
    ['04 01 0050 c0000250', 'user_id', 'end'],
    ['04 01 0050 00000001 61 00 61', 'domain', 'end'],
  ] as const)('cut off after %s says that it was reading the %s', (octets, reading, cause) => {
    greeted()
      .input(received('outer', octets), closed('outer', 'end'))
      .expects(refuses({ code: 'socks:handshake_cut_off', reading, cause }))
      .ends();
  });
});

describe('SocksInbound', () => {
  it('RFC 1928 §3: selects a method, then takes the request', () => {
    greeted()
      .input(received('outer', '05 02 01 00'))
      .expects(sent('outer', '05 00'))
      .inState('WAIT_REQUEST')
      .input(received('outer', request))
      .expects(
        sent('outer', success),
        states('socks:request_accepted', { destination: 'tcp:site.example:80' }),
        opens('inner', toSite),
      )
      .inState('RELAYING');
  });

  it('answers success before anything is opened, as Xray does', () => {
    const book = greeted().input(received('outer', `05 01 00 ${request}`));
    const types = book.commands.map(({ type }) => type).filter((type) => !type.includes('timer'));
    expect(types).toEqual(['send', 'send', 'fact', 'open']);
  });

  it('passes on what came in the same segment as the request', () => {
    greeted()
      .input(received('outer', `05 01 00 ${request} 47 45 54`))
      .expects(
        sent('outer', '05 00'),
        sent('outer', success),
        opens('inner', toSite),
        sent('inner', ascii('GET')),
      );
  });

  it("RFC 1928 §3: answers X'FF' when no method fits, and closes", () => {
    greeted()
      .input(received('outer', '05 01 02'))
      .expects(
        sent('outer', '05 ff'),
        states('socks:request_rejected', { source, code: 'socks:no_acceptable_method' }),
      )
      .ends();
  });

  it('RFC 1929 §2: takes the right name and password', () => {
    const machine = make(new Map([['ana', 'secret']]));
    playbook(machine, { ignoring: timers })
      .start()
      .input(received('outer', '05 02 00 02'))
      .expects(sent('outer', '05 02'))
      .inState('WAIT_CREDENTIALS')
      .input(received('outer', '01 03 616e61 06 736563726574'))
      .expects(sent('outer', '01 00'))
      .inState('WAIT_REQUEST');
    expect(machine.user).toBe('ana');
  });

  it.each([
    ['a wrong password', '01 03 616e61 01 78'],
    ['an unknown name', '01 03 626f62 06 736563726574'],
  ])('RFC 1929 §2: refuses %s, and closes', (_what, credentials) => {
    greeted(new Map([['ana', 'secret']]))
      .input(received('outer', `05 01 02 ${credentials}`))
      .expects(
        sent('outer', '05 02'),
        sent('outer', '01 ff'),
        states('socks:request_rejected', { source, code: 'socks:wrong_credentials' }),
      )
      .ends();
  });

  it.each([
    ['UDP ASSOCIATE', '03', { code: 'socks:udp_not_enabled' }],
    ['BIND', '02', { code: 'socks:bind_not_supported' }],
    ['a command of no name', '09', { code: 'socks:unknown_command', command: 9 }],
  ])('RFC 1928 §6: answers reply 7 to %s, and closes', (_what, cmd, rejection) => {
    greeted()
      .input(received('outer', `05 01 00 05 ${cmd} 00 01 00000000 0000`))
      .expects(
        sent('outer', '05 00'),
        sent('outer', '05 07 00 01 00000000 0000'),
        states('socks:request_rejected', { source, ...rejection }),
      )
      .ends();
  });

  it('closes without an answer on an HTTP client, which another machine takes', () => {
    greeted()
      .input(received('outer', ascii('CONNECT')))
      .expects(
        states('socks:request_rejected', {
          source,
          code: 'socks:unsupported_version',
          version: 0x43,
        }),
      )
      .ends();
  });

  it.each([
    [
      'an unknown address type',
      '05 01 00 09',
      { code: 'socks:unknown_address_type', address_type: 9 },
    ],
    [
      'a name that is none',
      '05 01 00 03 03 612f62 0050',
      { code: 'socks:invalid_domain', domain: 'a/b' },
    ],
  ])('closes without an answer on %s', (_what, octets, rejection) => {
    greeted()
      .input(received('outer', `05 01 00 ${octets}`))
      .expects(sent('outer', '05 00'), states('socks:request_rejected', { source, ...rejection }))
      .ends();
  });

  it.each([
    ['05', 'header', 'partial_end'],
    ['05 02', 'methods', 'end'],
    ['05 02 00', 'methods', 'partial_end'],
    ['05 01 00', 'request', 'end'],
    ['05 01 00 05 01', 'request', 'partial_end'],
    ['05 01 00 05 01 00', 'address', 'end'],
    ['05 01 00 05 01 00 01 7f', 'address', 'partial_end'],
  ])('says after %s that the %s was cut off: %s', (octets, reading, cause) => {
    const book = greeted().input(received('outer', octets), closed('outer', 'end'));
    const code = 'socks:handshake_cut_off';
    expect(book.facts).toMatchObject([
      { name: 'socks:request_rejected', data: { code, reading, cause } },
    ]);
    book.inState('CLOSED');
  });

  it('takes a connection without octets for a health check', () => {
    greeted().input(closed('outer', 'end')).expects(states('socks:connection_unused', {})).ends();
  });

  it('gives a client 60 s from its first octet', () => {
    const book = playbook(make())
      .start()
      .elapse(100_000)
      .expects()
      .input(received('outer', '05'))
      .expects(setsTimer('handshake', 60_000))
      .elapse(60_000);
    expect(book.facts).toMatchObject([{ data: { reading: 'header', cause: 'timed_out' } }]);
    book.inState('CLOSED');
  });

  it('has no such limit after the request', () => {
    playbook(make())
      .start()
      .input(received('outer', `05 01 00 ${request}`))
      .expects(
        setsTimer('handshake', 60_000),
        sent('outer', '05 00'),
        cancelsTimer('handshake'),
        sent('outer', success),
        opens('inner', toSite),
        setsTimer('inactivity', 300_000),
      );
  });

  it('leaves the connection to be closed when the way to the destination fails', () => {
    greeted()
      .input(received('outer', `05 01 00 ${request}`))
      .expects(sent('outer', '05 00'), sent('outer', success), opens('inner', toSite))
      .input(closed('inner', 'failed', 'connection_refused'))
      .expects()
      .ends();
  });

  it('slows the client down while the inner side is blocked', () => {
    greeted()
      .input(received('outer', `05 01 00 ${request}`))
      .expects(sent('outer', '05 00'), sent('outer', success), opens('inner', toSite))
      .input(blocked('inner'))
      .expects(pauses('outer'));
  });
});
