/**
 * Where the steps of a run come from. Three kinds, one interface: a widget does not depend on which one it has, and says it.
 */
import type { Breakpoint } from '../../../core/engine/breakpoints.ts';
import type { Step } from '../../../core/trace/step.ts';

/** A run of our core: the bridge on real sockets or in its memory, this page, or one that was saved. */
export type OwnSource = 'sockets' | 'memory' | 'page' | 'recording';
/** A run that was recorded with a real Xray: on both sides, or as the client or the server of ours. */
export type XraySource = 'xray' | 'xray-client' | 'xray-server';
export type SourceName = OwnSource | XraySource;

/** Why a run stands still: `idle` means that nothing is left to do. */
export type Held = 'step' | 'breakpoint' | 'requested' | 'idle';
/** Why there is no run any more. */
export type Ended = 'limit' | 'failed' | 'disconnected';

export interface RunEvents {
  /** Further steps, in order and without gaps. */
  steps(steps: readonly Step[]): void;
  held(why: Held): void;
  ended(why: Ended): void;
}

export interface RunInfo {
  /** ms since 1970 at the beginning of the run. */
  readonly epochMs: number;
}

export interface RunSource {
  /** Makes a run, held before its first step. Rejects when this source cannot be had. */
  create(scenario: string, events: RunEvents): Promise<RunInfo>;
  /** Lets the core go until a step fits one of the breakpoints or nothing is left to do. */
  resume(breakpoints: readonly Breakpoint[]): void;
  /** Lets the core go until a step fits. */
  step(until: Breakpoint): void;
  pause(): void;
  /** Ends the run. Nothing is told of it. */
  dispose(): void;
}
