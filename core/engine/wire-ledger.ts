/**
 * Which sends the octets of a delivery came from.
 *
 * A wire cuts and joins: one delivery may carry octets of several sends, and several may carry one send. The ledger
 * of one direction of one connection holds the ranges that were sent and not yet delivered, and forgets the rest.
 */
export class WireLedger {
  #sends: { readonly from: number; readonly to: number; readonly step: number }[] = [];
  #sent = 0;
  #delivered = 0;

  /** Octets sent so far. */
  get sent(): number {
    return this.#sent;
  }

  get delivered(): number {
    return this.#delivered;
  }

  /** Enters a send of `length` octets; `step` is -1 when no step was recorded. Gives the range [from, to). */
  send(length: number, step: number): { readonly from: number; readonly to: number } {
    const from = this.#sent;
    this.#sent += length;
    if (step >= 0) this.#sends.push({ from, to: this.#sent, step });
    return { from, to: this.#sent };
  }

  /** Enters a delivery of the next `length` octets, and gives the steps that sent them, in order. */
  deliver(length: number): {
    readonly from: number;
    readonly to: number;
    readonly steps: readonly number[];
  } {
    const from = this.#delivered;
    const to = from + length;
    this.#delivered = to;
    const steps: number[] = [];
    let spent = 0;
    for (const send of this.#sends) {
      if (send.from >= to) break;
      steps.push(send.step);
      if (send.to <= to) spent++;
    }
    if (spent) this.#sends.splice(0, spent);
    return { from, to, steps };
  }
}
