/**
 * Where a reader can have a run stop: landmarks that matter, and what the core has to be asked for to stop there.
 *
 * A breakpoint may hold the core too early, since it cannot count; the run then lets it go on.
 */
import type { Breakpoint } from '../../../core/engine/breakpoints.ts';
import type { Landmark } from '../../../core/scenarios/landmarks.ts';

export interface Stop {
  readonly at: Landmark;
  readonly breakpoint: Breakpoint;
}

const dial: Breakpoint = { name: 'open', host: 'client', importance: 'core' };

export const stops: readonly Stop[] = [
  { at: 'downlink.syn', breakpoint: dial },
  { at: 'vps443.fallback', breakpoint: { name: 'vless:fallback_chosen' } },
  { at: 'session.created', breakpoint: { name: 'xhttp:session_created' } },
  { at: 'uplink.syn', breakpoint: dial },
  { at: 'uplink.arrives', breakpoint: { name: 'received', host: 'vps', importance: 'core' } },
  { at: 'app.response', breakpoint: { name: 'app:response_received' } },
];
