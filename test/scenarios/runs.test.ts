import { describe, expect, it } from 'vitest';
import { firstDifference, replay } from '../../core/engine/replay.ts';
import { runToEnd } from '../../core/engine/run.ts';
import { scenarios } from '../../core/scenarios/index.ts';
import { landmarkNames, landmarksOf } from '../../core/scenarios/landmarks.ts';
import { worldOf } from '../../core/scenarios/scenario.ts';
import type { Step } from '../../core/trace/step.ts';

const line = (step: Step): string =>
  `${step.id}←${step.cause ?? '·'} ${step.at.host} ${step.at.machine}${step.at.port ? `:${step.at.port}` : ''} ${step.name}`;

const ofTls = /-hello$|finished$|preface$/;
const ofReality = /^target\.|^reality\./;
const ofSplit = /announced$|^vps443\./;
/** Landmarks of what a scenario has not. */
const notIn: Readonly<Record<string, readonly RegExp[]>> = {
  'cdn-up-reality-down': [/^cdn\.get$/],
  'cdn-both-ways': [ofReality, ofSplit, /^uplink\.(?!post|arrives)/],
  'split-plain': [ofTls, ofReality, /^cdn\.get$/],
  'direct-plain': [ofTls, ofReality, ofSplit],
};

/** What each end of each connection sent, whatever the steps. */
function octetsSent(steps: readonly Step[]): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const step of steps) {
    if (step.name !== 'send' || !step.wire || !step.raw) continue;
    const key = `${step.wire.connection} ${step.wire.end}`;
    sent[key] = (sent[key] ?? '') + String.fromCharCode(...step.raw.data);
  }
  return sent;
}

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
  '%s',
  (id, scenario) => {
    const world = worldOf(scenario);
    const { steps, wiring } = runToEnd(world, { seed: 1 });
    const isSecured = scenario.isCdnSecured;

    it('brings the page to the app', () => {
      const answer = steps.find((step) => step.name === 'app:response_received');
      expect(answer?.data).toMatchObject({ status: 200 });
    });

    it('has the golden trace', async () => {
      await expect(`${steps.map(line).join('\n')}\n`).toMatchFileSnapshot(`golden/${id}.txt`);
    });

    it('is the same again, step for step', () => {
      const again = runToEnd(world, { seed: 1 });
      expect(again.steps.length).toBe(steps.length);
      expect(firstDifference(steps, again.steps)).toBeNull();
    });

    it('is another for another seed', () => {
      expect(firstDifference(steps, runToEnd(world, { seed: 2 }).steps)).not.toBeNull();
    });

    it('differs from the intervention on and not before', () => {
      const at = landmarksOf(steps).get('uplink.post#0') as number;
      const changed = replay(world, { seed: 1 }, Number.POSITIVE_INFINITY, [
        { at, action: 'delay', delayMs: 700 },
      ]);
      expect(firstDifference(steps, changed.steps)).toBeGreaterThan(at);
    });

    it.each([1, 2, 3, 7])(
      'brings the same page when every wire cuts every %i octets',
      (segmentOctets) => {
        const cut = runToEnd(world, { seed: 1, wire: { windowOctets: 256 * 1024, segmentOctets } });
        const answer = (all: readonly Step[]) =>
          all.find((step) => step.name === 'app:response_received')?.data;
        expect(answer(cut.steps)).toEqual(answer(steps));
      },
    );

    it('links every step to an earlier one', () => {
      for (const step of steps) {
        if (step.cause !== null) expect(step.cause).toBeLessThan(step.id);
        for (const link of step.links ?? []) expect(link).toBeLessThan(step.id);
      }
    });

    it('leads from the answer back to the app’s own start by causes alone', () => {
      const answer = steps.find((step) => step.name === 'app:response_received') as Step;
      let step: Step | undefined = answer;
      const hosts = new Set<string>();
      while (step && step.cause !== null) {
        hosts.add(step.at.host);
        step = steps[step.cause];
      }
      expect(step?.at.machine).toBe('app/app#1');
      expect([...hosts].sort()).toEqual(expect.arrayContaining(['app', 'client', 'site', 'vps']));
    });

    it('leaves only what waits for more, and the machines that serve many', () => {
      // Xray keeps a raw upload connection for the next packet, and a CDN one to its origin; no server ends an idle one
      const toOrigin = { connections: 1, machines: 2 };
      const pooled = isSecured ? { connections: 0, machines: 0 } : { connections: 1, machines: 2 };
      const perHost = ['proxy/xhttp', 'cdn/proxy', 'xhttp-in/xhttp', 'site/pages'].length;
      expect(wiring.alive).toEqual({
        connections: toOrigin.connections + pooled.connections,
        machines: toOrigin.machines + pooled.machines + perHost,
      });
      expect(wiring.engine.schedule.next).toBeNull();
    });

    it('comes to every landmark that applies', () => {
      const missing = landmarkNames.filter((name) => !landmarksOf(steps).has(name));
      expect(missing).toEqual(
        landmarkNames.filter((name) => notIn[id]?.some((of) => of.test(name))),
      );
    });

    it('sends the same octets in every direction when wires cut', () => {
      const cut = runToEnd(world, {
        seed: 1,
        wire: { windowOctets: 256 * 1024, segmentOctets: 100 },
      });
      const [whole, parts] = [octetsSent(steps), octetsSent(cut.steps)];
      expect(Object.keys(parts).sort()).toEqual(Object.keys(whole).sort());
    });
  },
);
