import { describe, expect, it } from 'vitest';
import { runToEnd } from '../../../core/engine/run.ts';
import { dissect, titleOf, type Unit } from '../../../core/inspect/dissect.ts';
import { titleKeys } from '../../../core/inspect/topics.ts';
import { scenarios } from '../../../core/scenarios/index.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import type { Step } from '../../../core/trace/step.ts';
import { fieldPaths } from '../../../core/trace/units.ts';
import { ascii } from '../../support/playbook.ts';
import { WireSteps } from '../../support/wire-steps.ts';

const carriesOctets = (step: Step) => step.wire !== undefined && step.raw !== undefined;

/** The fields of all units follow each other and are the recorded octets; and so in what was opened. */
function expectPartition(steps: readonly Step[], step: Step): void {
  expectWhole(dissect(steps, step), step.raw?.data.length ?? 0, `step ${step.id}`);
}

function expectWhole(units: readonly Unit[], length: number, of: string): void {
  const fields = units.flatMap((unit) => unit.fields).sort((a, b) => a.start - b.start);
  let at = 0;
  for (const { path, start, end } of fields) {
    expect(start, `${path} of ${of} begins where the field before it ends`).toBe(at);
    expect(end).toBeGreaterThan(start);
    at = end;
  }
  expect(at, `the fields of ${of} together`).toBe(length);
  for (const { name, inner } of units) {
    if (inner) expectWhole(inner.units, inner.octets.length, `what is in ${name} of ${of}`);
  }
}

/** All units of a packet, those of what was opened included. */
const allOf = (units: readonly Unit[]): readonly Unit[] =>
  units.flatMap((unit) => [unit, ...allOf(unit.inner?.units ?? [])]);

const lines = (steps: readonly Step[], step: Step): string[] =>
  dissect(steps, step).map(
    ({ name, start, end, depth }) => `${'.'.repeat(depth)}${name} ${start}-${end}`,
  );

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
  'the packets of a run of %s',
  (_id, scenario) => {
    const world = worldOf(scenario);

    it.each([Number.POSITIVE_INFINITY, 1000, 7, 1])(
      'are partitioned by their fields when the wire cuts every %d octets',
      (segmentOctets) => {
        const { steps } = runToEnd(world, { wire: { windowOctets: 262_144, segmentOctets } });
        const packets = steps.filter(carriesOctets);
        expect(packets.length).toBeGreaterThan(20);
        // of very many, some
        const every = Math.ceil(packets.length / 400);
        for (const [n, step] of packets.entries())
          if (n % every === 0) expectPartition(steps, step);
      },
    );

    it('have no octets without a name, and no field or title that content could not know', () => {
      const { steps } = runToEnd(world);
      for (const step of steps.filter(carriesOctets)) {
        expect(titleKeys).toContain(titleOf(steps, step).key);
        for (const { name, fields } of allOf(dissect(steps, step))) {
          expect(name).not.toBe('octets');
          const paths = fields.map(({ path }) => path.replace(/\.\d+(?=\.|$)/g, '.*'));
          expect(fieldPaths[name]).toEqual(expect.arrayContaining(paths));
        }
      }
    });

    it('are called the same where they leave and where they arrive', () => {
      const { steps } = runToEnd(world);
      for (const step of steps.filter((s) => carriesOctets(s) && s.name === 'received')) {
        const sent = steps[step.cause as number] as Step;
        expect(titleOf(steps, step)).toEqual(titleOf(steps, sent));
      }
    });
  },
);

