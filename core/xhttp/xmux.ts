/**
 * XMUX: which of several HTTP clients a proxied connection uses, and for how long.
 *
 * splithttp/mux.go of Xray (v26.7.28). One `Xmux` a side of an outbound; upload and download never share. Making a
 * client opens nothing: it is a set of counters and, over HTTP/1.1, of upload connections that come later.
 */
import { type Doing, facts, random, type Scope } from '../sansio/machine.ts';
import type { XhttpFacts, XmuxReason, XmuxSide } from './facts.ts';
import { draw, valueIn } from './range.ts';
import type { XmuxSettings } from './settings.ts';

/** In the counters null means that there is no limit. */
export interface XmuxClient {
  /** Proxied connections that began with it and are not over. */
  running: number;
  leftUses: number | null;
  leftRequests: number | null;
  /** In ms since the run began. */
  readonly unreusableAt: number | null;
  /** A request has failed below HTTP. */
  isClosed: boolean;
  /** Takes no new proxied connection; those that run end as they would. */
  isRetired: boolean;
}

export interface Choice {
  readonly client: XmuxClient;
  /** Clients that this choice has put aside. */
  readonly retired: readonly XmuxClient[];
}

const fact = facts<XhttpFacts>();

export class Xmux {
  readonly #settings: XmuxSettings;
  readonly #side: XmuxSide;
  #limits: { readonly concurrency: number; readonly connections: number } | null = null;
  #clients: XmuxClient[] = [];

  constructor(settings: XmuxSettings, side: XmuxSide) {
    this.#settings = settings;
    this.#side = side;
  }

  *choose(now: number, scope: Scope): Doing<Choice> {
    this.#limits ??= {
      concurrency: yield* draw(this.#settings.maxConcurrency),
      connections: yield* draw(this.#settings.maxConnections),
    };
    const retired = yield* this.#retire(now, scope);
    const reason = reasonToCreate(this.#clients, this.#limits);
    const client = reason ? yield* this.#create(reason, now, scope) : yield* this.#pick();
    return { client, retired };
  }

  *#retire(now: number, scope: Scope): Doing<readonly XmuxClient[]> {
    const retired = this.#clients.filter((client) => isSpent(client, now));
    for (const client of retired) {
      client.isRetired = true;
      const data = {
        side: this.#side,
        is_closed: client.isClosed,
        running: client.running,
        left_usage: client.leftUses,
        left_requests: client.leftRequests,
        unreusable_at: client.unreusableAt,
      };
      yield* fact('xhttp:xmux_client_removed', data, scope);
    }
    this.#clients = this.#clients.filter(({ isRetired }) => !isRetired);
    return retired;
  }

  *#create(reason: XmuxReason, now: number, scope: Scope): Doing<XmuxClient> {
    const data = { side: this.#side, reason, clients: this.#clients.length };
    yield* fact('xhttp:xmux_client_created', data, scope);
    const uses = yield* draw(this.#settings.cMaxReuseTimes);
    const requests = yield* draw(this.#settings.hMaxRequestTimes);
    const seconds = yield* draw(this.#settings.hMaxReusableSecs);
    const client: XmuxClient = {
      running: 0,
      // its creation is its first use
      leftUses: uses > 0 ? uses - 1 : null,
      leftRequests: requests > 0 ? requests : null,
      unreusableAt: seconds > 0 ? now + seconds * 1000 : null,
      isClosed: false,
      isRetired: false,
    };
    this.#clients.push(client);
    return client;
  }

  *#pick(): Doing<XmuxClient> {
    const candidates = candidatesOf(this.#clients, this.#limits?.concurrency ?? 0);
    const octets = candidates.length > 1 ? yield* random(4) : new Uint8Array();
    const client = candidates[valueIn({ from: 0, to: candidates.length }, octets)] as XmuxClient;
    if (client.leftUses !== null) client.leftUses--;
    return client;
  }
}

/** Counts one HTTP request. True when the client is spent and a packet should go to another, at whose charge it is not. */
export function chargeRequest(client: XmuxClient, now: number): boolean {
  if (client.leftRequests !== null) client.leftRequests--;
  return (client.leftRequests ?? 1) <= 0 || isExpired(client, now);
}

export function isSpent(client: XmuxClient, now: number): boolean {
  return (
    client.isClosed ||
    client.leftUses === 0 ||
    (client.leftRequests ?? 1) <= 0 ||
    isExpired(client, now)
  );
}

const isExpired = ({ unreusableAt }: XmuxClient, now: number): boolean =>
  unreusableAt !== null && now > unreusableAt;

/** The first `connections` proxied connections each get a client of their own. */
function reasonToCreate(
  clients: readonly XmuxClient[],
  limits: { readonly concurrency: number; readonly connections: number },
): XmuxReason | null {
  if (clients.length === 0) return 'empty';
  if (limits.connections > 0 && clients.length < limits.connections) {
    return 'max_connections_not_hit';
  }
  return candidatesOf(clients, limits.concurrency).length === 0 ? 'max_concurrency_hit' : null;
}

const candidatesOf = (clients: readonly XmuxClient[], concurrency: number): XmuxClient[] =>
  clients.filter(({ running }) => concurrency <= 0 || running < concurrency);
