import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sightingsOf } from '../../core/inspect/sightings.ts';
import type { FoundUnit } from '../../core/inspect/track.ts';
import { cdnUpRealityDown } from '../../core/scenarios/cdn-up-reality-down.ts';
import { perform } from '../../core/scenarios/experiment.ts';
import { type Landmark, landmarksOf } from '../../core/scenarios/landmarks.ts';
import { capturedDelays, type Scenario } from '../../core/scenarios/scenario.ts';
import { splitPlain } from '../../core/scenarios/split-plain.ts';
import { listeningApp, listeningAppSecured } from '../../core/scenarios/variants.ts';
import { isStep, type Step } from '../../core/trace/step.ts';
import { root } from '../architecture/source-files.ts';
import { liveRun } from '../support/live-run.ts';

type Leg = 'downlink' | 'uplink';

interface Row {
  readonly ms: number;
  readonly from: string;
  readonly to: string;
  readonly kind: string;
}

const rowsOf = (figure: string): readonly Row[] =>
  readFileSync(join(root, 'test/vectors/learner-figures', `${figure}.tsv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [ms, from = '', to = '', kind = ''] = line.split('\t');
      return { ms: Number(ms), from, to, kind };
    });

/** Where a row of the figures is in a run, as the client sees it; or why it is nowhere. */
type Place =
  | { readonly landmark: Landmark }
  /** The answer to a SYN. */
  | { readonly answered: Leg }
  /** The record with the first unit that fits. */
  | {
      readonly leg: Leg;
      readonly by: 'client' | 'server';
      readonly fits: (unit: FoundUnit) => boolean;
    }
  | { readonly why: string };

const named =
  (name: FoundUnit['name']) =>
  (unit: FoundUnit): boolean =>
    unit.name === name;
const isSettings =
  (ack: boolean) =>
  ({ name, value }: FoundUnit): boolean =>
    name === 'http2:settings' && (value as { readonly ack: boolean }).ack === ack;
const endsPacket = ({ name, value, exchange }: FoundUnit): boolean =>
  name === 'http2:data' &&
  exchange?.xhttp?.role === 'packet' &&
  ((value as { readonly flags: number }).flags & 1) === 1;

const imitated =
  'Two records in one instant, right behind the handshake: they fit what REALITY sends where its target would send ' +
  'session tickets (a real Xray does so when its target sends some). The target of the scenario sends none.';

/** Of both figures, which have the same rows. */
const places: readonly Place[] = [
  { landmark: 'downlink.syn' },
  { answered: 'downlink' },
  { landmark: 'downlink.client-hello' },
  { leg: 'downlink', by: 'server', fits: named('tls:server_hello') },
  { leg: 'downlink', by: 'server', fits: named('tls:finished') },
  { landmark: 'downlink.finished' },
  { landmark: 'downlink.preface' },
  { landmark: 'downlink.get' },
  { landmark: 'uplink.syn' },
  { why: imitated },
  { why: imitated },
  { leg: 'downlink', by: 'server', fits: isSettings(false) },
  { leg: 'downlink', by: 'client', fits: isSettings(true) },
  { answered: 'uplink' },
  { landmark: 'uplink.client-hello' },
  { leg: 'uplink', by: 'server', fits: named('tls:server_hello') },
  { leg: 'uplink', by: 'server', fits: named('tls:finished') },
  { landmark: 'uplink.finished' },
  { landmark: 'uplink.preface' },
  { landmark: 'uplink.post#0' },
  { leg: 'uplink', by: 'client', fits: endsPacket },
];

/** The step at the client, or undefined where the run does not come there. */
function stepOf(place: Exclude<Place, { why: string }>, steps: readonly Step[]): Step | undefined {
  if ('landmark' in place) return steps[landmarksOf(steps).get(place.landmark) ?? -1];
  if ('answered' in place) {
    return steps.find(
      (step) => step.name === 'opened' && step.wire && legOf(steps, step) === place.answered,
    );
  }
  const { leg, by, fits } = place;
  return steps.find((step) => {
    const seen = step.at.host === 'client' ? sightingsOf(steps, step) : null;
    const isSide = seen?.side === (by === 'client' ? 'dialler' : 'acceptor');
    return seen?.leg === leg && isSide && seen.units.some(fits);
  });
}

/** What the connection of a step was dialled for. */
function legOf(steps: readonly Step[], { wire }: Step): string | undefined {
  const open = steps.find(
    (step) => step.name === 'open' && step.wire?.connection === wire?.connection,
  );
  return open && isStep(open, 'open') && open.data.target.to === 'address'
    ? open.data.target.leg
    : undefined;
}

const { steps } = perform({ scenario: cdnUpRealityDown });

describe.each(['figure-1', 'figure-2'])('the rows of %s', (figure) => {
  const rows = rowsOf(figure);
  const told = rows.flatMap((row, i) => {
    const place = places[i];
    return place && !('why' in place) ? [{ row, step: stepOf(place, steps) as Step }] : [];
  });

  it('have a place each in the run of the main scenario, or a reason why not', () => {
    expect(rows).toHaveLength(places.length);
    expect(told.map(({ step }) => step?.id)).not.toContain(undefined);
    expect(rows.length - told.length).toBe(2);
  });

  it('are on the same connection there, and go the same way', () => {
    const seen = told.map(({ step }) => {
      const peer = legOf(steps, step) === 'downlink' ? 'vps' : 'cdn';
      const isSent = step.name === 'open' || step.name === 'send';
      return isSent ? `client→${peer}` : `${peer}→client`;
    });
    expect(seen).toEqual(told.map(({ row }) => `${row.from}→${row.to}`));
    expect(told.every(({ step }) => step.at.host === 'client')).toBe(true);
  });

  it('are SYNs there and TLS records there', () => {
    const kinds = told.map(({ step }) => (step.name.startsWith('open') ? 'SYN' : 'TLS'));
    expect(kinds).toEqual(told.map(({ row }) => row.kind));
    for (const { step } of told.filter(({ row }) => row.kind === 'TLS')) {
      const units = sightingsOf(steps, step)?.units ?? [];
      expect(units.map(({ name }) => name)).toContain('tls:record_header');
    }
  });

  it('come in the same order there', () => {
    const ids = told.map(({ step }) => step.id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    const dials = steps.filter(
      (step) => step.at.host === 'client' && step.name === 'open' && step.wire,
    );
    expect(dials).toHaveLength(2);
  });
});

describe('between the downlink that can be used and the SYN of the uplink', () => {
  const pauseOf = (scenario: Scenario): number => {
    const { steps: all } = perform({ scenario });
    const at = landmarksOf(all);
    const time = (name: Landmark) => all[at.get(name) as number]?.time as number;
    return time('uplink.syn') - time('downlink.usable');
  };

  it.each([splitPlain, cdnUpRealityDown])(
    'no time passes with an app that speaks first: $id',
    (scenario) => {
      expect(scenario.delaysMs).toBe(capturedDelays);
      expect(pauseOf(scenario)).toBe(0);
    },
  );

  it.each([listeningApp, listeningAppSecured])(
    '500 ms pass with an app that listens: $id',
    (scenario) => {
      expect(pauseOf(scenario)).toBe(500);
    },
  );

  it.each([splitPlain, cdnUpRealityDown])(
    'the order is the same on real sockets: $id',
    async ({ id }) => {
      const live = await liveRun(id);
      const at = landmarksOf(live);
      const [usable, syn] = (['downlink.usable', 'uplink.syn'] as const).map((name) => {
        const step = live[at.get(name) ?? -1];
        expect(step, name).toBeDefined();
        return step as Step;
      }) as [Step, Step];
      expect(usable.id).toBeLessThan(syn.id);
      console.log(
        `${id}, live: uplink.syn ${(syn.time - usable.time).toFixed(2)} ms after downlink.usable`,
      );
    },
  );
});
