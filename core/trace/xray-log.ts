/**
 * Facts as the lines of Xray's log. A view: no machine prints.
 *
 * `2026/08/19 05:31:44.123456 [Info] [<scope>] <package>: <text>`; access lines have no level, scope and package. What
 * Xray logs of work that belongs to no proxied connection has no scope.
 */
import type { Scope } from '../sansio/machine.ts';
import type { FactName } from './catalogue.ts';
import { type LineContext, type XrayLevel, type XrayLine, xrayLines } from './xray-lines.ts';

/** A fact as the engine states it, or as a step records it. */
export interface LoggedFact {
  readonly name: string;
  readonly data: unknown;
  readonly machine: string;
  readonly scope: Scope;
  /** ms since the run began. */
  readonly time: number;
}

export interface LogLine {
  readonly level: XrayLevel | 'access';
  /** The whole line, without its end. */
  readonly text: string;
  /** Printed whatever the configured level is. */
  readonly isUnfiltered?: true;
}

export interface LogClock {
  /** ms since 1970 at the beginning of the run. */
  readonly epochMs: number;
  /** What is added to UTC, in minutes; 0 where absent. */
  readonly offsetMinutes?: number;
}

/** The lines for a fact, in order; none where Xray says nothing of it. */
export function xrayLog(fact: LoggedFact, clock: LogClock): readonly LogLine[] {
  if (!Object.hasOwn(xrayLines, fact.name)) return [];
  const lines = xrayLines[fact.name as FactName] as (
    data: unknown,
    context: LineContext,
  ) => readonly XrayLine[];
  const context = { machine: fact.machine, goTime: (time: number) => goTime(clock, time) };
  const said = lines(fact.data, context);
  if (said.length === 0) return said;
  const date = dateText(clock, fact.time);
  const scope = fact.scope === null ? '' : ` [${fact.scope}]`;
  return said.map(({ level, text, isUnfiltered }) => ({
    level,
    ...(isUnfiltered ? { isUnfiltered } : {}),
    text: level === 'access' ? `${date} ${text}` : `${date} [${levelNames[level]}]${scope} ${text}`,
  }));
}

/** What Xray's `loglevel` and `access` let through. */
export interface LogFilter {
  readonly level: XrayLevel | 'none';
  readonly access: boolean;
}

export function passes(line: LogLine, filter: LogFilter): boolean {
  if (line.isUnfiltered) return true;
  if (line.level === 'access') return filter.access;
  return filter.level !== 'none' && severity[line.level] >= severity[filter.level];
}

const levelNames: Readonly<Record<XrayLevel, string>> = {
  debug: 'Debug',
  info: 'Info',
  warning: 'Warning',
  error: 'Error',
};

const severity: Readonly<Record<XrayLevel, number>> = { debug: 0, info: 1, warning: 2, error: 3 };

/** `2026/08/19 05:31:44.123456` */
function dateText(clock: LogClock, time: number): string {
  const { date, second, fraction } = partsOf(clock, time);
  return `${date.replaceAll('-', '/')} ${second}.${fraction}`;
}

/** As Go prints a `time.Time` that has a monotonic reading: `2026-08-19 05:31:44.123456 +0000 UTC m=+0.123456`. */
function goTime(clock: LogClock, time: number): string {
  const { date, second, fraction } = partsOf({ epochMs: clock.epochMs }, time);
  return `${date} ${second}.${fraction} +0000 UTC m=+${(time / 1000).toFixed(6)}`;
}

function partsOf({ epochMs, offsetMinutes = 0 }: LogClock, time: number) {
  const microseconds = Math.round((epochMs + offsetMinutes * 60_000 + time) * 1000);
  const iso = new Date(Math.floor(microseconds / 1000)).toISOString();
  return {
    date: iso.slice(0, 10),
    second: iso.slice(11, 19),
    fraction: String(microseconds % 1_000_000).padStart(6, '0'),
  };
}
