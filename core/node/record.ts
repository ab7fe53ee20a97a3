/**
 * `npm run record`: saves a run of every scenario on the memory network, for pages without a bridge and without the core.
 *
 * The runs are the ones that a page makes itself (same seed), so that all sources show the same.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runToEnd } from '../engine/run.ts';
import { scenarios } from '../scenarios/index.ts';
import { type Scenario, worldOf } from '../scenarios/scenario.ts';
import { type JsonRecording, recordingToJson } from '../trace/serialize.ts';

export const recordingsFolder = join(
  import.meta.dirname,
  ...['..', '..', 'src', 'public', 'recordings'],
);

/** As src/lib/run/scenario-run.ts has it. */
const seed = 1;

export function recordingOf(scenario: Scenario): JsonRecording {
  const world = worldOf(scenario);
  const run = runToEnd(world, { seed });
  return recordingToJson({
    version: 1,
    scenario: scenario.id,
    network: 'memory',
    core: 'xhttp-lab',
    seed,
    epochMs: world.epochMs,
    steps: run.steps,
  });
}

if (import.meta.main) {
  mkdirSync(recordingsFolder, { recursive: true });
  for (const scenario of scenarios) {
    const path = join(recordingsFolder, `${scenario.id}.json`);
    writeFileSync(path, `${JSON.stringify(recordingOf(scenario))}\n`);
    console.log(path);
  }
}
