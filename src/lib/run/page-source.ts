/**
 * The core in this page: memory network, virtual clock, the same run each time.
 *
 * Engine and protocols are loaded when a run is made, so that a page that is only read does not carry them.
 */
import { type Pulled, PulledSource } from './pulled-source.ts';

export const pageSource = (): PulledSource => new PulledSource(load);

async function load(scenario: string): Promise<Pulled> {
  const { startRun } = await import('./scenario-run.ts');
  return startRun(scenario);
}
