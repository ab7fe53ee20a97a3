/**
 * State tables: for each state, what each message does there.
 *
 * A machine's states are one discriminated union; its transitions stand in one table, from which diagrams are drawn.
 * A pair that is absent from the table is an unexpected message, told in one place, here.
 */
import type { Doing } from './machine.ts';

/** A state of a machine: its name, and exactly the data that is valid in it. */
export type StateOf<S, Name extends keyof S = keyof S> = {
  [K in Name]: { readonly name: K } & Readonly<S[K]>;
}[Name];

export interface Transition<Run, Name> {
  /** Every state this transition can end in. */
  readonly to: readonly Name[];
  readonly run: Run;
}

export type Transitions<Self, S, M> = {
  readonly [From in keyof S]: {
    readonly [Type in keyof M]?: Transition<
      (self: Self, state: StateOf<S, From>, message: M[Type]) => Doing<StateOf<S>>,
      keyof S
    >;
  };
};

/** A transition and the states it may end in; the handler's declared return type must agree. */
export const to = <
  const Name extends string,
  Run extends (...args: never[]) => Doing<{ readonly name: Name }>,
>(
  names: readonly Name[],
  run: Run,
): Transition<Run, Name> => ({ to: names, run });

/** Legal octets at the wrong time or with a value that the state forbids. `code` is permanent. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Runs the transition of (state, message type) and gives the next state. Throws ProtocolError when there is none. */
export function* transition<Self, S, M, Type extends keyof M & string>(
  table: Transitions<Self, S, M>,
  self: Self,
  state: StateOf<S>,
  type: Type,
  message: M[Type],
): Doing<StateOf<S>> {
  const name = (state as { readonly name: keyof S & string }).name;
  const found = table[name][type];
  if (!found)
    throw new ProtocolError('unexpected_message', `A ${type} is not expected in state ${name}`);
  return yield* found.run(self, state as never, message);
}

/** The edges of a table, for a diagram: from, message, to. */
export function edges(
  table: Readonly<
    Record<string, Readonly<Record<string, { readonly to: readonly string[] } | undefined>>>
  >,
): { readonly from: string; readonly message: string; readonly to: string }[] {
  return Object.entries(table).flatMap(([from, row]) =>
    Object.entries(row).flatMap(([message, found]) =>
      (found?.to ?? []).map((name) => ({ from, message, to: name })),
    ),
  );
}
