import { describe, expect, it } from 'vitest';
import { Gate } from '../../../core/reality/forwarding.ts';
import { Tunnel } from '../../../core/reality/tunnel.ts';
import { type Doing, port } from '../../../core/sansio/machine.ts';
import { ascii, closes, sent } from '../../support/playbook.ts';

const tunnel = () => {
  const [outer, target] = [port<Uint8Array>('outer'), port<Uint8Array>('target')];
  const gates = { outer: new Gate(outer), target: new Gate(target) };
  return new Tunnel({ outer, target, gates, limits: { uplink: null, downlink: null } });
};
const all = (doing: Doing): unknown[] => [...doing];
const text = ascii('text');

describe("a stranger's tunnel", () => {
  it('begins each direction by itself', () => {
    const one = tunnel();
    expect([one.hasUplink, one.hasDownlink]).toEqual([false, false]);
    expect(all(one.fromTarget(text, 0))).toEqual([sent('outer', text)]);
    expect([one.hasUplink, one.hasDownlink]).toEqual([false, true]);
    one.startUplink(true, 0);
    expect(all(one.fromClient(text, 0))).toEqual([sent('target', text)]);
    expect(one.isOver).toBe(false);
  });

  it('is over when both have ended', () => {
    const one = tunnel();
    one.startUplink(true, 0);
    all(one.fromTarget(text, 0));
    expect(all(one.clientClosed('end'))).toEqual([closes('target')]);
    expect(one.isOver).toBe(false);
    expect(all(one.targetClosed('end'))).toEqual([closes('outer')]);
    expect(one.isOver).toBe(true);
  });

  it.each(['end', 'reset'] as const)(
    'is over with the %s of a target that has said nothing',
    (how) => {
      const one = tunnel();
      one.startUplink(true, 0);
      expect(all(one.targetClosed(how))).toEqual([]);
      expect(one.isOver).toBe(true);
    },
  );

  it('is over with a client that resets, or ends before its uplink has begun', () => {
    const [reset, early] = [tunnel(), tunnel()];
    reset.startUplink(true, 0);
    all(reset.clientClosed('reset'));
    all(early.clientClosed('end'));
    expect([reset.isOver, early.isOver]).toEqual([true, true]);
  });

  it('makes an end of a reset, and is over with the next octet or end of the client', () => {
    for (const next of ['octets', 'end'] as const) {
      const one = tunnel();
      one.startUplink(true, 0);
      all(one.fromTarget(text, 0));
      expect(all(one.targetClosed('reset'))).toEqual([closes('outer')]);
      expect(one.isOver).toBe(false);
      expect(all(next === 'end' ? one.clientClosed('end') : one.fromClient(text, 0))).toEqual([]);
      expect(one.isOver).toBe(true);
    }
  });
});
