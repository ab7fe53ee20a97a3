/**
 * Every step name there is, and what its data holds. Content has prose for each name in every language.
 */

import type { FreedomFacts } from '../freedom/facts.ts';
import type { HttpFacts } from '../http1/facts.ts';
import type { PeerFacts } from '../peers/facts.ts';
import type { RoutingFacts } from '../routing/facts.ts';
import type { Addresses, NetworkError, Offer, Target } from '../sansio/machine.ts';
import type { SocksFacts } from '../socks/facts.ts';
import type { VlessFacts } from '../vless/facts.ts';
import type { XhttpFacts } from '../xhttp/facts.ts';

/** What the engine itself states of hosts and connections. */
export interface TransportFacts {
  /** A core has read its configuration and opened its inbounds. */
  'core:started': Record<string, never>;
  /** A core dials; Xray logs it at debug level. */
  'transport:dial_started': { readonly destination: string; readonly leg: string };
  /** An inbound listens. */
  'transport:listening': {
    readonly address: string;
    readonly tag: string;
    readonly network: string;
  };
}

export interface EngineSteps {
  start: Record<string, never>;
  attached: { readonly offer: Offer };
  /** A SYN has reached a listener. */
  accepted: { readonly listener: string; readonly addresses: Addresses };
  opened: { readonly addresses: Addresses | null };
  received: { readonly summary?: string };
  closed: { readonly how: 'end' | 'reset' | 'failed'; readonly error?: NetworkError };
  blocked: Record<string, never>;
  writable: Record<string, never>;
  timer_fired: { readonly timer: string };
  send: { readonly summary?: string };
  close: { readonly how: 'end' | 'reset'; readonly error?: NetworkError };
  open: { readonly target: Target };
  offer: { readonly offer: Offer };
  ready: { readonly addresses: Addresses | null };
  random: { readonly length: number };
  set_timer: { readonly timer: string; readonly delayMs: number };
  cancel_timer: { readonly timer: string };
  pause_reading: Record<string, never>;
  resume_reading: Record<string, never>;
  state_updated: { readonly old: string; readonly new: string };
}

export type Facts = TransportFacts &
  SocksFacts &
  RoutingFacts &
  VlessFacts &
  XhttpFacts &
  HttpFacts &
  FreedomFacts &
  PeerFacts;
export type FactName = keyof Facts & string;
export type StepData = EngineSteps & Facts;
