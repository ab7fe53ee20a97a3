/**
 * Cases of a fuzzing one after the other: failures are collected, each with how to see it again, and hangs are cut off.
 */
import { createContext, Script } from 'node:vm';

export interface FuzzOptions {
  /** How many mutations. */
  readonly count: number;
  readonly seed: number;
  /** Told now and then how many are done. */
  readonly onProgress?: (done: number) => void;
}

export interface FuzzResult {
  readonly cases: number;
  /** Text with what failed and how to see it again; at most a few. */
  readonly failures: readonly string[];
}

const maxFailures = 3;
/** Cases between two looks at the clock; none of them takes more than milliseconds. */
const batch = 500;
const hangMs = 60_000;

export class Runs {
  readonly #options: FuzzOptions;
  readonly #failures: string[] = [];
  #done = 0;
  #describe: () => string = () => '';

  constructor(options: FuzzOptions) {
    this.#options = options;
  }

  get result(): FuzzResult {
    return { cases: this.#done, failures: this.#failures };
  }

  get left(): number {
    return this.#failures.length >= maxFailures ? 0 : this.#options.count - this.#done;
  }

  /** Runs the cases that an iterator gives until it or the count is at its end. */
  all<Case>(
    cases: Iterator<Case>,
    run: (each: Case) => void,
    describe: (each: Case) => string,
  ): void {
    let isOver = false;
    const some = () => {
      for (let i = 0; i < batch && this.left > 0; i++) {
        const { done, value } = cases.next();
        if (done) {
          isOver = true;
          return;
        }
        this.#done++;
        this.#describe = () => describe(value);
        try {
          run(value);
        } catch {
          this.#fail(thrownBy(() => run(value)));
        }
      }
    };
    const { stackTraceLimit } = Error;
    while (!isOver && this.left > 0) {
      try {
        // most cases end in an error that is caught: what it costs is its stack
        Error.stackTraceLimit = 0;
        bounded(some, hangMs);
      } catch (error) {
        this.#fail(error);
      } finally {
        Error.stackTraceLimit = stackTraceLimit;
      }
      this.#options.onProgress?.(this.#done);
    }
  }

  #fail(error: unknown): void {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const shown = what.split('\n').slice(0, 6).join('\n');
    const known = this.#failures.some((failure) => failure.startsWith(shown));
    if (known) return;
    const { seed } = this.#options;
    this.#failures.push(`${shown}\nseed ${seed}, case ${this.#done}:\n${this.#describe()}`);
  }
}

/**
 * How many cases are to be tried in a test: `FUZZ_MUTATIONS`, or as many as take about `FUZZ_SECONDS` here. `fuzz` tries
 * some, to see what they cost.
 */
export function affordable(fuzz: (count: number) => unknown): number {
  const most = Number(process.env.FUZZ_MUTATIONS ?? 200_000);
  const mostMs = Number(process.env.FUZZ_SECONDS ?? 3) * 1_000;
  for (let count = 100; ; count *= 4) {
    const began = performance.now();
    fuzz(Math.min(count, most));
    const ms = performance.now() - began;
    // by then the code is compiled
    if (ms > mostMs / 20 || count >= most) {
      return Math.max(1_000, Math.min(most, Math.floor((count * mostMs) / Math.max(1, ms))));
    }
  }
}

/** What a function throws, with its stack. */
function thrownBy(run: () => void): unknown {
  Error.stackTraceLimit = 10;
  try {
    run();
    return new Error('A case failed, and did not when it was tried again');
  } catch (error) {
    return error;
  } finally {
    Error.stackTraceLimit = 0;
  }
}

const context: { run?: () => void } = createContext({});
const script = new Script('run()');

/** Runs a function, and throws when it does not come to an end by itself. */
function bounded(run: () => void, ms: number): void {
  context.run = run;
  script.runInContext(context, { timeout: ms });
}
