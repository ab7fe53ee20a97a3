import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { runToEnd } from '../../../core/engine/run.ts';
import { rememberKeyLog } from '../../../core/inspect/key-log.ts';
import { tappedRun } from '../../../core/node/tapped-run.ts';
import { scenarios } from '../../../core/scenarios/index.ts';
import { landmarksOf } from '../../../core/scenarios/landmarks.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import type { Recording } from '../../../core/trace/serialize.ts';
import { isStep, type Step } from '../../../core/trace/step.ts';
import { builtXray, hasGo } from '../../support/xray.ts';
import { plays, savedRecording, savedText, textOf } from '../../support/xray-recordings.ts';

/** Each host's dials: where to and what for, in order. */
const dialsIn = (steps: readonly Step[]): Readonly<Record<string, string[]>> => {
  const dials: Record<string, string[]> = {};
  for (const step of steps) {
    if (!isStep(step, 'open') || step.data.target.to !== 'address') continue;
    const { address, port, leg } = step.data.target;
    dials[step.at.host] = [...(dials[step.at.host] ?? []), `${address}:${port}, ${leg}`];
  }
  return dials;
};

/** What the client's core has announced, without what differs from run to run. */
const announcedIn = (steps: readonly Step[]): unknown[] =>
  steps.flatMap((step) => {
    if (!isStep(step, 'xhttp:dial_announced') && !isStep(step, 'xhttp:download_announced')) {
      return [];
    }
    const { destination, http_version, host } = step.data;
    return { name: step.name, destination, http_version, host };
  });

const octetsOf = (steps: readonly Step[], leg: string, host: string): number => {
  const [connection] = steps.flatMap((step) =>
    isStep(step, 'open') && step.data.target.to === 'address' && step.data.target.leg === leg
      ? [step.wire?.connection]
      : [],
  );
  const sends = steps.filter(
    ({ wire, name, at }) => wire?.connection === connection && name === 'send' && at.host === host,
  );
  return sends.at(-1)?.wire?.to ?? 0;
};

describe.skipIf(!hasGo()).each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
  'a run of %s between taps',
  (_, scenario) => {
    const { steps: ours } = runToEnd(worldOf(scenario), { seed: 1 });

    describe.each(plays)('with %s', (core, foreign) => {
      let fresh: Recording;
      beforeAll(async () => {
        const xray = await builtXray();
        fresh = await tappedRun({ scenario, xray, foreign });
        rememberKeyLog(fresh.steps, fresh.keyLog ?? '');
      }, 1_200_000);

      it('has a tree of steps, in order of time', () => {
        expect(fresh.steps.length).toBeGreaterThan(50);
        for (const [i, { id, cause, links = [], time }] of fresh.steps.entries()) {
          expect(id).toBe(i);
          for (const before of cause === null ? links : [cause, ...links]) {
            expect(before).toBeLessThan(id);
          }
          expect(time).toBeGreaterThanOrEqual(fresh.steps[i - 1]?.time ?? 0);
        }
      });
      it('has the addresses of the scenario, and none of this computer', () => {
        const texts = fresh.steps.map(({ at, data }) => JSON.stringify([at, data])).join('\n');
        const ports = [...texts.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
        const isShown = (port: number) =>
          port === 10_808 || port === scenario.originPort || (port >= 49_152 && port < 49_200);
        expect(ports.filter((port) => !isShown(port))).toEqual([]);
      });
      it('dials as our own run does, host by host', () => {
        expect(dialsIn(fresh.steps)).toEqual(dialsIn(ours));
      });
      it('announces what our core does', () => {
        expect(announcedIn(fresh.steps)).toEqual(announcedIn(ours));
      });
      it('comes to the landmarks of our own run', () => {
        const at = landmarksOf(fresh.steps);
        expect([...landmarksOf(ours).keys()].filter((name) => !at.has(name))).toEqual([]);
      });
      it('ends with the app’s answer', () => {
        const answer = fresh.steps.find((step) => isStep(step, 'app:response_received'));
        expect(answer?.data).toMatchObject({ status: 200 });
        expect(octetsOf(fresh.steps, 'destination', 'site')).toBe(
          octetsOf(ours, 'destination', 'site'),
        );
      });
      it('weighs at most 60 kB compressed', () => {
        expect(gzipSync(textOf(fresh), { level: 9 }).length).toBeLessThanOrEqual(60_000);
      });

      it('is what the site has of it (else: npm run record:xray)', () => {
        const saved = savedRecording(scenario, core);
        expect(gzipSync(savedText(scenario, core), { level: 9 }).length).toBeLessThanOrEqual(
          60_000,
        );
        expect([saved.scenario, saved.core, saved.network]).toEqual([scenario.id, core, 'sockets']);
        expect(dialsIn(saved.steps)).toEqual(dialsIn(fresh.steps));
        expect(announcedIn(saved.steps)).toEqual(announcedIn(fresh.steps));
      });
    });
  },
);
