/**
 * Collects what a busy proxy leaves behind.
 *
 * The octets that sockets and ciphers give are memory outside of V8's heap. V8 counts them all against a limit that is
 * 8 MiB above a small heap, and beyond it collects everything, with threads of its own: while octets flow that took
 * as long as the rest of the work. Hence a small collection for every 4 MiB, which takes a fifth of a millisecond,
 * and a limit of three times the heap, within V8's own range for busy ones, under which it does its work.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const octetsPerCollection = 4 * 1024 * 1024;

setFlagsFromString('--heap-growing-percent=200');
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;

let octets = 0;

/** So many more octets have been read. */
export function octetsRead(count: number): void {
  octets += count;
  if (octets < octetsPerCollection) return;
  octets = 0;
  collect({ type: 'minor' });
}
