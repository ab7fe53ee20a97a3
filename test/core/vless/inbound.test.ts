import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../core/bytes/hex.ts';
import type { Fallback } from '../../../core/vless/fallback.ts';
import {
  VlessInbound,
  type VlessInboundOptions,
  xhttpTimeouts,
} from '../../../core/vless/inbound.ts';
import {
  ascii,
  cancelsTimer,
  closed,
  closes,
  opened,
  opens,
  playbook,
  received,
  sent,
  setsTimer,
  states,
} from '../../support/playbook.ts';

const id = '5783a3e7e37351cd8642c83782b807c5';
const stranger = 'ff'.repeat(16);
const strangerText = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const remote = '192.0.2.2:50000';
const users = [{ id: fromHex(id), email: 'ana@site.example' }];
const toSite = { to: 'destination', destination: { host: 'site.example', port: 80 } } as const;
const target = '0050 02 0c 736974652e6578616d706c65';
const request = `00 ${id} 00 01 ${target}`;
const authenticated = states('vless:user_authenticated', {
  destination: 'tcp:site.example:80',
  email: 'ana@site.example',
  vless_route: 0x51cd,
});
const firstRead = (length: number) => states('vless:first_read', { length });

const entry = (port: number, keys: Partial<Fallback> = {}): Fallback => ({
  name: '',
  alpn: '',
  path: '',
  dest: `localhost:${port}`,
  address: { host: 'localhost' },
  port,
  xver: 0,
  ...keys,
});
const chosen = (real_path: string | null = null) =>
  states('vless:fallback_chosen', {
    name: '',
    alpn: '',
    path: '',
    real_path,
    dest: 'localhost:6666',
  });
const dials = opens('fallback', {
  to: 'address',
  address: 'localhost',
  port: 6666,
  leg: 'fallback',
});

const make = (options: Partial<VlessInboundOptions> = {}) =>
  new VlessInbound({ users, fallbacks: null, remote, local: '203.0.113.10:443', ...options });
const quiet = ['set_timer', 'cancel_timer', 'pause_reading', 'resume_reading'] as const;
const strict = () => playbook(make(), { ignoring: quiet }).start();
const front = (...fallbacks: Fallback[]) =>
  playbook(make({ fallbacks: fallbacks.length ? fallbacks : [entry(6666)] }), {
    ignoring: quiet,
  }).start();

