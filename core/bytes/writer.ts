import { concat } from './concat.ts';

/** Collects octets in order; `done` copies them into one array. */
export class Writer {
  #parts: Uint8Array[] = [];

  put(octets: Uint8Array): void {
    this.#parts.push(octets);
  }

  done(): Uint8Array {
    return concat(this.#parts.length === 1 ? [...this.#parts, new Uint8Array()] : this.#parts);
  }
}
