/**
 * How much a reader wants to see a step at first.
 *
 * core: what crosses from host to host, and decisions. base: states, timers, links inside a host, secrets, and facts that
 * only repeat for the log what a wire shows. extra: randomness and flow control. After qlog's levels.
 */
import type { FactName } from './catalogue.ts';
import type { Importance } from './step.ts';

const ofBase: ReadonlySet<string> = new Set<FactName>([
  'core:started',
  'core:config_warned',
  'transport:listening',
  'transport:dial_started',
  'xhttp:xmux_client_created',
  'xhttp:xmux_client_removed',
  'vless:security_seen',
  'http2:stream_state_updated',
  'tls:secret_derived',
  'tls:alert_sent',
  'tls:alert_received',
  'freedom:connection_opened',
  'cdn:request_forwarded',
]);

export const importanceOfFact = (name: string): Importance => (ofBase.has(name) ? 'base' : 'core');

const extra: ReadonlySet<string> = new Set([
  'random',
  'blocked',
  'writable',
  'pause_reading',
  'resume_reading',
]);

/** Of an input or a command. */
export const importanceOfMessage = (type: string, crossesWire: boolean): Importance =>
  extra.has(type) ? 'extra' : crossesWire ? 'core' : 'base';
