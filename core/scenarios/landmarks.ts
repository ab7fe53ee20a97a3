/**
 * Places in a run, named by meaning and not by number.
 *
 * They hold on the memory network, on real sockets, and after the core has changed: links, the stops of a lesson, tests
 * and claims use them. A landmark is the first step that fits; those that repeat are counted (`uplink.post#1`).
 */
import type { Leg } from '../sansio/machine.ts';
import { isStep, type Step } from '../trace/step.ts';

export const landmarkNames = [
  'app.connect',
  'client.request',
  'downlink.announced',
  'downlink.syn',
  'downlink.usable',
  'downlink.get',
  'vps443.first-read',
  'vps443.fallback',
  'vps6666.get',
  'session.created',
  'vless.tunnelling',
  'uplink.syn',
  'uplink.post#0',
  'uplink.arrives',
  'vless.request',
  'destination.syn',
  'destination.request',
  'destination.response',
  'downlink.first-octet',
  'downlink.data',
  'app.response',
  'end',
] as const;

/** One of `landmarkNames`, or a later one of those that are counted. */
export type Landmark =
  | (typeof landmarkNames)[number]
  | `uplink.post#${number}`
  | `uplink.syn#${number}`;

/** What the landmarks need to know of a connection. */
interface Seen {
  readonly leg: Leg;
  dialled: boolean;
  /** The first octets that each end sent. */
  readonly first: { dialler?: string; acceptor?: string };
}

/** Names the steps of one run as they come, in order. */
export class Landmarks {
  #connections = new Map<number, Seen>();
  #at = new Map<string, number>();
  #posts = 0;
  #uplinks = 0;
  #answered = false;

  /** The step of a landmark, or undefined when the run has not come there. */
  stepOf(landmark: string): number | undefined {
    return this.#at.get(landmark);
  }

  /** All landmarks so far, with their steps, in order. */
  get all(): ReadonlyMap<string, number> {
    return this.#at;
  }

  /** Takes the next step of the run; gives the landmarks that stand at it. */
  observe(step: Step): readonly string[] {
    const found = this.#candidates(step).filter((name) => !this.#at.has(name));
    for (const name of found) this.#at.set(name, step.id);
    return found;
  }

  #candidates(step: Step): string[] {
    if (step.kind === 'fact') return factLandmarks(step);
    if (!step.wire) return [];
    if (isStep(step, 'open') && step.data.target.to === 'address') {
      const { leg } = step.data.target;
      this.#connections.set(step.wire.connection, { leg, dialled: true, first: {} });
      return this.#syn(leg);
    }
    const seen = this.#connections.get(step.wire.connection);
    if (!seen) return [];
    if (step.name === 'opened' && seen.leg === 'downlink') return ['downlink.usable'];
    if (step.name === 'close' && seen.leg === 'socks' && step.at.host === 'app') return ['end'];
    if (step.name === 'send' || step.name === 'received') return this.#octets(step, seen);
    return [];
  }

  #syn(leg: Leg): string[] {
    switch (leg) {
      case 'socks':
        return ['app.connect'];
      case 'uplink':
        return ['uplink.syn', `uplink.syn#${this.#uplinks++}`];
      case 'downlink':
        return ['downlink.syn'];
      case 'destination':
        return ['destination.syn'];
      default:
        return [];
    }
  }

  #octets(step: Step, seen: Seen): string[] {
    const beginning = beginningOf(step);
    const fromDialler = (step.wire?.end === 'dialler') === (step.name === 'send');
    const side = fromDialler ? 'dialler' : 'acceptor';
    seen.first[side] ??= beginning;
    const isGet = seen.first.dialler?.startsWith('GET ') ?? false;
    switch (`${seen.leg} ${side} ${step.name}`) {
      case 'downlink dialler send':
        return isGet ? ['downlink.get'] : [];
      case 'downlink acceptor received':
        return this.#answered
          ? ['downlink.first-octet', 'downlink.data']
          : ['downlink.first-octet'];
      case 'uplink dialler send':
        return beginning.startsWith('POST ') ? [`uplink.post#${this.#posts++}`] : [];
      case 'fallback dialler received':
        return isGet ? ['vps6666.get'] : [];
      case 'origin dialler received':
        return [isGet ? 'vps6666.get' : 'uplink.arrives'];
      case 'destination dialler send':
        return ['destination.request'];
      case 'destination acceptor send':
        this.#answered = true;
        return ['destination.response'];
      default:
        return [];
    }
  }
}

function factLandmarks(step: Step): string[] {
  switch (step.name) {
    case 'socks:request_accepted':
      return ['client.request'];
    case 'xhttp:download_announced':
      return ['downlink.announced'];
    case 'vless:first_read':
      return step.at.machine.startsWith('front/') ? ['vps443.first-read'] : [];
    case 'vless:fallback_chosen':
      return ['vps443.fallback'];
    case 'xhttp:session_created':
      return ['session.created'];
    case 'vless:request_tunnelled':
      return ['vless.tunnelling'];
    case 'vless:user_authenticated':
      return ['vless.request'];
    case 'app:response_received':
      return ['app.response'];
    default:
      return [];
  }
}

/** The first octets as Latin-1 text, at most eight. */
const beginningOf = (step: Step): string =>
  String.fromCharCode(...(step.raw?.data.subarray(0, 8) ?? []));

/** The landmarks of a whole trace. */
export function landmarksOf(steps: readonly Step[]): ReadonlyMap<string, number> {
  const landmarks = new Landmarks();
  for (const step of steps) landmarks.observe(step);
  return landmarks.all;
}
