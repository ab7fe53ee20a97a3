import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import { carriedBy } from '../../../core/inspect/inside.ts';
import type { Step } from '../../../core/trace/step.ts';
import { ascii } from '../../support/playbook.ts';
import { SealedWire } from '../../support/sealed-wire.ts';
import { WireSteps } from '../../support/wire-steps.ts';

const get = ascii('GET /a HTTP/1.1\r\nHost: b\r\n\r\n');

describe('what a step carries', () => {
  it('is all of its octets where there is no TLS', () => {
    const wire = new WireSteps();
    const step = wire.dial('uplink').dialler(get);
    expect(toHex(carriedBy(wire.steps, step))).toBe(toHex(get));
  });

  it('is what its records hold, and nothing of a handshake', () => {
    const wire = new WireSteps();
    const sealed = new SealedWire(wire, 'uplink');
    const handshake = wire.steps.filter(({ name }) => name === 'send');
    for (const step of handshake) expect(carriedBy(wire.steps, step)).toHaveLength(0);
    const step = sealed.say('client', get);
    expect(toHex(carriedBy(wire.steps, step))).toBe(toHex(get));
  });

  it('is with the last part of a record that arrives in several', () => {
    const wire = new WireSteps();
    const sealed = new SealedWire(wire, 'uplink');
    const sent = sealed.say('client', get);
    const parts = [wire.delivered(sent, 0, 20), wire.delivered(sent, 20)];
    expect(parts.map((part) => carriedBy(wire.steps, part).length)).toEqual([0, get.length]);
  });

  it('is not known where nobody has told the secret', () => {
    const wire = new WireSteps();
    const sealed = new SealedWire(wire, 'uplink', { isTold: false });
    expect(carriedBy(wire.steps, sealed.say('client', get))).toHaveLength(0);
  });

  it('is nothing where a step carries nothing', () => {
    const wire = new WireSteps();
    wire.dial('uplink');
    expect(carriedBy(wire.steps, wire.steps[0] as Step)).toHaveLength(0);
  });
});
