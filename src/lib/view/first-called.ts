/** Which address a host calls first: the answer to the question before the run, read off the trace. */
import { type Lane, laneOfAddress } from './lanes.ts';
import type { Entry, Packet } from './sequence.ts';

export interface FirstCall {
  /** The lane that is called, or `together` when a second call leaves before the first is answered. */
  readonly lane: string;
  /** The row from which it can be seen. */
  readonly row: number;
}

/** Null while the host has called nobody, or once only and without an answer. */
export function firstCalled(
  sequence: readonly Entry[],
  lanes: readonly Lane[],
  host: string,
): FirstCall | null {
  const calls = sequence.filter(
    (entry): entry is Packet =>
      entry.kind === 'packet' && entry.segment === 'syn' && entry.from?.host === host,
  );
  const [first, second] = calls;
  if (!first) return null;
  const answered = sequence.find(
    (entry) =>
      entry.kind === 'packet' &&
      entry.segment === 'syn_ack' &&
      entry.connection === first.connection,
  );
  if (second && (!answered || second.id < answered.id)) return { lane: 'together', row: second.id };
  const lane = laneOfAddress(lanes, first.listener);
  return lane ? { lane: lane.id, row: first.id } : null;
}
