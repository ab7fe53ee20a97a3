import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { recordingOf, recordingsFolder } from '../../../core/node/record.ts';
import { scenarios } from '../../../core/scenarios/index.ts';
import { recordingFromJson } from '../../../core/trace/serialize.ts';
import { wholeRun } from '../../../src/lib/run/scenario-run.ts';

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
  'the recording of %s',
  (id, scenario) => {
    const text = readFileSync(join(recordingsFolder, `${id}.json`), 'utf8');

    it('is what a fresh run gives (else: npm run record)', () => {
      const fresh = JSON.parse(JSON.stringify(recordingOf(scenario)));
      // compared as a whole, a difference would print megabytes
      const saved = JSON.parse(text);
      const differs = saved.steps.findIndex(
        (step: unknown, i: number) => JSON.stringify(step) !== JSON.stringify(fresh.steps[i]),
      );
      expect(saved.steps[differs]).toEqual(fresh.steps[differs]);
      expect({ ...saved, steps: saved.steps.length }).toEqual({
        ...fresh,
        steps: fresh.steps.length,
      });
    });

    it('is the run that a page makes', () => {
      expect(recordingFromJson(JSON.parse(text)).steps).toEqual(wholeRun(id));
    });

    it('weighs at most 60 kB compressed', () => {
      expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(60_000);
    });
  },
);
