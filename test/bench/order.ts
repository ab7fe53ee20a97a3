/**
 * How soon the uplink is dialled once the downlink can be used, on loopback sockets.
 *
 * `npm run bench:order` prints the figures of each scenario that has two ways; nothing fails. Target: 5 ms.
 */
import { landmarksOf } from '../../core/scenarios/landmarks.ts';
import type { Step } from '../../core/trace/step.ts';
import { liveRun } from '../support/live-run.ts';

const rounds = Number(process.argv[2] ?? 10);

for (const scenario of ['split-plain', 'cdn-up-reality-down']) {
  const pauses: number[] = [];
  for (let round = 0; round < rounds; round++) pauses.push(pauseIn(await liveRun(scenario)));
  const [best, middle, worst] = [0, 0.5, 1].map((part) => at(pauses, part));
  console.log(
    `${scenario}: uplink.syn after downlink.usable, ${rounds} runs: ${best} ms at best, ${middle} ms in the middle, ${worst} ms at worst`,
  );
}

function pauseIn(steps: readonly Step[]): number {
  const landmarks = landmarksOf(steps);
  const [usable, syn] = ['downlink.usable', 'uplink.syn'].map(
    (name) => steps[landmarks.get(name) ?? -1]?.time ?? Number.NaN,
  ) as [number, number];
  return syn - usable;
}

/** Of the sorted numbers, the one at a part of the way. */
function at(numbers: readonly number[], part: number): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[Math.round(part * (sorted.length - 1))] as number).toFixed(2);
}
