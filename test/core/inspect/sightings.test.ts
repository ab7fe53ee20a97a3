import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { runToEnd } from '../../../core/engine/run.ts';
import type { Leg } from '../../../core/inspect/conversation.ts';
import type { Exchange } from '../../../core/inspect/exchange.ts';
import { isResponse, requestIn, sightingsOf } from '../../../core/inspect/sightings.ts';
import { cdnUpRealityDown } from '../../../core/scenarios/cdn-up-reality-down.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import type { Step } from '../../../core/trace/step.ts';
import { fieldBlock, headers, requestBlock } from '../../support/http2-frames.ts';
import { ascii } from '../../support/playbook.ts';
import { SealedWire } from '../../support/sealed-wire.ts';
import { WireSteps } from '../../support/wire-steps.ts';

const get = ascii('GET /a HTTP/1.1\r\nHost: b\r\n\r\n');
const answer = ascii('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');

describe('what begins in a step', () => {
  it('is told with the leg and with who sends it', () => {
    const wire = new WireSteps();
    const sent = wire.dial('uplink').dialler(get);
    const arrived = wire.delivered(sent);
    for (const step of [sent, arrived]) {
      expect(sightingsOf(wire.steps, step)).toMatchObject({
        leg: 'uplink',
        side: 'dialler',
        units: [{ name: 'http1:request_head' }],
      });
    }
    expect(sightingsOf(wire.steps, wire.steps[0] as Step)).toBeNull();
  });

  it('does not have what began before', () => {
    const wire = new WireSteps();
    const uplink = wire.dial('uplink');
    uplink.dialler(get.subarray(0, 5));
    const rest = uplink.dialler(get.subarray(5));
    expect(sightingsOf(wire.steps, rest)?.units).toEqual([]);
    const whole = wire.dial('uplink').dialler(get);
    const parts = [wire.delivered(whole, 0, 5), wire.delivered(whole, 5)];
    expect(parts.map((step) => sightingsOf(wire.steps, step)?.units.length)).toEqual([1, 0]);
  });

  it('has what is inside of records that can be opened', () => {
    const wire = new WireSteps();
    const sealed = new SealedWire(wire, 'destination');
    const step = sealed.say('client', get);
    expect(sightingsOf(wire.steps, step)?.units.map(({ name }) => name)).toEqual([
      ...['tls:record_header', 'tls:encrypted_record', 'http1:request_head', 'tls:inner_type'],
    ]);
  });
});

describe('what was sealed in a record that arrives in two packets', () => {
  it('counts where the last octet of the record is', () => {
    const wire = new WireSteps();
    const sent = new SealedWire(wire, 'destination').say('client', get);
    const [first, second] = [wire.delivered(sent, 0, 20), wire.delivered(sent, 20)];
    const names = (step: Step) => sightingsOf(wire.steps, step)?.units.map(({ name }) => name);
    expect(names(first)).toEqual(['tls:record_header', 'tls:encrypted_record']);
    expect(names(second)).toEqual(['http1:request_head', 'tls:inner_type']);
  });
});

describe('a run', () => {
  const { steps } = runToEnd(worldOf(cdnUpRealityDown));
  const sent = steps.filter(({ name, wire }) => name === 'send' && wire);
  const requestsOn = (leg: Leg) =>
    sent.flatMap((step) => {
      const seen = sightingsOf(steps, step);
      return seen?.leg === leg ? seen.units.flatMap((unit) => requestIn(unit) ?? []) : [];
    });
  const ofXhttp = (leg: Leg) => requestsOn(leg).flatMap(({ xhttp }) => xhttp ?? []);
  const sessionOf = (xhttp: NonNullable<Exchange['xhttp']>) =>
    'session' in xhttp ? xhttp.session : null;

  it('has the GET on the downlink and the POSTs on the uplink, of one session', () => {
    const [gets, posts] = [ofXhttp('downlink'), ofXhttp('uplink')];
    expect(gets.map(({ role }) => role)).toEqual(['downlink']);
    expect(posts.length).toBeGreaterThan(0);
    for (const { role } of posts) expect(role).toBe('packet');
    expect(new Set([...gets, ...posts].map(sessionOf)).size).toBe(1);
  });

  it('has the request that the POSTs carry, which is no part of XHTTP', () => {
    const carried = requestsOn('uplink').filter(({ xhttp }) => !xhttp);
    expect(carried).toEqual([{ method: 'GET', target: '/', xhttp: null }]);
    expect(requestsOn('target')).toEqual([]);
  });

  it('has what arrives once, however the wire cuts it', () => {
    const wire = { windowOctets: 262_144, segmentOctets: 300 };
    const cut = runToEnd(worldOf(cdnUpRealityDown), { wire }).steps;
    const arrived = cut
      .filter(({ name }) => name === 'received')
      .flatMap((step) => sightingsOf(cut, step)?.units ?? []);
    expect(arrived.length).toBeGreaterThan(100);
    expect(new Set(arrived).size).toBe(arrived.length);
  });

  it('has each unit once, though its octets leave and arrive', () => {
    const units = sent.flatMap((step) => sightingsOf(steps, step)?.units ?? []);
    expect(units.length).toBeGreaterThan(100);
    expect(new Set(units).size).toBe(units.length);
  });
});

describe('the head of a message', () => {
  const unitsOf = (dialler: Uint8Array, acceptor: Uint8Array) => {
    const wire = new WireSteps();
    const link = wire.dial('destination');
    return [link.dialler(dialler), link.acceptor(acceptor)].flatMap((step) => {
      return sightingsOf(wire.steps, step)?.units ?? [];
    });
  };

  it.each([
    ['HTTP/1.1', get, answer],
    [
      'HTTP/2',
      Uint8Array.from([
        ...ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
        ...headers(1, requestBlock({ ':path': '/a' })),
      ]),
      headers(1, fieldBlock({ ':status': '200' })),
    ],
  ])('of a request or of a response is told: %s', (_version, dialler, acceptor) => {
    const units = unitsOf(dialler, acceptor);
    expect(units.flatMap((unit) => requestIn(unit)?.target ?? [])).toEqual(['/a']);
    expect(units.filter(isResponse)).toHaveLength(1);
  });

  it('of an informational response is none', () => {
    const units = unitsOf(get, ascii('HTTP/1.1 103 Early Hints\r\n\r\n'));
    expect(units.filter(isResponse)).toEqual([]);
    const preface = ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    const hints = headers(1, fieldBlock({ ':status': '103' }));
    const [, , ...answered] = unitsOf(concat([preface, headers(1)]), hints);
    expect(answered.map(({ name }) => name)).toContain('http2:headers');
    expect(answered.filter(isResponse)).toEqual([]);
  });
});
