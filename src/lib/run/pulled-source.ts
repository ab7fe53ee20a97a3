/**
 * A run whose steps can be taken at any time, at once: the core in this page, or a recording.
 */
import { type Breakpoint, stopsAt } from '../../../core/engine/breakpoints.ts';
import type { Step } from '../../../core/trace/step.ts';
import type { RunEvents, RunInfo, RunSource } from './run-source.ts';

/** More is a run that does not end. */
const maxSteps = 20_000;

export interface Pulled extends RunInfo {
  /** Gives the next step, or null when nothing is left to do. */
  next(): Step | null;
  dispose(): void;
}

export class PulledSource implements RunSource {
  readonly #load: (scenario: string) => Promise<Pulled>;
  #pulled: Pulled | null = null;
  #events: RunEvents | null = null;
  #count = 0;

  constructor(load: (scenario: string) => Promise<Pulled>) {
    this.#load = load;
  }

  async create(scenario: string, events: RunEvents): Promise<RunInfo> {
    const pulled = await this.#load(scenario);
    this.#pulled = pulled;
    this.#events = events;
    return pulled;
  }

  resume(breakpoints: readonly Breakpoint[]): void {
    this.#pull('breakpoint', (step) => breakpoints.some((breakpoint) => stopsAt(breakpoint, step)));
  }

  step(until: Breakpoint): void {
    this.#pull('step', (step) => stopsAt(until, step));
  }

  /** Between two calls nothing runs. */
  pause(): void {}

  dispose(): void {
    this.#pulled?.dispose();
    this.#pulled = null;
    this.#events = null;
  }

  #pull(why: 'step' | 'breakpoint', stops: (step: Step) => boolean): void {
    const taken: Step[] = [];
    const outcome = this.#take(taken, stops);
    this.#count += taken.length;
    const events = this.#events;
    if (taken.length) events?.steps(taken);
    if (outcome === 'stopped') events?.held(why);
    else if (outcome === 'idle') events?.held('idle');
    else events?.ended(outcome);
  }

  #take(taken: Step[], stops: (step: Step) => boolean): 'stopped' | 'idle' | 'limit' | 'failed' {
    try {
      while (this.#count + taken.length < maxSteps) {
        const step = this.#pulled?.next();
        if (!step) return 'idle';
        taken.push(step);
        if (stops(step)) return 'stopped';
      }
      return 'limit';
    } catch {
      return 'failed'; // a fault of ours in the core; what it did before stays on the page
    }
  }
}
