import { describe, expect, it } from 'vitest';
import { Dissector } from '../../../core/inspect/dissector.ts';
import type { Step } from '../../../core/trace/step.ts';
import { ascii } from '../../support/playbook.ts';
import { WireSteps } from '../../support/wire-steps.ts';

function unitsIn(wire: WireSteps, step: Step): string[] {
  const dissector = new Dissector();
  dissector.follow(wire.steps);
  return dissector.placeOf(step)?.marks.map(({ unit }) => unit.name) ?? [];
}

describe('Dissector', () => {
  it.each([
    ['socks', '05 01 00', ['socks:method_selection']],
    ['uplink', `00 ${'ab'.repeat(16)} 00 03`, ['vless:request']],
    ['destination', '16 03 01', []],
  ] as const)('tells on the %s leg by the first octets what is spoken', (leg, octets, units) => {
    const wire = new WireSteps();
    const step = wire.dial(leg).dialler(octets);
    expect(unitsIn(wire, step)).toEqual(units);
  });

  it('knows SOCKS by its first octet where nobody says what a connection is for', () => {
    const wire = new WireSteps();
    const step = wire.dial().dialler('05 01 00');
    expect(unitsIn(wire, step)).toEqual(['socks:method_selection']);
  });

  it('counts octets once, whether it sees them leave, arrive, or both', () => {
    const wire = new WireSteps();
    const downlink = wire.dial('downlink');
    const first = downlink.dialler(ascii('GET /a HTTP/1.1\r\n'));
    wire.delivered(first, 0, 5);
    const second = downlink.dialler(ascii('Host: b\r\n\r\n'));
    wire.delivered(first, 5, 17);
    expect(unitsIn(wire, wire.delivered(second))).toEqual(['http1:request_head']);
  });

  it('does not look for XHTTP on the way to a destination', () => {
    const id = '3f0c8a52-9d1e-4b7a-8f6d-0123456789ab';
    const wire = new WireSteps();
    const post = ascii(`POST /${id}/0 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx`);
    expect(unitsIn(wire, wire.dial('destination').dialler(post))).toContain('http1:body');
    expect(unitsIn(wire, wire.dial('origin').dialler(post))).toContain('xhttp:packet');
  });

  it('pairs responses with requests in order', () => {
    const wire = new WireSteps();
    const uplink = wire.dial('destination');
    uplink.dialler(ascii('HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'));
    const answer = ascii('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n');
    const step = uplink.acceptor(Uint8Array.from([...answer, ...answer, 0x6f, 0x6b]));
    expect(unitsIn(wire, step)).toEqual([
      'http1:response_head',
      'http1:response_head',
      'http1:body',
    ]);
  });

  it('knows the steps that it has followed, more of them, and fewer', () => {
    const wire = new WireSteps();
    const uplink = wire.dial('uplink');
    uplink.dialler('16');
    const dissector = new Dissector();
    dissector.follow(wire.steps);
    const more = [...wire.steps, uplink.dialler('17')];
    expect(dissector.knows(more)).toBe(true);
    expect(dissector.knows(more.slice(0, 1))).toBe(true);
    expect(dissector.knows([more[0] as Step, more[2] as Step])).toBe(false);
  });
});
