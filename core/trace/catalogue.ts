/**
 * Every step name there is, and what its data holds. Content has prose for each name in every language.
 */

import type { DokodemoFacts } from '../dokodemo/facts.ts';
import type { FreedomFacts } from '../freedom/facts.ts';
import type { HttpProxyFacts } from '../http-proxy/facts.ts';
import type { HttpFacts } from '../http1/facts.ts';
import type { Http2Facts } from '../http2/facts.ts';
import type { PeerFacts } from '../peers/facts.ts';
import type { RealityFacts } from '../reality/facts.ts';
import type { RoutingFacts } from '../routing/facts.ts';
import type { Addresses, NetworkError, Offer, Target } from '../sansio/machine.ts';
import type { SocksFacts } from '../socks/facts.ts';
import type { TlsFacts } from '../tls/facts.ts';
import type { VlessFacts } from '../vless/facts.ts';
import type { XhttpFacts } from '../xhttp/facts.ts';

/** What the engine itself states of hosts and connections. */
export interface TransportFacts {
  /** A core has read its configuration and opened its inbounds. */
  'core:started': {
    /** What says so, in a log that is not ours: `Xray 26.7.28`. */
    readonly program?: string;
  };
  /** The configuration is taken, and Xray has something to say about it. */
  'core:config_warned': { readonly code: string; readonly from: string; readonly said: string };
  /** A core dials; Xray logs it at debug level. */
  'transport:dial_started': {
    readonly destination: string;
    readonly leg: string;
    readonly transport: 'raw' | 'xhttp';
  };
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
  HttpProxyFacts &
  DokodemoFacts &
  RoutingFacts &
  VlessFacts &
  XhttpFacts &
  RealityFacts &
  HttpFacts &
  Http2Facts &
  TlsFacts &
  FreedomFacts &
  PeerFacts;
export type FactName = keyof Facts & string;
export type StepData = EngineSteps & Facts;
