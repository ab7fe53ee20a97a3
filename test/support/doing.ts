/** Runs a handler by itself: what it gives back, and the commands that it led to. */
import { seededRandom } from '../../core/engine/random.ts';
import type { Command, Doing } from '../../core/sansio/machine.ts';

/** Randomness comes from a seed; `commands` are added to what is given. */
export function runDoing<T>(doing: Doing<T>, commands: Command[] = [], seed = 1): T {
  const random = seededRandom(seed);
  for (let reply: unknown; ; ) {
    const { done, value } = doing.next(reply);
    if (done) return value;
    commands.push(value);
    reply = value.type === 'random' ? random(value.length) : undefined;
  }
}
