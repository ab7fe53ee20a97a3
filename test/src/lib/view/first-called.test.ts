import { describe, expect, it } from 'vitest';
import { firstCalled } from '../../../../src/lib/view/first-called.ts';
import { sequenceOf } from '../../../../src/lib/view/sequence.ts';
import { lanes, smallRun } from '../../../support/small-run.ts';
import { Trace } from '../../../support/trace.ts';

const client = 'client a/http1#1';
const called = (trace: Trace) => firstCalled(sequenceOf(trace.steps), lanes, 'client');

describe('the first call', () => {
  it('is the lane of the first address, from the row of its SYN on', () => {
    const { trace, ids } = smallRun();
    expect(called(trace)).toEqual({ lane: 'vps443', row: ids.down.step });
  });

  it('is both where the second leaves before the first is answered', () => {
    const trace = new Trace();
    const first = trace.syn(client, 'downlink', '203.0.113.10', 443);
    const second = trace.syn(client, 'uplink', 'cdn.example', 443);
    trace.accepted(first.connection, 'vps front/listener', '', first.step);
    expect(called(trace)).toEqual({ lane: 'together', row: second.step });
  });

  it('is unknown while nobody was called, or somebody of whom no lane knows', () => {
    const trace = new Trace();
    trace.syn('app app/app#1', 'socks', '127.0.0.1', 10808);
    expect(called(trace)).toBeNull();
    trace.syn(client, 'uplink', '192.0.2.99', 443);
    expect(called(trace)).toBeNull();
  });
});
