/**
 * What the lessons assert, each as a predicate over traces that can fail.
 *
 * A claim is stated on what a wire and a log show, so that it holds for a real Xray too. Its control is a changed
 * experiment on which it is false. The words stand in content/claims.
 */
import type { Step } from '../trace/step.ts';
import { isStep } from '../trace/step.ts';
import { directPlain } from './direct-plain.ts';
import type { Experiment } from './experiment.ts';
import { landmarksOf } from './landmarks.ts';
import { addresses } from './scenario.ts';
import { splitPlain } from './split-plain.ts';
import {
  downloadFrom6666,
  fallbackToSecondListener,
  largeUpload,
  lateApp,
  vlessOnTheFront,
} from './variants.ts';

export interface Verdict {
  readonly holds: boolean;
  /** The steps that show it, in order. */
  readonly steps: readonly number[];
}

export interface Claim {
  readonly id: string;
  readonly experiment: Experiment;
  holds(steps: readonly Step[]): Verdict;
  /** A changed experiment on which the claim is false. */
  readonly control: Experiment;
}

const verdict = (holds: boolean, ...steps: readonly (number | undefined)[]): Verdict => ({
  holds,
  steps: steps.filter((id) => id !== undefined).sort((a, b) => a - b),
});

/** The dials of the client core, in order. */
const clientDials = (steps: readonly Step[]) =>
  steps.flatMap((step) =>
    step.at.host === 'client' && isStep(step, 'open') && step.data.target.to === 'address'
      ? [
          {
            id: step.id,
            time: step.time,
            address: step.data.target.address,
            port: step.data.target.port,
          },
        ]
      : [],
  );

/** Request lines that the client core sends, in order. */
const clientRequests = (steps: readonly Step[]) =>
  steps.flatMap((step) => {
    if (step.at.host !== 'client' || step.name !== 'send' || !step.wire || !step.raw) return [];
    const line = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/.exec(textOf(step.raw.data));
    return line
      ? [{ id: step.id, time: step.time, method: line[1], target: line[2] as string }]
      : [];
  });

const textOf = (octets: Uint8Array): string => String.fromCharCode(...octets.subarray(0, 512));
const factsNamed = <Name extends Step['name']>(steps: readonly Step[], name: Name) =>
  steps.filter((step): step is Step & Step<Name> => step.name === name);

