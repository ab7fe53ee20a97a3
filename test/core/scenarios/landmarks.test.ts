import { describe, expect, it } from 'vitest';
import { cdnBothWays } from '../../../core/scenarios/cdn-both-ways.ts';
import { cdnUpRealityDown } from '../../../core/scenarios/cdn-up-reality-down.ts';
import { directPlain } from '../../../core/scenarios/direct-plain.ts';
import { perform } from '../../../core/scenarios/experiment.ts';
import { type Landmark, landmarkNames, landmarksOf } from '../../../core/scenarios/landmarks.ts';
import type { Scenario } from '../../../core/scenarios/scenario.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';
import { largeUpload, largeUploadSecured } from '../../../core/scenarios/variants.ts';
import type { Step } from '../../../core/trace/step.ts';

const common: readonly Landmark[] = [
  ...(['vps443.first-read', 'vps443.fallback', 'vps6666.get', 'session.created'] as const),
];
/** In the order in which a split link comes up. */
const orders: Readonly<Record<string, readonly Landmark[]>> = {
  'split-plain': [
    ...(['app.connect', 'client.request', 'downlink.announced', 'downlink.syn'] as const),
    ...(['downlink.usable', 'downlink.get', 'uplink.syn', 'uplink.post#0', 'cdn.post'] as const),
    ...(['uplink.arrives', 'vless.request', 'destination.syn', 'destination.request'] as const),
    ...(['destination.response', 'downlink.data', 'app.response', 'end'] as const),
  ],
  'cdn-up-reality-down': [
    ...(['app.connect', 'client.request', 'downlink.announced', 'downlink.syn'] as const),
    ...(['target.syn', 'downlink.client-hello', 'target.client-hello'] as const),
    ...(['reality.authenticated', 'target.server-hello', 'downlink.server-hello'] as const),
    ...(['downlink.finished', 'downlink.preface', 'downlink.get', 'uplink.syn'] as const),
    ...common,
    ...(['downlink.first-octet', 'uplink.client-hello', 'uplink.server-hello'] as const),
    ...([
      'uplink.finished',
      'uplink.preface',
      'uplink.post#0',
      'cdn.post',
      'uplink.arrives',
    ] as const),
    ...(['vless.request', 'destination.syn', 'destination.request'] as const),
    ...(['destination.response', 'downlink.data', 'app.response', 'end'] as const),
  ],
};
const scenarios = [splitPlain, cdnUpRealityDown];
const whatAt = (steps: readonly Step[], name: Landmark) => {
  const step = steps[landmarksOf(steps).get(name) as number];
  return `${step?.at.host} ${step?.name}`;
};

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
  'in %s',
  (id, scenario) => {
    const { steps } = perform({ scenario });

    it('landmarks stand in the order in which the link comes up', () => {
      const at = landmarksOf(steps);
      const ids = (orders[id] ?? []).map((name) => at.get(name));
      expect(ids).not.toContain(undefined);
      expect(ids).toEqual([...ids].sort((a, b) => (a ?? 0) - (b ?? 0)));
    });

    it('landmarks are told in order, each once, and under names that are listed', () => {
      const at = landmarksOf(steps);
      const ids = [...at.values()];
      expect(ids).toEqual([...ids].sort((a, b) => a - b));
      const listed: readonly string[] = [...landmarkNames, 'uplink.syn#0'];
      for (const name of at.keys()) expect(listed).toContain(name);
    });

    it.each([1_460, 50])(
      'landmarks are the same when the wire cuts every %d octets',
      (segmentOctets) => {
        const wire = { windowOctets: 256 * 1024, segmentOctets };
        const names = (of: readonly Step[]) => {
          const at = landmarksOf(of);
          return landmarkNames.filter((name) => at.has(name));
        };
        expect(names(perform({ scenario }, { wire }).steps)).toEqual(names(steps));
      },
    );

    it('landmarks of a run under way do not move as it goes on', () => {
      const whole = landmarksOf(steps);
      for (let length = 0; length < steps.length; length += 37) {
        for (const [name, at] of landmarksOf(steps.slice(0, length)))
          expect(whole.get(name)).toBe(at);
      }
    });

    it('the downlink is usable in the moment in which the uplink is dialled', () => {
      const at = landmarksOf(steps);
      const time = (name: Landmark) => steps[at.get(name) as number]?.time;
      expect(time('downlink.usable')).toBe(time('uplink.syn'));
    });
  },
);

describe('a landmark', () => {
  it.each([
    [splitPlain, 'downlink.usable', 'client opened'],
    [cdnUpRealityDown, 'downlink.usable', 'client send'],
    [cdnUpRealityDown, 'reality.authenticated', 'vps reality:authentication_decided'],
    [cdnUpRealityDown, 'target.server-hello', 'target send'],
    [cdnUpRealityDown, 'uplink.syn', 'client open'],
    [cdnUpRealityDown, 'vps443.fallback', 'vps vless:fallback_chosen'],
    [cdnUpRealityDown, 'cdn.post', 'cdn received'],
    [cdnUpRealityDown, 'uplink.arrives', 'vps received'],
    [cdnUpRealityDown, 'end', 'app close'],
    [directPlain, 'cdn.get', 'cdn received'],
    [cdnBothWays, 'cdn.get', 'cdn received'],
    [cdnBothWays, 'downlink.usable', 'client send'],
  ] as readonly [Scenario, Landmark, string][])(
    'of $id stands at the step that its name says: %s is at "%s"',
    (scenario, name, expected) => {
      expect(whatAt(perform({ scenario }).steps, name)).toBe(expected);
    },
  );

  it.each([largeUpload, largeUploadSecured])('counts the posts of $id', (scenario) => {
    const names = [...landmarksOf(perform({ scenario }).steps).keys()];
    expect(names).toEqual(
      expect.arrayContaining(['uplink.post#0', 'uplink.post#1', 'uplink.post#2']),
    );
  });
});