describe('dissect', () => {
  const head = 'POST /xh/3f0c/0 HTTP/1.1\r\nHost: a\r\nReferer: http://a/?x_padding=X\r\n';

  it('names what lies in what', () => {
    const wire = new WireSteps();
    const vless = `00${'ab'.repeat(16)}00010050010a000001`;
    const body = Uint8Array.from(
      (vless.match(/../g) as string[]).map((d) => Number.parseInt(d, 16)),
    );
    const text = ascii(`${head}Content-Length: ${body.length + 3}\r\n\r\n`);
    const post = wire.dial('uplink').dialler(Uint8Array.from([...text, ...body, 1, 2, 3]));
    const at = text.length;
    expect(lines(wire.steps, post)).toEqual([
      `http1:request_head 0-${at}`,
      `xhttp:packet ${at}-${at + body.length + 3}`,
      `.vless:request ${at}-${at + body.length}`,
      `.tunnelled ${at + body.length}-${at + body.length + 3}`,
    ]);
    expectPartition(wire.steps, post);
    const fields = dissect(wire.steps, post).flatMap((unit) => unit.fields);
    expect(fields.find(({ path }) => path === 'address')?.value).toBe('10.0.0.1');
  });

  it('shows a unit in each packet with its own part', () => {
    const wire = new WireSteps();
    const uplink = wire.dial('uplink');
    const first = uplink.dialler(ascii('GET /a HTTP/1.1\r\nHo'));
    const second = uplink.dialler(ascii('st: site.example\r\n\r\n'));
    for (const step of [first, second]) expectPartition(wire.steps, step);
    const named = (step: Step) => {
      const field = dissect(wire.steps, step)[0]?.fields.find(
        ({ path }) => path === 'headers.0.name',
      );
      return field && [field.start, field.end, field.value];
    };
    expect(named(first)).toEqual([17, 19, 'Host']);
    expect(named(second)).toEqual([0, 2, 'Host']);
  });

  it('names octets before the rest of their unit has come, as octets', () => {
    const wire = new WireSteps();
    const first = wire.dial('uplink').dialler(ascii('GET /a HT'));
    expect(lines(wire.steps, first)).toEqual(['octets 0-9']);
    expectPartition(wire.steps, first);
  });

  it('names only what was recorded', () => {
    const wire = new WireSteps();
    const socks = wire.dial('socks');
    socks.dialler('05 01 00');
    socks.dialler('05 01 00 01 0a000001 0050');
    const long = socks.dialler(new Uint8Array(9000), 4096);
    expect(lines(wire.steps, long)).toEqual(['tunnelled 0-4096']);
    expectPartition(wire.steps, long);
  });

  it('takes an arrival whose sender is outside the run', () => {
    const wire = new WireSteps();
    const outside = wire.dial();
    const sent = outside.dialler(ascii('GET /a HTTP/1.1\r\nHost: b\r\n\r\n'));
    const arrived = wire.delivered(sent);
    const steps = [arrived];
    expect(lines(steps, arrived)).toEqual(['http1:request_head 0-28']);
    expect(titleOf(steps, arrived)).toEqual({ key: 'http1.request', method: 'GET', target: '/a' });
  });

  it('gives nothing for a step without octets', () => {
    const wire = new WireSteps();
    wire.dial('uplink');
    const open = wire.steps[0] as Step;
    expect(dissect(wire.steps, open)).toEqual([]);
    expect(titleOf(wire.steps, open)).toEqual({ key: 'octets' });
  });

  it('goes on from where it was when steps are added, to the same array or to another', () => {
    const wire = new WireSteps();
    const uplink = wire.dial('uplink');
    uplink.dialler(ascii('GET /a HTTP/1.1\r\n'));
    const before = [...wire.steps];
    const first = before[1] as Step;
    expect(lines(before, first)).toEqual(['octets 0-17']);
    uplink.dialler(ascii('Host: b\r\n\r\n'));
    expect(lines(wire.steps, first)).toEqual(['http1:request_head 0-17']);
    expect(lines([...wire.steps], first)).toEqual(['http1:request_head 0-17']);
    expect(lines(before, first)).toEqual(['http1:request_head 0-17']);
  });

  it('begins anew for another run with the same beginning', () => {
    const wire = new WireSteps();
    const uplink = wire.dial('uplink');
    const beginning = [...wire.steps];
    const one = uplink.dialler(ascii('GET /one HTTP/1.1\r\n\r\n'));
    expect(titleOf([...beginning, one], one)).toMatchObject({ target: '/one' });
    const other = { ...one, raw: { length: 21, data: ascii('GET /two HTTP/1.1\r\n\r\n') } };
    expect(titleOf([...beginning, other], other)).toMatchObject({ target: '/two' });
  });
});
