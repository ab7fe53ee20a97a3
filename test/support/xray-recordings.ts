/**
 * Recordings of every scenario with a real Xray as client and server, or as one of them.
 *
 * `npm run record:xray` writes them anew; they differ a little every time, so that a test only looks whether a fresh
 * run does the same.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordingsFolder } from '../../core/node/record.ts';
import { type ForeignHost, tappedRun } from '../../core/node/tapped-run.ts';
import { scenarios } from '../../core/scenarios/index.ts';
import type { Scenario } from '../../core/scenarios/scenario.ts';
import { type Recording, recordingFromJson, recordingToJson } from '../../core/trace/serialize.ts';
import { builtXray } from './xray.ts';

/** A recording's `core`, and whom Xray plays in it. */
export const plays: readonly (readonly [Recording['core'], readonly ForeignHost[]])[] = [
  ['xray', ['client', 'vps']],
  ['xray-client', ['client']],
  ['xray-server', ['vps']],
];

const fileOf = (scenario: Scenario, core: Recording['core']): string =>
  join(recordingsFolder, `${scenario.id}.${core}.json`);

export const textOf = (recording: Recording): string =>
  `${JSON.stringify(recordingToJson(recording))}\n`;

/** What the site has. */
export const savedText = (scenario: Scenario, core: Recording['core']): string =>
  readFileSync(fileOf(scenario, core), 'utf8');

export const savedRecording = (scenario: Scenario, core: Recording['core']): Recording =>
  recordingFromJson(JSON.parse(savedText(scenario, core)));

if (import.meta.main) {
  const xray = await builtXray();
  mkdirSync(recordingsFolder, { recursive: true });
  for (const scenario of scenarios) {
    for (const [core, foreign] of plays) {
      const path = fileOf(scenario, core);
      writeFileSync(path, textOf(await tappedRun({ scenario, xray, foreign })));
      console.log(path);
    }
  }
}
