/** A run that was saved: `/recordings/<scenario>.json`. */
import { type Pulled, PulledSource } from './pulled-source.ts';

export const recordingSource = (): PulledSource => new PulledSource(load);

async function load(scenario: string): Promise<Pulled> {
  const [{ recordingFromJson }, response] = await Promise.all([
    import('../../../core/trace/serialize.ts'),
    fetch(`/recordings/${scenario}.json`),
  ]);
  if (!response.ok) throw new Error(`No recording of ${scenario}: status ${response.status}`);
  const { steps, epochMs } = recordingFromJson(await response.json());
  let at = 0;
  return { epochMs, next: () => steps[at++] ?? null, dispose: () => {} };
}
