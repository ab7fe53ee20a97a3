import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { noble } from '../../../core/crypto/noble.ts';
import { nodeCrypto } from '../../../core/node/crypto.ts';
import type { Command } from '../../../core/sansio/machine.ts';
import { clientSending, standDrawing, trace } from '../../support/rfc8448.ts';
import type { Stand } from '../../support/stand.ts';

const sentOn = (port: string, commands: readonly Command[]): Uint8Array =>
  concat([
    ...commands.flatMap((c) =>
      c.type === 'send' && c.port === port ? [c.value as Uint8Array] : [],
    ),
    new Uint8Array(),
  ]);
const fromServer = (stand: Stand, ...records: readonly Uint8Array[]) =>
  stand.deliver({ type: 'received', port: 'outer', value: concat(records) });

describe.each([noble, nodeCrypto])('a client, by $name', (crypto) => {
  it('RFC 8448 §3: sends the records of the simple handshake, and reads the server’s', () => {
    const value = trace(3);
    const hello = value('client ClientHello message');
    const drawn = [new Uint8Array(32), new Uint8Array(32), value('client private key')];
    const stand = standDrawing(clientSending(crypto, hello), ...drawn);
    stand.deliver({ type: 'start' });
    const opened = stand.deliver({ type: 'opened', port: 'outer', addresses: null });
    expect(sentOn('outer', opened)).toEqual(concat([Uint8Array.of(22, 3, 1, 0, 0xc4), hello]));

    const serverHello = value('server ServerHello message');
    const helloRecord = concat([Uint8Array.of(22, 3, 3, 0, 0x5a), serverHello]);
    const commands = fromServer(stand, helloRecord, value('server flight record'));
    expect(sentOn('outer', commands)).toEqual(value('client Finished record'));
    expect(commands.some(({ type }) => type === 'ready')).toBe(true);
    expect(stand.machine.state.name).toBe('CONNECTED');

    expect(fromServer(stand, value('server NewSessionTicket record'))).toEqual([]);
    const data = value('application data');
    const said = stand.deliver({ type: 'received', port: 'inner', value: data });
    expect(sentOn('outer', said)).toEqual(value('client application data record'));
    const heard = fromServer(stand, value('server application data record'));
    expect(sentOn('inner', heard)).toEqual(data);
    const ended = stand.deliver({ type: 'closed', port: 'inner', how: 'end' });
    expect(sentOn('outer', ended)).toEqual(value('client close_notify record'));
    const last = fromServer(stand, value('server close_notify record'));
    expect(last).toContainEqual({ type: 'close', port: 'inner', how: 'end' });
    expect(stand.isClosed).toBe(true);
  });

  it('RFC 8448 §7: sends change_cipher_spec in compatibility mode, and passes over the server’s', () => {
    const value = trace(7);
    const hello = value('client ClientHello record');
    const drawn = [new Uint8Array(32), new Uint8Array(32), value('client private key')];
    const stand = standDrawing(clientSending(crypto, hello.slice(5)), ...drawn);
    stand.deliver({ type: 'start' });
    const opened = stand.deliver({ type: 'opened', port: 'outer', addresses: null });
    expect(sentOn('outer', opened)).toEqual(hello);
    const commands = fromServer(
      stand,
      value('server ServerHello record'),
      value('change_cipher_spec record'),
      value('server flight record'),
    );
    const flight = [value('change_cipher_spec record'), value('client Finished record')];
    expect(sentOn('outer', commands)).toEqual(concat(flight));
    const ended = stand.deliver({ type: 'closed', port: 'inner', how: 'end' });
    expect(sentOn('outer', ended)).toEqual(value('client close_notify record'));
    fromServer(stand, value('server close_notify record'));
    expect(stand.isClosed).toBe(true);
  });
});
