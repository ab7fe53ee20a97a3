/**
 * The conversation of one visitor: text frames in, answers and notices out. Without sockets, clocks and timers.
 *
 * The runs themselves are somebody else's (`RunHost`): the session says when they may go, sends their steps in
 * batches, holds a run whose steps the page does not acknowledge, and ends one that meets a limit. Nothing that a page
 * sends makes it throw.
 */
import type { Breakpoint } from '../engine/breakpoints.ts';
import { stepToJson } from '../trace/serialize.ts';
import type { Step } from '../trace/step.ts';
import {
  type Answer,
  defaultLimits,
  type EndReason,
  type ErrorCode,
  isRefusal,
  type LimitName,
  type Limits,
  type Methods,
  type NetworkKind,
  type Notice,
  type NoticeName,
  type Notices,
  type PauseReason,
  protocolVersion,
  type Request,
  readRequest,
} from './protocol.ts';

export interface RunRequest {
  readonly scenario: string;
  readonly network: NetworkKind;
  readonly seed?: number;
}

/** A run as the session holds it. It is created held. */
export interface RunHandle {
  readonly seed: number;
  readonly epochMs: number;
  /** Lets it go until a step fits one of `stops`, or until `hold`. */
  go(stops: readonly Breakpoint[]): void;
  hold(): void;
  /** Tells nothing any more. */
  dispose(): void;
}

/** What a run tells, never from inside a call of its handle. */
export interface RunEvents {
  /** `stop` is the index of the first of `stops` that the step fits: the run is held by itself. Else null. */
  stepped(step: Step, stop: number | null): void;
  /** The work at hand is done: what has been told may be sent. */
  rested(): void;
  idle(): void;
  failed(): void;
}

export interface RunHost {
  readonly scenarios: readonly string[];
  /** The scenario is one of `scenarios`. */
  create(request: RunRequest, events: RunEvents): RunHandle;
}

/** Where the session's frames go. */
export interface Outlet {
  send(text: string): void;
  /** With a code of RFC 6455 §7.4. */
  close(code: number): void;
}

/** A batch is sent when it has so many steps, or so many characters. */
const batchSteps = 64;
const batchOctets = 32 * 1024;

const policyViolation = 1008;

interface VisitorsRun {
  readonly runId: string;
  readonly since: number;
  handle: RunHandle | null;
  /** What the visitor wants; without credit a run waits all the same. */
  wish: 'held' | 'going' | 'stepping';
  stops: readonly Breakpoint[];
  breakpoints: readonly Breakpoint[];
  last: number | null;
  steps: number;
  octets: number;
  batch: string[];
  batchOctets: number;
  /** Sent and not acknowledged. */
  unacknowledged: { readonly upTo: number; readonly octets: number }[];
  starved: boolean;
}

/** A request that is well-formed and cannot be granted. */
class Refused extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export class Session {
  readonly #host: RunHost;
  readonly #outlet: Outlet;
  readonly #limits: Limits;
  readonly #runs = new Map<string, VisitorsRun>();
  #count = 0;
  #allowance: number;
  #allowedAt = 0;
  #over = false;

  constructor(host: RunHost, outlet: Outlet, limits: Limits = defaultLimits) {
    this.#host = host;
    this.#outlet = outlet;
    this.#limits = limits;
    this.#allowance = limits.messagesPerSecond;
  }

  /** Takes one frame. `now` is in ms on any clock that does not go back. */
  receive(text: string, now: number): void {
    if (this.#over) return;
    if (!this.#allows(now)) {
      this.dispose();
      this.#outlet.close(policyViolation);
      return;
    }
    const request = readRequest(text);
    if (isRefusal(request)) return this.#send(request);
    try {
      this.#send({ id: request.id, result: this.#perform(request, now) });
    } catch (error) {
      const refused = error instanceof Refused;
      const code = refused ? error.code : 'internal_error';
      const message = refused ? error.message : 'The bridge has a fault';
      this.#send({ id: request.id, error: { code, message } });
    }
  }

  /** Ends what has lived too long; to be called about once a second. */
  tick(now: number): void {
    for (const run of [...this.#runs.values()]) {
      if (now - run.since > this.#limits.runMs) this.#end(run, 'limit', 'time');
    }
  }

  /** The visitor is gone, and with him his runs. */
  dispose(): void {
    this.#over = true;
    for (const run of this.#runs.values()) run.handle?.dispose();
    this.#runs.clear();
  }

  /** A second's messages may come at once. */
  #allows(now: number): boolean {
    const { messagesPerSecond } = this.#limits;
    const earned = ((now - this.#allowedAt) * messagesPerSecond) / 1000;
    this.#allowance = Math.min(messagesPerSecond, this.#allowance + earned) - 1;
    this.#allowedAt = now;
    return this.#allowance >= 0;
  }

  #perform(request: Request, now: number): Methods[keyof Methods]['result'] {
    switch (request.method) {
      case 'hello':
        return this.#hello(request.params.version);
      case 'run.create':
        return this.#create(request.params, now);
      case 'run.step': {
        const run = this.#run(request.params.runId);
        const { until = {} } = request.params;
        return this.#go(run, 'stepping', [until, ...run.breakpoints]);
      }
      case 'run.resume': {
        const run = this.#run(request.params.runId);
        run.breakpoints = request.params.breakpoints ?? run.breakpoints;
        return this.#go(run, 'going', run.breakpoints);
      }
      case 'run.pause': {
        const run = this.#run(request.params.runId);
        if (run.wish !== 'held') this.#hold(run, 'requested');
        return {};
      }
      case 'run.dispose':
        this.#end(this.#run(request.params.runId), 'disposed');
        return {};
      case 'trace.ack':
        this.#acknowledge(request.params.runId, request.params.upTo);
        return {};
    }
  }

  #hello(version: number): Methods['hello']['result'] {
    if (version !== protocolVersion) {
      throw new Refused('unsupported_version', `The bridge speaks version ${protocolVersion}`);
    }
    return {
      version: protocolVersion,
      scenarios: this.#host.scenarios,
      limits: this.#limits,
    };
  }

  #create(params: Methods['run.create']['params'], now: number): Methods['run.create']['result'] {
    const { breakpoints = [], ...request } = params;
    if (!this.#host.scenarios.includes(request.scenario)) {
      throw new Refused('unknown_scenario', 'There is no scenario of that name');
    }
    if (this.#runs.size >= this.#limits.runs) {
      throw new Refused('too_many_runs', `At most ${this.#limits.runs} runs can exist at once`);
    }
    const run: VisitorsRun = {
      runId: `run-${++this.#count}`,
      since: now,
      handle: null,
      wish: 'held',
      stops: [],
      breakpoints,
      last: null,
      steps: 0,
      octets: 0,
      batch: [],
      batchOctets: 0,
      unacknowledged: [],
      starved: false,
    };
    const handle = this.#host.create(request, {
      stepped: (step, stop) => this.#stepped(run, step, stop),
      rested: () => this.#flush(run),
      idle: () => this.#idle(run),
      failed: () => this.#end(run, 'failed'),
    });
    run.handle = handle;
    this.#runs.set(run.runId, run);
    return {
      runId: run.runId,
      network: request.network,
      seed: handle.seed,
      epochMs: handle.epochMs,
    };
  }

