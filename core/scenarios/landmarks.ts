/**
 * Places in a run, named by meaning and not by number.
 *
 * They hold on the memory network, on real sockets, on the recorded run of another core, and after the core has
 * changed: links, the stops of a lesson, tests and claims use them. Those about octets are told from what the octets are,
 * inside of TLS too where its secrets are known. A landmark is the first step that fits; those that repeat are counted
 * (`uplink.post#1`).
 */
import { dissectorOf } from '../inspect/dissector.ts';
import { isResponse, requestIn, sightingsIn } from '../inspect/sightings.ts';
import type { Leg } from '../sansio/machine.ts';
import { isStep, type Side, type Step } from '../trace/step.ts';
import type { UnitName } from '../trace/units.ts';

export const landmarkNames = [
  'app.connect',
  'client.request',
  'downlink.announced',
  'downlink.syn',
  'target.syn',
  'downlink.client-hello',
  'target.client-hello',
  'reality.authenticated',
  'target.server-hello',
  'downlink.server-hello',
  'downlink.finished',
  'downlink.usable',
  'downlink.preface',
  'downlink.get',
  'vps443.first-read',
  'vps443.fallback',
  'cdn.get',
  'vps6666.get',
  'session.created',
  'vless.tunnelling',
  'uplink.syn',
  'uplink.client-hello',
  'uplink.server-hello',
  'uplink.finished',
  'uplink.preface',
  'uplink.post#0',
  'cdn.post',
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

/** The landmarks of a trace with their steps, in order. */
export function landmarksOf(steps: readonly Step[]): ReadonlyMap<string, number> {
  const scan = new Scan(steps);
  for (const step of steps) scan.take(step);
  return new Map([...scan.found].sort((a, b) => a[1] - b[1]));
}

const syns: Partial<Record<Leg, Landmark>> = {
  socks: 'app.connect',
  downlink: 'downlink.syn',
  uplink: 'uplink.syn',
  target: 'target.syn',
  fallback: 'vps443.fallback',
  destination: 'destination.syn',
};

/** Where a unit first goes from one side to the other. */
const firsts: readonly (readonly [Landmark, Leg, Side, readonly UnitName[]])[] = [
  ...(['downlink', 'uplink'] as const).flatMap(
    (leg) =>
      [
        [`${leg}.client-hello`, leg, 'dialler', ['tls:client_hello', 'reality:client_hello']],
        [`${leg}.server-hello`, leg, 'acceptor', ['tls:server_hello']],
        [`${leg}.finished`, leg, 'dialler', ['tls:finished']],
        [`${leg}.preface`, leg, 'dialler', ['http2:preface']],
      ] as const,
  ),
  ['downlink.usable', 'downlink', 'dialler', ['tls:finished']],
  ['target.client-hello', 'target', 'dialler', ['tls:client_hello', 'reality:client_hello']],
  ['target.server-hello', 'target', 'acceptor', ['tls:server_hello']],
  ['reality.authenticated', 'downlink', 'acceptor', ['reality:temporary_certificate']],
];

/** Names the steps of one run as they come, in order. */
class Scan {
  readonly found = new Map<string, number>();
  readonly #dissector;
  readonly #legs = new Map<number, Leg>();
  /** Connections of the downlink that stand, and on which nothing has been said. */
  readonly #opened = new Map<number, number>();
  #posts = 0;
  #uplinks = 0;
  #answered = false;

  constructor(steps: readonly Step[]) {
    this.#dissector = dissectorOf(steps);
  }

  take(step: Step): void {
    if (step.kind === 'fact') return this.#add(factLandmark(step), step);
    const { wire } = step;
    if (!wire) return;
    if (isStep(step, 'open') && step.data.target.to === 'address') {
      const { leg } = step.data.target;
      this.#legs.set(wire.connection, leg);
      this.#add(syns[leg], step);
      if (leg === 'uplink') this.#add(`uplink.syn#${this.#uplinks++}`, step);
      return;
    }
    const leg = this.#legs.get(wire.connection);
    if (step.name === 'opened' && leg === 'downlink') this.#opened.set(wire.connection, step.id);
    if (step.name === 'close' && leg === 'socks' && step.at.host === 'app') this.#add('end', step);
    if (leg && (step.name === 'send' || step.name === 'received')) this.#octets(step, leg);
  }

  #add(name: string | undefined, { id }: Pick<Step, 'id'>): void {
    if (name !== undefined && !this.found.has(name)) this.found.set(name, id);
  }

  #octets(step: Step, leg: Leg): void {
    const seen = sightingsIn(this.#dissector, step);
    if (!seen) return;
    const { side, units, outer } = seen;
    if (leg === 'destination' && step.name === 'send') {
      this.#add(side === 'dialler' ? 'destination.request' : 'destination.response', step);
      this.#answered ||= side === 'acceptor';
    }
    if (side === 'dialler' && step.wire) this.#spoken(step.wire.connection, units);
    for (const [name, of, by, wanted] of firsts) {
      const fits = of === leg && by === side && units.some((unit) => wanted.includes(unit.name));
      if (fits) this.#add(name, step);
    }
    for (const unit of outer) {
      const request = side === 'dialler' ? requestIn(unit)?.xhttp : null;
      if (request) this.#request(request.role === 'downlink', step, leg);
      if (side === 'acceptor' && step.name === 'received') this.#answer(unit, step, leg);
    }
  }

  /** What begins in the clear could begin when the connection stood. */
  #spoken(connection: number, units: readonly { readonly name: UnitName }[]): void {
    const id = this.#opened.get(connection);
    if (id === undefined || units.length === 0) return;
    this.#opened.delete(connection);
    if (units[0]?.name !== 'tls:record_header') this.#add('downlink.usable', { id });
  }

  #request(isGet: boolean, step: Step, leg: Leg): void {
    const isClients = leg === 'uplink' || leg === 'downlink';
    if (isClients && step.name === 'send') {
      this.#add(isGet ? 'downlink.get' : `uplink.post#${this.#posts++}`, step);
    }
    if (step.name !== 'received') return;
    const isServed = leg === 'fallback' || leg === 'origin';
    if (isServed && isUntold(step)) this.#add('session.created', step);
    if (isClients && step.at.host === 'cdn') this.#add(isGet ? 'cdn.get' : 'cdn.post', step);
    if (leg === 'fallback' && isGet) this.#add('vps6666.get', step);
    if (leg === 'origin') this.#add(isGet ? 'vps6666.get' : 'uplink.arrives', step);
  }

  #answer(unit: Parameters<typeof isResponse>[0], step: Step, leg: Leg): void {
    if (leg === 'downlink' && isResponse(unit)) this.#add('downlink.first-octet', step);
    const isClients = leg === 'uplink' || leg === 'downlink';
    if (isClients && this.#answered && unit.name === 'xhttp:downlink') {
      this.#add('downlink.data', step);
    }
  }
}

/** At a core whose log does not tell of sessions: the first request that arrives makes one. */
const isUntold = ({ at }: Step): boolean => /\/xray#\d+$/.test(at.machine);

function factLandmark(step: Step): Landmark | undefined {
  switch (step.name) {
    case 'socks:request_accepted':
      return 'client.request';
    case 'xhttp:download_announced':
      return 'downlink.announced';
    case 'reality:authentication_decided':
      return isStep(step, 'reality:authentication_decided') && step.data.result === 'authenticated'
        ? 'reality.authenticated'
        : undefined;
    case 'vless:first_read':
      return step.at.machine.startsWith('front/') ? 'vps443.first-read' : undefined;
    case 'vless:fallback_chosen':
      return 'vps443.fallback';
    case 'xhttp:session_created':
      return 'session.created';
    case 'vless:request_tunnelled':
      return 'vless.tunnelling';
    case 'vless:user_authenticated':
      return 'vless.request';
    case 'app:response_received':
      return 'app.response';
    default:
      return undefined;
  }
}
