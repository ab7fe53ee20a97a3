import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { ascii, blocked, closed, received, writable } from '../../support/playbook.ts';
import { testClient, testServer } from '../../support/tls-machines.ts';
import { type End, TlsPair } from '../../support/tls-pair.ts';

const connected = (): TlsPair => new TlsPair(testClient(), testServer()).start();
const flow = (pair: TlsPair, end: End): string[] =>
  pair
    .of(end)
    .flatMap((c) => (c.type === 'pause_reading' || c.type === 'resume_reading' ? [c] : []))
    .map(({ type, port }) => `${type} ${port}`);

describe.each(['client', 'server'] as const)('the back-pressure of a %s', (end) => {
  it('goes from the wire to whoever is inside', () => {
    const pair = connected().deliver(end, blocked('outer')).deliver(end, writable('outer'));
    expect(flow(pair, end)).toEqual(['pause_reading inner', 'resume_reading inner']);
  });

  it('goes from whoever is inside to the wire', () => {
    const pair = connected().deliver(end, blocked('inner')).deliver(end, writable('inner'));
    expect(flow(pair, end)).toEqual(['pause_reading outer', 'resume_reading outer']);
  });

  it('loses nothing that comes all the same', () => {
    const other = end === 'client' ? 'server' : 'client';
    const pair = connected().deliver(end, blocked('inner')).deliver(end, blocked('outer'));
    pair.say(end, ascii('out')).say(other, ascii('in'));
    expect(Buffer.concat(pair.sent(end, 'inner')).toString()).toBe('in');
    expect(Buffer.concat(pair.sent(other, 'inner')).toString()).toBe('out');
  });
});

describe.each(['client', 'server'] as const)('what comes to a %s in one input', (end) => {
  const other = end === 'client' ? 'server' : 'client';
  /** Records that the other end has sealed, and that have not arrived. */
  const held = (pair: TlsPair, ...texts: string[]): Uint8Array[] => {
    const records: Uint8Array[] = [];
    pair.tamper = (from, octets) => {
      if (from === other) records.push(octets);
      return null;
    };
    for (const text of texts) pair.say(other, ascii(text));
    return records;
  };

  it('goes on as one, however many records it was', () => {
    const pair = connected();
    const records = held(pair, 'one ', 'two ', 'three');
    pair.deliver(end, received('outer', concat(records)));
    expect(pair.sent(end, 'inner').map(String)).toEqual([String(ascii('one two three'))]);
  });

  it('goes on up to the record that is not good', () => {
    const pair = connected();
    const records = held(pair, 'one ', 'two', 'three');
    (records[2] as Uint8Array)[20] = (records[2] as Uint8Array).at(20) === 0 ? 1 : 0;
    pair.deliver(end, received('outer', concat(records)));
    expect(pair.sent(end, 'inner').map(String)).toEqual([String(ascii('one two'))]);
    expect(pair.state(end)).toBe('CLOSED');
  });
});

describe('a handshake', () => {
  it('goes on while whoever opened it takes nothing; the wire is held from its end on', () => {
    const pair = new TlsPair(testClient(), testServer());
    pair.deliver('client', blocked('inner')).start();
    expect(pair.state('client')).toBe('CONNECTED');
    expect(flow(pair, 'client')).toEqual(['pause_reading outer']);
  });

  it('that blocks the wire holds whoever is inside, once there is somebody', () => {
    const pair = new TlsPair(testClient(), testServer());
    pair.deliver('server', blocked('outer')).start();
    expect(flow(pair, 'server')).toEqual(['pause_reading inner']);
    pair.deliver('server', writable('outer'));
    expect(flow(pair, 'server')).toEqual(['pause_reading inner', 'resume_reading inner']);
  });

  it('that fails resumes and pauses nothing any more', () => {
    const pair = connected().deliver('client', closed('outer', 'reset'));
    pair.deliver('client', blocked('inner'));
    expect(flow(pair, 'client')).toEqual([]);
  });
});
