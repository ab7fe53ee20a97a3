import { describe, it } from 'vitest';
import { DokodemoInbound } from '../../../core/dokodemo/inbound.ts';
import { ascii, closed, opens, playbook, received, sent, states } from '../../support/playbook.ts';

const source = '192.0.2.1:50000';
const started = () =>
  playbook(
    new DokodemoInbound({
      source,
      local: '127.0.0.1:8080',
      address: 'site.example',
      port: 80,
      portMap: new Map(),
    }),
    { ignoring: ['set_timer', 'cancel_timer', 'close'] },
  ).start();

describe('DokodemoInbound', () => {
  it('opens its destination before the client has said anything', () => {
    started()
      .expects(
        states('dokodemo:request_received', { source }),
        opens('inner', {
          to: 'destination',
          destination: { host: 'site.example', port: 80 },
        }),
      )
      .inState('RELAYING');
  });

  it('carries octets both ways until both have ended', () => {
    const book = started();
    book.expects(
      opens('inner', { to: 'destination', destination: { host: 'site.example', port: 80 } }),
    );
    book
      .input(received('outer', ascii('up')), received('inner', ascii('down')))
      .expects(sent('inner', ascii('up')), sent('outer', ascii('down')))
      .input(closed('outer', 'end'), closed('inner', 'end'))
      .ends();
  });
});
