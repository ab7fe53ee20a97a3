/**
 * The record of one thing the core did: an input delivered, a command taken, a fact stated, a state changed.
 *
 * Ids are the order of work. `cause` is the last input of the activation that a step belongs to; for an input it is
 * the step that sent it. Hence `cause < id`, and the steps are a tree; with `links` they are a directed acyclic graph.
 */
import type { Scope } from '../sansio/machine.ts';
import type { FactName, StepData } from './catalogue.ts';

export type HostName = string;
/** `tag/machine#n`: what the machine belongs to (an inbound's or outbound's tag, a peer's name), what it is, its number. */
export type MachineId = string;

export type StepKind = 'input' | 'command' | 'fact' | 'state';
/** core: wire units and facts; base: states, timers, links inside a host; extra: randomness, flow control. */
export type Importance = 'core' | 'base' | 'extra';

export interface At {
  readonly host: HostName;
  readonly machine: MachineId;
  readonly port?: string;
}

/** The two ends of a connection between hosts. */
export type Side = 'dialler' | 'acceptor';
export const otherSide = (side: Side): Side => (side === 'dialler' ? 'acceptor' : 'dialler');

/** A place on a connection between hosts. Offsets are octets from the start of the direction that this step is about. */
export interface Wire {
  readonly connection: number;
  /** Which end this step stands at. */
  readonly end: Side;
  /** Octets [start, end) of the direction: out for `send`, in for `received`; equal where none are carried. */
  readonly from: number;
  readonly to: number;
}

export interface Step<Name extends StepName = StepName> {
  readonly id: number;
  readonly cause: number | null;
  /** Further steps this one needed: the sends whose octets a delivery carries, the SYN's arrival for its answer. */
  readonly links?: readonly number[];
  /** ms since the run began, on the engine's clock. */
  readonly time: number;
  readonly at: At;
  readonly scope: Scope;
  readonly kind: StepKind;
  readonly name: Name;
  readonly importance: Importance;
  readonly data: StepData[Name];
  /** Set on every step that crosses from host to host. */
  readonly wire?: Wire;
  /** The octets; `data` may be cut, `length` is whole. */
  readonly raw?: { readonly length: number; readonly data: Uint8Array };
  /** The machine's state when the step was recorded. */
  readonly state: string;
}

export type StepName = keyof StepData & string;
export type FactStep = Step<FactName>;

/** Narrows a step to one name. */
export const isStep = <Name extends StepName>(step: Step, name: Name): step is Step<Name> =>
  step.name === name;