  #run(runId: string): VisitorsRun {
    const run = this.#runs.get(runId);
    if (!run) throw new Refused('unknown_run', 'There is no run of that name, or it has ended');
    return run;
  }

  #go(
    run: VisitorsRun,
    wish: 'going' | 'stepping',
    stops: readonly Breakpoint[],
  ): Record<string, never> {
    run.wish = wish;
    run.stops = stops;
    if (!run.starved) run.handle?.go(stops);
    return {};
  }

  #hold(run: VisitorsRun, reason: PauseReason): void {
    run.wish = 'held';
    run.handle?.hold();
    this.#flush(run);
    this.#notify('run.paused', { runId: run.runId, at: run.last, reason });
  }

  #stepped(run: VisitorsRun, step: Step, stop: number | null): void {
    if (!this.#runs.has(run.runId)) return;
    const text = JSON.stringify(stepToJson(step));
    run.batch.push(text);
    run.batchOctets += text.length;
    run.last = step.id;
    run.steps++;
    if (step.name === 'send') run.octets += step.raw?.length ?? 0;
    if (run.steps >= this.#limits.stepsPerRun) return this.#end(run, 'limit', 'steps');
    if (run.octets > this.#limits.octetsPerRun) return this.#end(run, 'limit', 'octets');
    if (stop !== null) {
      return this.#hold(run, run.wish === 'stepping' && stop === 0 ? 'step' : 'breakpoint');
    }
    if (run.batch.length >= batchSteps || run.batchOctets >= batchOctets) this.#flush(run);
  }

  /** Sends what is batched; without credit for more, the run waits. */
  #flush(run: VisitorsRun): void {
    if (run.batch.length === 0 || run.last === null || this.#over) return;
    const { runId, batch } = run;
    this.#outlet.send(
      `{"method":"trace.steps","params":{"runId":"${runId}","steps":[${batch.join(',')}]}}`,
    );
    run.unacknowledged.push({ upTo: run.last, octets: run.batchOctets });
    run.batch = [];
    run.batchOctets = 0;
    if (run.starved || waiting(run) <= this.#limits.windowOctets) return;
    run.starved = true;
    run.handle?.hold();
  }

  #acknowledge(runId: string, upTo: number): void {
    const run = this.#runs.get(runId);
    if (!run) return;
    run.unacknowledged = run.unacknowledged.filter((batch) => batch.upTo > upTo);
    if (!run.starved || waiting(run) > this.#limits.windowOctets / 2) return;
    run.starved = false;
    if (run.wish !== 'held') run.handle?.go(run.stops);
  }

  #idle(run: VisitorsRun): void {
    if (!this.#runs.has(run.runId) || run.wish === 'held') return;
    this.#flush(run);
    this.#notify('run.idle', { runId: run.runId, at: run.last });
  }

  #end(run: VisitorsRun, reason: EndReason, limit?: LimitName): void {
    if (!this.#runs.delete(run.runId)) return;
    run.handle?.dispose();
    this.#flush(run);
    this.#notify('run.ended', {
      runId: run.runId,
      at: run.last,
      reason,
      ...(limit ? { limit } : {}),
    });
  }

  #notify<Name extends NoticeName>(method: Name, params: Notices[Name]): void {
    this.#send({ method, params } as unknown as Notice);
  }

  #send(message: Answer | Notice): void {
    if (!this.#over) this.#outlet.send(JSON.stringify(message));
  }
}

const waiting = (run: VisitorsRun): number =>
  run.unacknowledged.reduce((octets, batch) => octets + batch.octets, 0);
