/**
 * A run on the bridge: the core in the process that served this page, over one WebSocket a run.
 *
 * The page gives back credit as it takes steps, so that a long run does not pile up in the browser.
 */

import {
  type Answer,
  bridgePath,
  isNotice,
  type MethodName,
  type Methods,
  type NetworkKind,
  type Notice,
  protocolVersion,
  readReply,
} from '../../../core/bridge/protocol.ts';
import type { Breakpoint } from '../../../core/engine/breakpoints.ts';
import { stepFromJson } from '../../../core/trace/serialize.ts';
import type { Step } from '../../../core/trace/step.ts';
import type { RunEvents, RunInfo, RunSource } from './run-source.ts';

/** What of the browser's WebSocket is used. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'addEventListener'>;

/** A bridge that is there answers in milliseconds. */
const patienceMs = 3_000;
/** Steps come in many small messages; a page that drew after each would fall behind. */
const gatheringMs = 40;

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

export class BridgeSource implements RunSource {
  readonly #network: NetworkKind;
  readonly #connect: () => Socket;
  #socket: Socket | null = null;
  #events: RunEvents | null = null;
  #runId = '';
  #requests = 0;
  readonly #waiting = new Map<number, Waiting>();
  /** Octets of JSON that may stand unacknowledged before we speak up. */
  #ackEvery = 0;
  #unacknowledged = 0;
  #taken = -1;
  #gathered: Step[] = [];
  #gathering: ReturnType<typeof setTimeout> | undefined;

  constructor(network: NetworkKind, connect: () => Socket = connectToBridge) {
    this.#network = network;
    this.#connect = connect;
  }

  async create(scenario: string, events: RunEvents): Promise<RunInfo> {
    this.#events = events;
    const deadline = setTimeout(() => this.#lose(), patienceMs);
    try {
      await this.#open();
      const hello = await this.#ask('hello', { version: protocolVersion });
      this.#ackEvery = hello.limits.windowOctets / 4;
      const run = await this.#ask('run.create', { scenario, network: this.#network });
      this.#runId = run.runId;
      return { epochMs: run.epochMs };
    } finally {
      clearTimeout(deadline);
    }
  }

  resume(breakpoints: readonly Breakpoint[]): void {
    this.#tell('run.resume', { runId: this.#runId, breakpoints });
  }

  step(until: Breakpoint): void {
    this.#tell('run.step', { runId: this.#runId, until });
  }

  pause(): void {
    this.#tell('run.pause', { runId: this.#runId });
  }

  dispose(): void {
    this.#events = null;
    clearTimeout(this.#gathering);
    this.#socket?.close(); // the bridge ends the runs of a visitor who has gone
    this.#socket = null;
  }

  #open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = this.#connect();
      this.#socket = socket;
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('message', ({ data }) => this.#take(String(data)));
      socket.addEventListener('close', () => {
        reject(new Error('No bridge')); // of no effect once it is open
        this.#lose();
      });
    });
  }

  #ask<M extends MethodName>(
    method: M,
    params: Methods[M]['params'],
  ): Promise<Methods[M]['result']> {
    return new Promise((resolve, reject) => {
      const id = ++this.#requests;
      this.#waiting.set(id, { resolve: resolve as (result: never) => void, reject });
      this.#socket?.send(JSON.stringify({ id, method, params }));
    });
  }

  /** For requests whose answer says nothing; a refusal ends the run. */
  #tell<M extends MethodName>(method: M, params: Methods[M]['params']): void {
    this.#ask(method, params).catch(() => this.#events?.ended('failed'));
  }

  #take(text: string): void {
    const message = readReply(text);
    if (!message) return;
    if (isNotice(message)) this.#notice(message, text.length);
    else this.#answer(message);
  }

  #answer(answer: Answer): void {
    if (answer.id === null) return;
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(new Error(answer.error.message));
    else waiting?.resolve(answer.result as never);
  }

  #notice(notice: Notice, octets: number): void {
    if (notice.params.runId !== this.#runId) return;
    switch (notice.method) {
      case 'trace.steps': {
        const steps = notice.params.steps.map(stepFromJson);
        this.#taken = steps.at(-1)?.id ?? this.#taken;
        this.#unacknowledged += octets;
        if (this.#unacknowledged > this.#ackEvery) this.#acknowledge();
        this.#gathered.push(...steps);
        if (this.#gathering === undefined) this.#give();
        return;
      }
      case 'run.paused':
        this.#give();
        this.#events?.held(notice.params.reason);
        return;
      case 'run.idle':
        this.#give();
        this.#events?.held('idle');
        return;
      case 'run.ended':
        this.#give();
        this.#events?.ended(notice.params.reason === 'limit' ? 'limit' : 'failed');
    }
  }

  /** Hands on what has come, and what comes next after a while. */
  #give(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (!this.#gathered.length) return;
    const steps = this.#gathered;
    this.#gathered = [];
    this.#gathering = setTimeout(() => this.#give(), gatheringMs);
    this.#events?.steps(steps);
  }

  #acknowledge(): void {
    this.#unacknowledged = 0;
    this.#tell('trace.ack', { runId: this.#runId, upTo: this.#taken });
  }

  #lose(): void {
    this.#give();
    clearTimeout(this.#gathering);
    for (const { reject } of this.#waiting.values()) reject(new Error('The bridge is gone'));
    this.#waiting.clear();
    if (this.#runId) this.#events?.ended('disconnected');
    this.#socket?.close();
  }
}

function connectToBridge(): Socket {
  const url = new URL(bridgePath, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return new WebSocket(url);
}
