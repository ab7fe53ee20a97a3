/**
 * The core in this page: memory network, virtual clock, the same run each time.
 *
 * Engine and protocols are loaded when a run is made, so that a page that is only read does not carry them.
 */
import { PulledSource } from './pulled-source.ts';

export const pageSource = (): PulledSource =>
  new PulledSource(async (scenario) => (await import('./start-run.ts')).startRun(scenario));
