/**
 * What is wrong with a configuration, in Xray's words where Xray has words for it, and in ours where it has none.
 *
 * Xray (common/errors/errors.go, v26.7.28) prints a chain of links `<package>: <text>`, outermost first, joined by
 * ` > `; a link of Go's own library has no package.
 */
import type { JsonPath } from './json-path.ts';
import type { ConfigWarning } from './loading.ts';
import { texts } from './texts.ts';

/** Where something stands: a file of the configuration, and a path in it. */
export interface Place {
  readonly file: string;
  readonly path: JsonPath;
}

export type ConfigErrorCode = keyof typeof texts;
type Arguments<C extends ConfigErrorCode> = Parameters<(typeof texts)[C]['say']>;

/** Xray refuses in two stages: when it loads the configuration, and when it creates the server from it. */
export type Stage = 'load' | 'create';

/** A configuration that cannot be run. The message is Xray's chain below `failed to load config files` or `failed to create server`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** Of the innermost link: what is wrong, not what contains it. */
  readonly code: ConfigErrorCode;
  readonly stage: Stage;
  readonly file: string;
  readonly path: JsonPath;
  /** From 1; the true place in the text as given, where Xray's own `line L char C` may mean another. */
  readonly line: number;
  readonly column: number;
  /** What Xray prints before it gives up. */
  readonly warnings: readonly ConfigWarning[];
  constructor(
    fault: Fault,
    position: { line: number; column: number },
    warnings: readonly ConfigWarning[] = [],
  ) {
    super(fault.message);
    this.code = fault.code;
    this.stage = fault.details.stage ?? 'load';
    this.file = fault.place.file;
    this.path = fault.place.path;
    this.line = position.line;
    this.column = position.column;
    this.warnings = warnings;
  }
}

interface FaultDetails {
  readonly stage?: Stage;
  /** Where no path leads, in malformed JSON: an offset in the original text. */
  readonly offset?: number | undefined;
  /** How many octets Go had read when it complained. Of an Unmarshal within the reading of a file it counts from there. */
  readonly octetsRead?: number | undefined;
}

/** A ConfigError in the making: links are put before it on its way out, and its place is not yet a line. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: ConfigErrorCode;
  readonly place: Place;
  readonly details: FaultDetails;
  constructor(code: ConfigErrorCode, place: Place, message: string, details: FaultDetails = {}) {
    super(message);
    this.code = code;
    this.place = place;
    this.details = details;
  }
}

export function linkText<C extends ConfigErrorCode>(code: C, ...args: Arguments<C>): string {
  const { from, say } = texts[code] as {
    from: string;
    say: (...args: readonly string[]) => string;
  };
  return from === '' ? say(...args) : `${from}: ${say(...args)}`;
}

export const fault = <C extends ConfigErrorCode>(
  place: Place,
  code: C,
  ...args: Arguments<C>
): Fault => new Fault(code, place, linkText(code, ...args));

/** A fault that Xray finds when it creates the server. */
export const creationFault = <C extends ConfigErrorCode>(
  place: Place,
  code: C,
  ...args: Arguments<C>
): Fault => new Fault(code, place, linkText(code, ...args), { stage: 'create' });

/** A fault with a link before it. */
export const wrapped = (outer: string, { code, place, message, details }: Fault): Fault =>
  new Fault(code, place, `${outer} > ${message}`, details);

/** Puts a link before every fault of `build`. */
export function within<T>(outer: string, build: () => T): T {
  try {
    return build();
  } catch (error) {
    throw error instanceof Fault ? wrapped(outer, error) : error;
  }
}

/** Our own refusals. `why` is a clause that tells what to do or what would happen. */
export interface Refusal {
  readonly code: 'config:unsupported' | 'config:breaks_xray';
  readonly expected: string;
  readonly got: string;
  readonly why: string;
}

export const refusal = (place: Place, { code, expected, got, why }: Refusal): Fault =>
  fault(place, code, `${place.path}: expected ${expected}, got ${got}; ${why}`);

/** The line that Xray prints when it cannot start with these files. */
export function failureToStart(error: ConfigError, files: readonly string[]): string {
  const outer =
    error.stage === 'load'
      ? `failed to load config files: [${files.join(' ')}]`
      : 'failed to create server';
  return `Failed to start: main: ${outer} > ${error.message}`;
}

/** The line that Xray prints when it cannot read the file `name`; `said` is what the system said. */
export const failureToRead = (name: string, said: string, files: readonly string[]): string =>
  `Failed to start: main: failed to load config files: [${files.join(' ')}] > infra/conf/serial: failed to read config: &{Name:${name} Format:json} > ${said}`;
