import { describe, expect, it } from 'vitest';
import { type Packet, rowAt, rowsOf, sequenceOf } from '../../../../src/lib/view/sequence.ts';
import { smallRun } from '../../../support/small-run.ts';
import { Trace } from '../../../support/trace.ts';

const packets = (trace: Trace): Packet[] =>
  sequenceOf(trace.steps).filter((entry) => entry.kind === 'packet');

/** A connection that is up; gives its number and the step in which the dialler learns so. */
function connected(trace: Trace) {
  const { connection, step } = trace.syn('client a/http1#1', 'uplink', '198.51.100.7', 443);
  const accepted = trace.accepted(connection, 'cdn cdn/listener', '', step);
  const opened = trace.opened(connection, 'client a/http1#1', step, accepted);
  return { connection, opened };
}

describe('a handshake', () => {
  it('is a SYN from open to accepted, and its answer from accepted to opened', () => {
    const { steps, ids } = smallRun();
    const [syn, answer] = sequenceOf(steps).filter(
      (entry) => entry.kind === 'packet' && entry.connection === ids.down.connection,
    ) as Packet[];
    expect(syn).toMatchObject({
      id: ids.down.step,
      segment: 'syn',
      by: 'dialler',
      listener: '203.0.113.10:443',
      sent: { step: ids.down.step, time: 0 },
      arrived: { step: ids.door, time: 110 },
    });
    expect(answer).toMatchObject({
      id: ids.door,
      segment: 'syn_ack',
      by: 'acceptor',
      sent: { step: ids.door, time: 110 },
      arrived: { step: ids.usable, time: 220 },
    });
    expect(syn?.to?.host).toBe('vps');
  });

  it('is a SYN with a failure where nobody answers', () => {
    const trace = new Trace();
    const { connection } = trace.syn('client a/http1#1', 'uplink', '198.51.100.7', 443);
    trace.end('closed', connection, 'dialler', 'client a/http1#1', 0, 'failed');
    expect(packets(trace)).toHaveLength(1);
    expect(packets(trace)[0]).toMatchObject({ failure: 'unreachable', arrived: null, to: null });
  });
});

describe('data', () => {
  it('arrives with its last octet', () => {
    const trace = new Trace();
    const { connection, opened } = connected(trace);
    const send = trace.send(connection, 'dialler', 'client a/http1#1', '0123456789', opened);
    trace.received(connection, 'acceptor', 'cdn cdn/http1#1', send, 4);
    const last = trace.received(connection, 'acceptor', 'cdn cdn/http1#1', send, 10);
    expect(packets(trace).at(-1)).toMatchObject({ octets: 10, arrived: { step: last } });
    expect(packets(trace)).toHaveLength(3);
  });

  it('of two sends arrives together where one delivery carries both', () => {
    const trace = new Trace();
    const { connection, opened } = connected(trace);
    trace.send(connection, 'dialler', 'client a/http1#1', 'one', opened);
    trace.send(connection, 'dialler', 'client a/http1#1', 'two', opened);
    const both = trace.received(connection, 'acceptor', 'cdn cdn/http1#1', 4);
    expect(packets(trace).slice(2)).toMatchObject([
      { arrived: { step: both } },
      { arrived: { step: both } },
    ]);
  });

  it('from outside the run is a packet without a sender', () => {
    const trace = new Trace();
    const accepted = trace.accepted(7, 'client socks-in/listener', '127.0.0.1:10808', null);
    const read = trace.received(7, 'acceptor', 'client socks-in/socks#1', accepted, 3);
    expect(packets(trace)).toMatchObject([
      { segment: 'syn_ack', listener: '127.0.0.1:10808' },
      { id: read, segment: 'data', sent: null, from: null, by: 'dialler', arrived: { step: read } },
    ]);
  });
});

describe('an end', () => {
  it('is a FIN or an RST from close to closed, once a direction', () => {
    const trace = new Trace();
    const { connection, opened } = connected(trace);
    const fin = trace.end('close', connection, 'dialler', 'client a/http1#1', opened);
    trace.end('close', connection, 'dialler', 'client a/http1#1', opened);
    const seen = trace.end('closed', connection, 'acceptor', 'cdn cdn/http1#1', fin);
    const rst = trace.end('close', connection, 'acceptor', 'cdn cdn/http1#1', seen, 'reset');
    expect(packets(trace).slice(2)).toMatchObject([
      { segment: 'fin', by: 'dialler', sent: { step: fin }, arrived: { step: seen } },
      { segment: 'rst', by: 'acceptor', sent: { step: rst }, arrived: null },
    ]);
  });

  it('is an RST without a sending step where a machine left its connection behind', () => {
    const trace = new Trace();
    const { connection, opened } = connected(trace);
    const gone = trace.end('closed', connection, 'acceptor', 'cdn cdn/http1#1', opened, 'reset');
    expect(packets(trace).at(-1)).toMatchObject({
      id: gone,
      segment: 'rst',
      by: 'dialler',
      sent: null,
      arrived: { step: gone },
    });
  });
});

describe('the route', () => {
  it('of a connection that serves another is the half that made somebody open it', () => {
    const { steps, ids } = smallRun();
    const routeOf = (connection: number) =>
      (
        sequenceOf(steps).find(
          (entry) => entry.kind === 'packet' && entry.connection === connection,
        ) as Packet
      ).route;
    expect(routeOf(ids.socks.connection)).toBe('other');
    expect(routeOf(ids.down.connection)).toBe('downlink');
    expect(routeOf(ids.back.connection)).toBe('downlink');
    expect(routeOf(ids.up.connection)).toBe('uplink');
    expect(routeOf(ids.origin.connection)).toBe('uplink');
  });
});

describe('the rows', () => {
  const { steps, ids } = smallRun();
  const sequence = sequenceOf(steps);

  it('are packets and decisions first, all else on demand', () => {
    const first = rowsOf(sequence, 'core');
    expect(first.map((row) => row.kind)).not.toContain('inner');
    expect(first.map((row) => row.id)).toContain(ids.fallback);
    expect(rowsOf(sequence, 'base').length).toBeGreaterThan(first.length);
    expect(rowsOf(sequence, 'extra')).toBe(sequence);
  });

  it('are in the order of work, each under its own step', () => {
    const all = sequence.map((row) => row.id);
    expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
  });

  it('are found by their step, by an arrival, and else by what came before', () => {
    const rows = rowsOf(sequence, 'core');
    expect(rows[rowAt(rows, ids.get)]?.id).toBe(ids.get);
    expect(rows[rowAt(rows, ids.usable)]?.id).toBe(ids.door);
    expect(rows[rowAt(rows, ids.asked + 2)]?.id).toBe(ids.asked);
    expect(rowAt(rows, -1)).toBe(-1);
  });
});
