/** Work for later, in order of time and, at equal times, of the asking: a binary heap. */

export interface Scheduled {
  readonly at: number;
  /** Takes the work back; nothing happens when it has run already. */
  cancel(): void;
}

interface Entry extends Scheduled {
  readonly order: number;
  run: (() => void) | null;
}

export class Schedule {
  #heap: Entry[] = [];
  #order = 0;
  #cancelled = 0;

  /** The time of the earliest work, or null when there is none. */
  get next(): number | null {
    this.#dropCancelled();
    return this.#heap[0]?.at ?? null;
  }

  add(at: number, run: () => void): Scheduled {
    const entry: Entry = {
      at,
      order: this.#order++,
      run,
      cancel: () => {
        if (!entry.run) return;
        entry.run = null;
        this.#cancelled++;
        this.#compact();
      },
    };
    this.#heap.push(entry);
    this.#up(this.#heap.length - 1);
    return entry;
  }

  /** Runs the earliest work when its time is not after `now`; tells whether there was any. */
  runDue(now: number): boolean {
    this.#dropCancelled();
    const first = this.#heap[0];
    if (!first || first.at > now) return false;
    this.#pop();
    const run = first.run;
    first.run = null;
    run?.();
    return true;
  }

  clear(): void {
    this.#heap = [];
    this.#cancelled = 0;
  }

  /** Long timers are mostly cancelled long before their time; without this they would pile up. */
  #compact(): void {
    if (this.#cancelled < 64 || this.#cancelled * 2 < this.#heap.length) return;
    // a sorted array is a heap
    this.#heap = this.#heap
      .filter((entry) => entry.run)
      .sort((a, b) => a.at - b.at || a.order - b.order);
    this.#cancelled = 0;
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.run === null) {
      this.#pop();
      this.#cancelled--;
    }
  }

  #before(i: number, k: number): boolean {
    const a = this.#heap[i] as Entry;
    const b = this.#heap[k] as Entry;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #swap(i: number, k: number): void {
    const a = this.#heap[i] as Entry;
    this.#heap[i] = this.#heap[k] as Entry;
    this.#heap[k] = a;
  }

  #up(from: number): void {
    for (let i = from; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!this.#before(i, parent)) return;
      this.#swap(i, parent);
      i = parent;
    }
  }

  #pop(): void {
    const last = this.#heap.pop() as Entry;
    if (!this.#heap.length) return;
    this.#heap[0] = last;
    for (let i = 0; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < this.#heap.length && this.#before(child, least)) least = child;
      }
      if (least === i) return;
      this.#swap(i, least);
      i = least;
    }
  }
}
