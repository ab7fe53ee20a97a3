/**
 * Which states and transitions of core's tables have been gone through.
 *
 * `watchTables` puts a note-taker before each transition of every exported table (`…ransitions`); it is to be called
 * before the machines run.
 */
import { join } from 'node:path';
import type { Doing } from '../../core/sansio/machine.ts';
import { filesBelow, root } from '../architecture/source-files.ts';

/** A table that only says which state comes next has no `run`. */
type Row = Record<string, { readonly to: readonly string[]; readonly run?: Run } | undefined>;
type Run = (
  self: unknown,
  state: { readonly name: string },
  message: unknown,
) => Doing<{
  readonly name: string;
}>;

export interface TableCoverage {
  /** File and export. */
  readonly name: string;
  /** State → how many times it was left or entered. */
  readonly states: ReadonlyMap<string, number>;
  /** `STATE message` → how many times it was taken. */
  readonly transitions: ReadonlyMap<string, number>;
}

export async function watchTables(): Promise<readonly TableCoverage[]> {
  const tables: TableCoverage[] = [];
  for (const path of filesBelow('core', 'states.ts')) {
    const module: Record<string, unknown> = await import(join(root, path));
    for (const [name, value] of Object.entries(module)) {
      if (/ransitions$/.test(name))
        tables.push(watch(`${path}#${name}`, value as Record<string, Row>));
    }
  }
  return tables;
}

function watch(name: string, table: Record<string, Row>): TableCoverage {
  const states = new Map(Object.keys(table).map((state) => [state, 0]));
  const transitions = new Map<string, number>();
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const [state, row] of Object.entries(table)) {
    for (const message of Object.keys(row)) transitions.set(`${state} ${message}`, 0);
  }
  for (const [state, row] of Object.entries(table)) {
    // rows and their entries are shared between states: each state gets its own
    const own: Row = {};
    for (const [message, entry] of Object.entries(row)) {
      if (!entry) continue;
      const taken = () => {
        count(states, state);
        count(transitions, `${state} ${message}`);
      };
      own[message] = entry.run
        ? { to: entry.to, run: noted(entry.run, taken, (next) => arrived(next, entry.to)) }
        : {
            get to() {
              taken();
              for (const next of entry.to) count(states, next);
              return entry.to;
            },
          };
    }
    table[state] = own;
  }
  function arrived(next: string, allowed: readonly string[]): void {
    count(states, next);
    if (!allowed.includes(next)) throw new Error(`${name}: got to ${next}, not to ${allowed}`);
  }
  return { name, states, transitions };
}

const noted = (run: Run, before: () => void, after: (next: string) => void): Run =>
  function* (self, from, message) {
    before();
    const next = yield* run(self, from, message);
    after(next.name);
    return next;
  };

/** `core/http1/client-states.ts#clientTransitions: 5 of 5 states, 20 of 24 transitions`, and what is missing. */
export function coverageText(tables: readonly TableCoverage[]): string {
  return tables
    .map(({ name, states, transitions }) => {
      const of = (map: ReadonlyMap<string, number>, what: string) => {
        const missing = [...map].filter(([, times]) => times === 0).map(([key]) => key);
        const rest = missing.length > 0 ? `\n    not: ${missing.join(', ')}` : '';
        return [`${map.size - missing.length} of ${map.size} ${what}`, rest] as const;
      };
      const [reached, unreached] = of(states, 'states');
      const [taken, untaken] = of(transitions, 'transitions');
      return `${name}: ${reached}, ${taken}${unreached}${untaken}`;
    })
    .join('\n');
}

/** `table STATE` for each state that nothing has reached. */
export const unreachedStates = (tables: readonly TableCoverage[]): string[] =>
  tables.flatMap(({ name, states }) =>
    [...states].filter(([, times]) => times === 0).map(([state]) => `${name} ${state}`),
  );
