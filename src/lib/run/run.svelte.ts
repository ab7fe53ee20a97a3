/**
 * A run as a page shows it: the steps so far, and a cursor in them. Everything else follows from these two.
 *
 * Two things move: the core, which makes steps, and the cursor, which a reader moves through them. Going back moves the
 * cursor; going forward past the last step asks the source for more.
 */
import type { Landmark, landmarksOf } from '../../../core/scenarios/landmarks.ts';
import type { Importance, Step } from '../../../core/trace/step.ts';
import { marksOf, passedAt, placeOf, rowOfPlace } from '../view/place.ts';
import { rowAt, rowsOf, sequenceOf } from '../view/sequence.ts';
import type { Ended, Held, RunSource, SourceName } from './run-source.ts';
import { nextBest } from './sources.ts';
import { stops } from './stops.ts';

/** `held`: the core stands still and can go on; `idle`: it has nothing left to do. */
export type Phase = 'new' | 'starting' | 'running' | 'held' | 'idle' | 'ended' | 'unavailable';

/** What the reader should know of how this run came about or ended. */
export type Notice =
  | { readonly about: 'source'; readonly wanted: SourceName }
  | { readonly about: 'end'; readonly why: Ended };

/** Rows a second; Infinity goes to the end at once. */
export const rates = [0.5, 1, 2, 5, Number.POSITIVE_INFINITY] as const;

type Open = (name: SourceName) => Promise<RunSource>;

const none: ReadonlyMap<string, number> = new Map();

export class Run {
  readonly scenario: string;
  steps = $state.raw<readonly Step[]>([]);
  /** The id of the step where the reader is; -1 before the first. */
  cursor = $state(-1);
  level = $state<Importance>('core');
  phase = $state<Phase>('new');
  source = $state<SourceName>('page');
  /** ms since 1970 at the beginning of the run. */
  epochMs = $state(0);
  notice = $state.raw<Notice | null>(null);
  playing = $state(false);
  rate = $state<number>(2);
  /** Landmarks at which the run is to stop. */
  stopsAt = $state.raw<ReadonlySet<Landmark>>(new Set());