export const claims: readonly Claim[] = [
  {
    id: 'order-download-first',
    experiment: { scenario: splitPlain },
    control: { scenario: directPlain },
    holds(steps) {
      const [first, second] = clientDials(steps);
      const usable = landmarksOf(steps).get('downlink.usable');
      const holds =
        first?.address === addresses.vps &&
        second?.address === 'cdn.example' &&
        usable !== undefined &&
        usable < second.id;
      return verdict(holds, first?.id, usable, second?.id);
    },
  },
  {
    id: 'order-at-start',
    experiment: { scenario: lateApp },
    control: { scenario: splitPlain },
    holds(steps) {
      const [started] = factsNamed(steps, 'core:started').filter(
        (step) => step.at.host === 'client',
      );
      const dials = clientDials(steps);
      const early = dials.filter((dial) => dial.time - (started?.time ?? 0) < 10_000);
      const holds = started !== undefined && dials.length >= 2 && early.length === 0;
      return verdict(holds, started?.id, ...dials.slice(0, 2).map((dial) => dial.id));
    },
  },
  {
    id: 'order-independent',
    experiment: { scenario: splitPlain, delay: { landmark: 'downlink.get', ms: 5_000 } },
    control: { scenario: splitPlain, delay: { landmark: 'downlink.get', ms: 40_000 } },
    holds(steps) {
      const at = landmarksOf(steps);
      const [post, get, answer] = ['uplink.arrives', 'vps6666.get', 'app.response'].map((name) =>
        at.get(name),
      );
      const holds = post !== undefined && get !== undefined && post < get && answer !== undefined;
      return verdict(holds, post, get, answer);
    },
  },
  {
    id: 'order-log-contradicts',
    experiment: { scenario: splitPlain },
    control: { scenario: directPlain },
    holds(steps) {
      const [announced] = factsNamed(steps, 'xhttp:dial_announced');
      const [first] = clientDials(steps);
      const holds =
        announced !== undefined &&
        first !== undefined &&
        announced.id < first.id &&
        announced.data.destination !== `tcp:${first.address}:${first.port}`;
      return verdict(holds, announced?.id, first?.id);
    },
  },
  {
    id: 'bound-one-session',
    experiment: { scenario: splitPlain },
    control: { scenario: fallbackToSecondListener },
    holds(steps) {
      const requests = clientRequests(steps);
      const get = requests.find((request) => request.method === 'GET');
      const posts = requests.filter((request) => request.method === 'POST');
      const sessionOf = (target: string) => target.split('/')[2];
      const created = factsNamed(steps, 'xhttp:session_created');
      const sameId =
        get !== undefined &&
        posts.length > 0 &&
        posts.every((post) => sessionOf(post.target) === sessionOf(get.target));
      return verdict(sameId && created.length === 1, get?.id, posts[0]?.id, created[0]?.id);
    },
  },
  {
    id: 'server-waits-get',
    experiment: { scenario: splitPlain, drop: 'downlink.get' },
    control: { scenario: splitPlain },
    holds(steps) {
      const [created] = factsNamed(steps, 'xhttp:session_created');
      const [expired] = factsNamed(steps, 'xhttp:session_expired');
      const handedOn = factsNamed(steps, 'vless:user_authenticated');
      const holds =
        created !== undefined &&
        expired !== undefined &&
        expired.time - created.time === 30_000 &&
        handedOn.length === 0;
      return verdict(holds, created?.id, expired?.id);
    },
  },
  {
    id: 'fallback-control-channel',
    experiment: { scenario: splitPlain },
    control: { scenario: vlessOnTheFront },
    holds(steps) {
      const [started] = factsNamed(steps, 'vless:fallback_started');
      const arrived = steps.find(
        (step) => step.at.machine.startsWith('front/vless') && step.name === 'received',
      );
      const copied = steps.find(
        (step) =>
          step.at.machine.startsWith('front/vless') &&
          step.name === 'send' &&
          step.at.port === 'fallback',
      );
      const same =
        arrived?.raw !== undefined &&
        copied?.raw !== undefined &&
        arrived.raw.length === copied.raw.length &&
        arrived.raw.data.every((octet, i) => octet === copied.raw?.data[i]);
      const holds = started?.data.code === 'vless:invalid_request_version' && same;
      return verdict(holds, arrived?.id, started?.id, copied?.id);
    },
  },
  {
    id: 'fallback-must-6666',
    experiment: { scenario: fallbackToSecondListener },
    control: { scenario: splitPlain },
    holds(steps) {
      const created = factsNamed(steps, 'xhttp:session_created');
      const tables = new Set(created.map((step) => step.at.machine));
      const at = landmarksOf(steps);
      const holds = tables.size === 2 && at.get('app.response') === undefined;
      return verdict(holds, ...created.map((step) => step.id));
    },
  },
  {
    id: 'download-443-not-6666',
    experiment: { scenario: downloadFrom6666 },
    control: { scenario: splitPlain },
    holds(steps) {
      const [first] = clientDials(steps);
      const answer = landmarksOf(steps).get('app.response');
      const fallbacks = factsNamed(steps, 'vless:fallback_chosen');
      const holds = first?.address === addresses.vps && first.port === 6666 && answer !== undefined;
      return verdict(holds && fallbacks.length === 0, first?.id, answer);
    },
  },
  {
    id: 'uplink-fragmented',
    experiment: { scenario: largeUpload },
    control: { scenario: splitPlain },
    holds(steps) {
      const posts = clientRequests(steps).filter((request) => request.method === 'POST');
      const numbered = posts.every((post, i) => post.target.endsWith(`/${i}`));
      // the pause counts from the start of the one before; the first one's start is its dial, so the second may leave with it
      const apart = posts.every((post, i) => i < 2 || post.time - (posts[i - 1]?.time ?? 0) >= 30);
      return verdict(posts.length > 2 && numbered && apart, ...posts.map((post) => post.id));
    },
  },
];