describe('VlessInbound', () => {
  it('VLESS §1.5: opens the destination of a known user and passes on what follows the header', () => {
    strict()
      .input(received('outer', `${request} 474554`))
      .expects(firstRead(38), authenticated, opens('inner', toSite), sent('inner', ascii('GET')))
      .inState('RELAYING');
  });

  it('gives the email of the user for routing', () => {
    const machine = make();
    playbook(machine).start().input(received('outer', request));
    expect([machine.user, machine.email, machine.source]).toEqual([
      'ana@site.example',
      'ana@site.example',
      remote,
    ]);
  });

  it('VLESS §1.2: sends the response header with the first octets of the downlink, once', () => {
    strict()
      .input(received('outer', request), opened('inner'))
      .expects(opens('inner', toSite))
      .input(received('inner', '0102'))
      .expects(sent('outer', '0000 0102'))
      .input(received('inner', '03'))
      .expects(sent('outer', '03'));
  });

  it('VLESS §1.2: sends the response header when the downlink ends without an octet', () => {
    strict()
      .input(received('outer', request), closed('inner', 'end'))
      .expects(opens('inner', toSite), sent('outer', '0000'), closes('outer', 'end'));
  });

  it('sends the response header before it closes when the destination fails', () => {
    strict()
      .input(received('outer', request), closed('inner', 'failed', 'connection_refused'))
      .expects(opens('inner', toSite), sent('outer', '0000'))
      .ends();
  });

  it('VLESS §1.5: allows 60 s for the header, and no limit after it', () => {
    playbook(make())
      .start()
      .expects(setsTimer('handshake', 60_000))
      .input(received('outer', request))
      .expects(cancelsTimer('handshake'), opens('inner', toSite), setsTimer('inactivity', 300_000));
  });

  it('has no limit for the header on a transport without deadlines', () => {
    playbook(make({ timeouts: xhttpTimeouts }))
      .start()
      .expects()
      .input(received('outer', request))
      .expects(opens('inner', toSite), setsTimer('inactivity', 300_000));
  });

  describe('without fallbacks', () => {
    it('VLESS §5.3: reads the header octet by octet', () => {
      const book = strict();
      const octets = fromHex(request);
      for (const octet of octets) book.input(received('outer', Uint8Array.of(octet)));
      book.expects(firstRead(1), authenticated, opens('inner', toSite)).inState('RELAYING');
    });

    it.each([
      ['another version', '47', { code: 'vless:invalid_request_version', version: 0x47 }],
      ['a stranger', `00 ${stranger}`, { code: 'vless:unknown_user', id: strangerText }],
      ['no address', `00 ${id} 00 07`, { code: 'vless:invalid_request_address' }],
      ['UDP', `00 ${id} 00 02 ${target}`, { code: 'vless:unsupported_command', command: 2 }],
    ])('VLESS §5.3: closes on %s', (_what, octets, rejection) => {
      strict()
        .input(received('outer', octets))
        .expects(
          firstRead(fromHex(octets).length),
          states('vless:request_rejected', { remote, ...rejection }),
        )
        .ends();
    });

    it('VLESS §5.3: says which field was missing at an end', () => {
      strict()
        .input(received('outer', `00 ${id} 00`), closed('outer', 'end'))
        .expects(
          firstRead(18),
          states('vless:request_rejected', {
            remote,
            code: 'vless:request_cut_off',
            field: 'command',
            cause: 'end',
          }),
        )
        .ends();
    });

    it('VLESS §5.3: ends when nothing comes within 60 s', () => {
      strict()
        .elapse(60_000)
        .expects(
          states('vless:request_rejected', {
            remote,
            code: 'vless:nothing_read',
            cause: 'timed_out',
          }),
        )
        .ends();
    });
  });

  describe('the flow of a request', () => {
    it.each([
      [
        'xtls-rprx-vision',
        '12 0a10 78746c732d727072782d766973696f6e',
        { code: 'vless:flow_not_allowed', id: '5783a3e7-e373-51cd-8642-c83782b807c5' },
      ],
      ['other', '07 0a05 6f74686572', { code: 'vless:unknown_flow' }],
    ])('VLESS §1.5: %s closes the connection', (flow, addons, rejection) => {
      strict()
        .input(received('outer', `00 ${id} ${addons} 01 ${target}`))
        .expects(
          firstRead(fromHex(`00 ${id} ${addons} 01 ${target}`).length),
          authenticated,
          states('vless:flow_rejected', { ...rejection, flow }),
        )
        .ends();
    });
  });

  describe('with fallbacks', () => {
    const get = ascii('GET /xh/3f0c HTTP/1.1\r\nHost: 203.0.113.10\r\n\r\n');

    it('VLESS §5.3: gives an HTTP request to the fallback, whole', () => {
      front()
        .input(received('outer', get))
        .expects(
          firstRead(get.length),
          states('vless:fallback_started', {
            code: 'vless:invalid_request_version',
            version: 0x47,
          }),
          chosen(),
          dials,
        )
        .inState('DIALLING')
        .input(opened('fallback', { local: '127.0.0.1:40000', remote: '127.0.0.1:6666' }))
        .expects(sent('fallback', get))
        .inState('FORWARDING');
    });

    it('VLESS §5.8: decides on the first read, however short', () => {
      front()
        .input(received('outer', `00 ${id}`))
        .expects(
          firstRead(17),
          states('vless:fallback_started', { code: 'vless:first_read_short', length: 17 }),
          chosen(),
          dials,
        );
    });

    it('VLESS §5.3: gives a stranger to the fallback', () => {
      const octets = `00 ${stranger} 00 01 ${target}`;
      front()
        .input(received('outer', octets))
        .expects(
          firstRead(35),
          states('vless:fallback_started', { code: 'vless:unknown_user', id: strangerText }),
          chosen(),
          dials,
        );
    });

    it('VLESS §5.3: has none for a known user, and waits for the rest of the header', () => {
      front()
        .input(received('outer', `00 ${id} 00`))
        .expects(firstRead(18))
        .inState('WAIT_REQUEST')
        .input(received('outer', `01 ${target}`))
        .expects(authenticated, opens('inner', toSite));
    });

    it('VLESS §5.3: has none for a known user with a bad header', () => {
      front()
        .input(received('outer', `00 ${id} 00 09`))
        .expects(
          firstRead(19),
          states('vless:request_rejected', { remote, code: 'vless:invalid_request_address' }),
        )
        .ends();
    });

    it('VLESS §5.3: takes at most 8192 octets for the first read, and carries all', () => {
      const much = new Uint8Array(20_000).fill(0x47);
      front()
        .input(received('outer', much))
        .expects(
          firstRead(8192),
          states('vless:fallback_started', {
            code: 'vless:invalid_request_version',
            version: 0x47,
          }),
          chosen(),
          dials,
        )
        .input(opened('fallback'))
        .expects(sent('fallback', much));
    });

    it('VLESS §5.3: has none when nothing can be read', () => {
      front()
        .input(closed('outer', 'end'))
        .expects(
          states('vless:request_rejected', { remote, code: 'vless:nothing_read', cause: 'end' }),
        )
        .ends();
    });

    it('VLESS §5.4: closes when no entry fits', () => {
      front(entry(6666, { path: '/ws' }))
        .input(received('outer', get))
        .expects(
          firstRead(get.length),
          states('vless:fallback_started', {
            code: 'vless:invalid_request_version',
            version: 0x47,
          }),
          states('vless:fallback_missing', { key: 'path', real_path: '/xh/3f0c' }),
        )
        .ends();
    });

    it('VLESS §5.4: tells the path that it found', () => {
      const book = front(entry(6666), entry(7777, { path: '/ws' })).input(received('outer', get));
      expect(book.facts.at(-1)).toMatchObject({ data: { path: '', real_path: '/xh/3f0c' } });
    });

    it('VLESS §5.5: clears the limit of 60 s', () => {
      playbook(make({ fallbacks: [entry(6666)] }), { ignoring: ['pause_reading'] })
        .start()
        .expects(setsTimer('handshake', 60_000))
        .input(received('outer', get))
        .expects(cancelsTimer('handshake'), dials);
    });

    it('VLESS §5.5: ends both connections when the tunnel ends', () => {
      front()
        .input(received('outer', get), opened('fallback'))
        .expects(dials, sent('fallback', get))
        .input(closed('outer', 'end'))
        .elapse(1_000)
        .expects(states('vless:fallback_ended', { reason: 'inactive', addresses: null }))
        .ends();
    });

    it('VLESS §5.5: closes the client when the fallback cannot be reached', () => {
      const book = front().input(received('outer', get)).expects(dials);
      for (let n = 0; n < 5; n++) {
        book.input(closed('fallback', 'failed', 'connection_refused')).elapse(400);
      }
      expect(book.facts.at(-1)).toMatchObject({ name: 'vless:fallback_failed' });
      book.inState('CLOSED');
    });
  });
});