  /** Comes with the first source: it reads what is on the wires, and brings every codec. */
  #landmarksOf = $state.raw<typeof landmarksOf | null>(null);
  readonly sequence = $derived(sequenceOf(this.steps));
  readonly rows = $derived(rowsOf(this.sequence, this.level));
  readonly position = $derived(rowAt(this.rows, this.cursor));
  readonly landmarks = $derived(this.#landmarksOf?.(this.steps) ?? none);
  /** The row where the reader is. */
  readonly row = $derived(this.rows[this.position] ?? null);
  // places do not depend on how much is shown
  readonly #coreRows = $derived(rowsOf(this.sequence, 'core'));
  readonly #corePosition = $derived(rowAt(this.#coreRows, this.cursor));
  readonly #marks = $derived(marksOf(this.#coreRows, this.landmarks));
  /** The reader's place, for a link. */
  readonly place = $derived(placeOf(this.#marks, this.#corePosition));
  /** The landmarks at or before the reader, in the order of the run. */
  readonly passed = $derived(passedAt(this.#marks, this.#corePosition));
  readonly atStart = $derived(this.position <= 0);
  readonly atEnd = $derived(
    this.position >= this.rows.length - 1 &&
      (this.phase === 'idle' || this.phase === 'ended' || this.phase === 'unavailable'),
  );

  readonly #open: Open;
  #source: RunSource | null = null;
  /** What is to happen when the core has stopped or made steps. */
  #wanted: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(scenario: string, source: SourceName, open: Open) {
    this.scenario = scenario;
    this.source = source;
    this.#open = open;
  }

  /** Lets the core go; the cursor follows at the reader's rate, or stays at the first row. */
  async play(follow = true): Promise<void> {
    if (!(await this.#ready())) return;
    this.playing = follow;
    this.#wanted = null;
    if (this.phase === 'held' && this.position >= this.rows.length - 1) this.#resume();
    this.#schedule();
  }

  pause(): void {
    this.playing = false;
    this.#wanted = null;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.phase === 'running') this.#source?.pause();
  }

  /** To the next row; the core makes one if there is none yet. */
  async forward(): Promise<void> {
    this.pause();
    if (!(await this.#ready())) return;
    const next = this.position + 1;
    if (next < this.rows.length) return this.#toRow(next);
    if (this.phase !== 'held') return;
    this.#wanted = () => {
      if (this.rows.length > next) this.#toRow(next);
      else if (this.phase === 'held') this.#step();
    };
    this.#step();
  }

  back(): void {
    this.pause();
    if (this.position > 0) this.#toRow(this.position - 1);
  }

  first(): void {
    this.pause();
    if (this.rows.length) this.#toRow(0);
  }

  /** To the end of the run, past every stop. */
  async last(): Promise<void> {
    this.pause();
    if (!(await this.#ready())) return;
    const toNewest = () => this.#toRow(this.rows.length - 1);
    toNewest();
    this.#toTheEnd(toNewest, toNewest);
  }

  jump(step: number): void {
    this.pause();
    this.cursor = step;
  }

  /** To a place of a link; lets the core run as far as it takes. False when the run has no such place. */
  async goTo(place: string): Promise<boolean> {
    this.pause();
    if (!(await this.#ready())) return false;
    const arrived = () => {
      const row = rowOfPlace(this.#marks, this.#coreRows, place);
      const entry = row === null ? undefined : this.#coreRows[row];
      if (entry) this.cursor = entry.id;
      return entry !== undefined;
    };
    if (arrived()) return true;
    return new Promise((resolve) =>
      this.#toTheEnd(() => {
        const there = arrived();
        if (!there && this.cursor < 0) this.#toRow(0);
        resolve(there);
      }),
    );
  }

  /** A new run from the beginning. */
  async restart(): Promise<void> {
    this.#discard();
    await this.play();
  }

  /** A new run from another source, at the same place. */
  async use(source: SourceName): Promise<void> {
    const { place, phase } = this;
    this.#discard();
    this.source = source;
    if (phase !== 'new' && place) await this.goTo(place);
  }

  toggleStop(at: Landmark): void {
    const chosen = new Set(this.stopsAt);
    if (!chosen.delete(at)) chosen.add(at);
    this.stopsAt = chosen;
  }

  dispose(): void {
    this.#discard();
  }

  /** Makes the run if there is none; false when no source can be had. */
  async #ready(): Promise<boolean> {
    if (this.phase === 'starting') return false;
    if (this.phase !== 'new') return this.phase !== 'unavailable';
    this.phase = 'starting';
    for (let name: SourceName | null = this.source; name; name = nextBest(name)) {
      const source = await this.#created(name);
      if (this.phase !== 'starting') {
        source?.dispose(); // given up meanwhile
        return false;
      }
      if (source) {
        if (name !== this.source) this.notice = { about: 'source', wanted: this.source };
        this.source = name;
        this.#source = source;
        this.phase = 'held';
        return true;
      }
    }
    this.phase = 'unavailable';
    return false;
  }

  async #created(name: SourceName): Promise<RunSource | null> {
    let source: RunSource | null = null;
    try {
      const landmarks = import('../../../core/scenarios/landmarks.ts');
      landmarks.catch(() => {}); // told where it is awaited
      source = await this.#open(name);
      this.#landmarksOf = (await landmarks).landmarksOf;
      const own = source;
      const current = (act: () => void) => {
        if (this.#source === own) act();
      };
      const { epochMs } = await source.create(this.scenario, {
        steps: (steps) => current(() => this.#take(steps)),
        held: (why) => current(() => this.#held(why)),
        ended: (why) => current(() => this.#ended(why)),
      });
      this.epochMs = epochMs;
      return source;
    } catch {
      source?.dispose();
      return null;
    }
  }

  #take(steps: readonly Step[]): void {
    this.steps = [...this.steps, ...steps];
    if (this.cursor < 0 && !this.#wanted) this.#toRow(0);
    this.#wanted?.();
    if (this.#timer === undefined) this.#schedule();
  }

  #held(why: Held): void {
    this.phase = why === 'idle' ? 'idle' : 'held';
    if (why === 'breakpoint' && !this.#atStop()) return this.#resume(); // held too early
    this.#wanted?.();
    if (this.#timer === undefined) this.#schedule();
  }

  #ended(why: Ended): void {
    this.phase = 'ended';
    this.notice = { about: 'end', why };
    this.#wanted?.();
  }

  #resume(): void {
    this.phase = 'running';
    const chosen = stops.filter((stop) => this.stopsAt.has(stop.at));
    this.#source?.resume(chosen.map((stop) => stop.breakpoint));
  }

  #step(): void {
    this.phase = 'running';
    this.#source?.step(this.level === 'core' ? { importance: 'core' } : {});
  }

  /** Lets the run go on until it has nothing left to do; `meanwhile` is called whenever steps have come. */
  #toTheEnd(then: () => void, meanwhile: () => void = () => {}): void {
    if (this.phase !== 'held' && this.phase !== 'running') return then();
    this.#wanted = () => {
      if (this.phase === 'running') return meanwhile();
      this.#wanted = null;
      then();
    };
    if (this.phase === 'running') return;
    this.phase = 'running';
    this.#source?.resume([]);
  }

  /** Whether the newest steps hold a landmark at which the reader wants to stop. */
  #atStop(): boolean {
    const newest = this.steps.at(-1)?.id;
    return [...this.stopsAt].some((at) => this.landmarks.get(at) === newest);
  }

  #toRow(position: number): void {
    const row = this.rows[position];
    if (row) this.cursor = row.id;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.playing) return;
    if (this.position >= this.rows.length - 1) {
      // while the core runs, more rows will come; else this is the end, or a stop
      if (this.phase !== 'running') this.playing = false;
      return;
    }
    this.#timer = setTimeout(() => this.#tick(), 1000 / this.rate);
  }

  #tick(): void {
    this.#timer = undefined;
    if (!this.playing) return;
    const atOnce = this.rate === Number.POSITIVE_INFINITY;
    do this.#toRow(this.position + 1);
    while (atOnce && this.position < this.rows.length - 1 && !this.#cursorAtStop());
    if (this.#cursorAtStop()) this.playing = false;
    else this.#schedule();
  }

  #cursorAtStop(): boolean {
    return [...this.stopsAt].some((at) => {
      const step = this.landmarks.get(at);
      return step !== undefined && rowAt(this.rows, step) === this.position;
    });
  }

  #discard(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#source?.dispose();
    this.#source = null;
    this.#wanted = null;
    this.playing = false;
    this.steps = [];
    this.cursor = -1;
    this.phase = 'new';
    this.notice = null;
  }
}
