/** A run that was saved: `/recordings/<scenario>.json`, or `<scenario>.<who>.json` with a real Xray in it. */
import { type Pulled, PulledSource } from './pulled-source.ts';
import type { XraySource } from './run-source.ts';

export const recordingSource = (whose: 'recording' | XraySource): PulledSource =>
  new PulledSource((scenario) => load(whose === 'recording' ? scenario : `${scenario}.${whose}`));

async function load(name: string): Promise<Pulled> {
  const [{ recordingFromJson }, { rememberKeyLog }, response] = await Promise.all([
    import('../../../core/trace/serialize.ts'),
    import('../../../core/inspect/key-log.ts'),
    fetch(`/recordings/${name}.json`),
  ]);
  if (!response.ok) throw new Error(`No recording ${name}: status ${response.status}`);
  const { steps, epochMs, keyLog } = recordingFromJson(await response.json());
  if (keyLog !== undefined) rememberKeyLog(steps, keyLog);
  let at = 0;
  return { epochMs, next: () => steps[at++] ?? null, dispose: () => {} };
}
