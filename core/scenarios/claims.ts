/**
 * What the lessons assert, each as a predicate over traces that can fail.
 *
 * A claim is stated on what a wire and a log show, so that it holds for a real Xray too. Its control is a changed
 * experiment on which it is false. The words stand in content/claims.
 */
import { concat } from '../bytes/concat.ts';
import { agreedIn } from '../inspect/agreed.ts';
import { carriedBy } from '../inspect/inside.ts';
import { requestIn, sightingsOf } from '../inspect/sightings.ts';
import type { Leg } from '../sansio/machine.ts';
import type { Step } from '../trace/step.ts';
import { isStep } from '../trace/step.ts';
import { cdnBothWays } from './cdn-both-ways.ts';
import { cdnUpRealityDown } from './cdn-up-reality-down.ts';
import { directPlain } from './direct-plain.ts';
import type { Experiment } from './experiment.ts';
import { landmarksOf } from './landmarks.ts';
import { addresses } from './scenario.ts';
import { splitPlain } from './split-plain.ts';
import {
  downloadFrom6666,
  downloadFrom6666Secured,
  fallbackToSecondListener,
  fallbackToSecondListenerSecured,
  largeUpload,
  largeUploadSecured,
  lateApp,
  lateAppSecured,
  uplinkHttp11,
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
  /** Where it holds too: behind TLS and REALITY, or where these make the difference. */
  readonly also?: readonly Experiment[];
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

/** HTTP requests that the client core sends, inside of TLS too, in order. */
const clientRequests = (steps: readonly Step[]) =>
  steps.flatMap((step) => {
    if (step.at.host !== 'client' || step.name !== 'send') return [];
    const seen = sightingsOf(steps, step);
    if (seen?.leg !== 'uplink' && seen?.leg !== 'downlink') return [];
    return seen.outer.flatMap((unit) => {
      const request = requestIn(unit);
      return request ? [{ id: step.id, time: step.time, ...request }] : [];
    });
  });

const sessionOf = (target: string): string | undefined => target.split('/')[2];

/** The XHTTP inbounds of the VPS to which requests of a session come, by their tags, with the first step of each. */
function sessionTables(steps: readonly Step[], session: string | undefined) {
  const tables = new Map<string, number>();
  for (const step of steps) {
    const [tag = ''] = step.at.machine.split('/');
    const isArrival = step.at.host === 'vps' && step.name === 'received' && tag !== 'front';
    if (!isArrival || session === undefined || tables.has(tag)) continue;
    const requests = sightingsOf(steps, step)?.outer.map(requestIn) ?? [];
    if (requests.some((request) => request && sessionOf(request.target) === session)) {
      tables.set(tag, step.id);
    }
  }
  return tables;
}

/** What whoever dialled the connections of a leg has sent on them, security taken off, with the first step of it. */
function saidOn(steps: readonly Step[], leg: Leg) {
  const sent = steps.filter((step) => {
    const seen = step.name === 'send' ? sightingsOf(steps, step) : null;
    return seen?.leg === leg && seen.side === 'dialler' && carriedBy(steps, step).length > 0;
  });
  return { first: sent[0]?.id, octets: concat(sent.map((step) => carriedBy(steps, step))) };
}

const beginsWith = (octets: Uint8Array, beginning: Uint8Array): boolean =>
  octets.length >= beginning.length && beginning.every((octet, i) => octet === octets[i]);

/** What a VLESS inbound reads before it decides: as many octets as the shortest request has. */
const firstRead = 18;

const factsNamed = <Name extends Step['name']>(steps: readonly Step[], name: Name) =>
  steps.filter((step): step is Step & Step<Name> => step.name === name);

export const claims: readonly Claim[] = [
  {
    id: 'order-download-first',
    experiment: { scenario: splitPlain },
    also: [{ scenario: cdnUpRealityDown }],
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
    also: [{ scenario: lateAppSecured }],
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
    also: [{ scenario: cdnUpRealityDown, delay: { landmark: 'downlink.get', ms: 5_000 } }],
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
    also: [{ scenario: cdnUpRealityDown }],
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
    also: [{ scenario: cdnUpRealityDown }],
    control: { scenario: fallbackToSecondListener },
    holds(steps) {
      const requests = clientRequests(steps);
      const get = requests.find((request) => request.method === 'GET');
      const posts = requests.filter((request) => request.method === 'POST');
      const sameId =
        get !== undefined &&
        posts.length > 0 &&
        posts.every((post) => sessionOf(post.target) === sessionOf(get.target));
      const tables = sessionTables(steps, get && sessionOf(get.target));
      return verdict(sameId && tables.size === 1, get?.id, posts[0]?.id, ...tables.values());
    },
  },
  {
    id: 'server-waits-get',
    experiment: { scenario: splitPlain, drop: 'downlink.get' },
    also: [{ scenario: cdnUpRealityDown, delay: { landmark: 'downlink.get', ms: 40_000 } }],
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
    also: [{ scenario: cdnUpRealityDown }],
    control: { scenario: vlessOnTheFront },
    holds(steps) {
      const [started] = factsNamed(steps, 'vless:fallback_started');
      const sent = saidOn(steps, 'downlink');
      const copied = saidOn(steps, 'fallback');
      const same =
        copied.octets.length >= firstRead &&
        (beginsWith(sent.octets, copied.octets) || beginsWith(copied.octets, sent.octets));
      const holds = started?.data.code === 'vless:invalid_request_version' && same;
      return verdict(holds, sent.first, started?.id, copied.first);
    },
  },
  {
    id: 'fallback-must-6666',
    experiment: { scenario: fallbackToSecondListener },
    also: [{ scenario: fallbackToSecondListenerSecured }],
    control: { scenario: splitPlain },
    holds(steps) {
      const [get] = clientRequests(steps).filter((request) => request.method === 'GET');
      const tables = sessionTables(steps, get && sessionOf(get.target));
      const at = landmarksOf(steps);
      const holds = tables.size === 2 && at.get('app.response') === undefined;
      return verdict(holds, ...tables.values());
    },
  },
  {
    id: 'download-443-not-6666',
    experiment: { scenario: downloadFrom6666 },
    also: [{ scenario: downloadFrom6666Secured }],
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
    also: [{ scenario: largeUploadSecured }],
    control: { scenario: splitPlain },
    holds(steps) {
      const posts = clientRequests(steps).filter((request) => request.method === 'POST');
      const numbered = posts.every((post, i) => post.target.endsWith(`/${i}`));
      // the pause counts from the start of the one before, and the first one's start is its dial: it is seen from the second
      // on; over all, for a real clock is late now and then, and then the next one seems early
      const [, second, ...rest] = posts;
      const took = (rest.at(-1)?.time ?? 0) - (second?.time ?? 0);
      const apart = took >= 30 * (rest.length - 1);
      return verdict(posts.length > 2 && numbered && apart, ...posts.map((post) => post.id));
    },
  },
  {
    id: 'http-version-from-config',
    // nothing is agreed on inside of REALITY, and HTTP/2 is spoken
    experiment: { scenario: cdnUpRealityDown },
    // HTTP/2 is agreed on with the CDN, and HTTP/1.1 is spoken
    also: [{ scenario: uplinkHttp11 }],
    control: { scenario: cdnBothWays },
    holds(steps) {
      const connections = securedConnections(steps).filter(({ spoken }) => spoken !== null);
      const differs = connections.find(
        ({ agreed, spoken }) => (agreed === 'h2') !== (spoken === '2'),
      );
      return verdict(differs !== undefined, differs?.agreedAt, differs?.spokenAt);
    },
  },
  {
    id: 'downlink-begins-with-preface',
    experiment: { scenario: cdnUpRealityDown },
    control: { scenario: splitPlain },
    holds(steps) {
      const [read] = factsNamed(steps, 'vless:first_read');
      const sent = saidOn(steps, 'downlink');
      const beginning = String.fromCharCode(...sent.octets.subarray(0, firstRead));
      const holds = read !== undefined && beginning === 'PRI * HTTP/2.0\r\n\r\n';
      return verdict(holds, sent.first, read?.id);
    },
  },
];

interface Secured {
  /** By ALPN; empty: nothing. */
  readonly agreed: string;
  readonly agreedAt: number;
  /** Null while the client has not spoken. */
  spoken: '1.1' | '2' | null;
  spokenAt?: number;
}

/** The client's TLS connections: what was agreed on, and what the client speaks inside. */
function securedConnections(steps: readonly Step[]): readonly Secured[] {
  const found = new Map<number, Secured>();
  for (const step of steps) {
    const seen = sightingsOf(steps, step);
    if (!step.wire || (seen?.leg !== 'uplink' && seen?.leg !== 'downlink')) continue;
    const { connection } = step.wire;
    const known = found.get(connection);
    for (const unit of seen.outer) {
      const agreed = agreedIn(unit);
      if (agreed !== null && !known) {
        found.set(connection, { agreed, agreedAt: step.id, spoken: null });
      }
      const spoken =
        unit.name === 'http2:preface' ? '2' : unit.name === 'http1:request_head' ? '1.1' : null;
      if (known && known.spoken === null && spoken) {
        known.spoken = spoken;
        known.spokenAt = step.id;
      }
    }
  }
  return [...found.values()];
}
