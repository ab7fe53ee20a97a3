/**
 * The messages between a page and the bridge: JSON text, one message a WebSocket text frame.
 *
 * The shape is the Chrome DevTools Protocol's: a request `{ id, method, params }` is answered by `{ id, result }` or
 * `{ id, error }`; a notice `{ method, params }` is not answered. Both sides read what comes in with the functions
 * here; what is not in the form declared below is refused, unknown members included.
 *
 * A run is created held, before its first step. `run.resume` lets it go until a breakpoint, `run.pause` or a limit
 * holds it; `run.step` lets it go for one step, or until a step that fits. The steps of a run come in order, without
 * gaps, in `trace.steps`; the page returns credit with `trace.ack`, and a run without credit waits.
 */
import type { Breakpoint } from '../engine/breakpoints.ts';
import type { JsonStep } from '../trace/serialize.ts';

export const protocolVersion = 1;
export const bridgePath = '/bridge';

export type NetworkKind = 'sockets' | 'memory';

/** What one visitor may use. */
export interface Limits {
  /** Of one frame from the page. */
  readonly frameOctets: number;
  /** That exist at once. */
  readonly runs: number;
  readonly stepsPerRun: number;
  /** Octets that a run's hosts have sent to one another. */
  readonly octetsPerRun: number;
  /** Of a run's existence, held or not. */
  readonly runMs: number;
  readonly messagesPerSecond: number;
  /** Steps that the page has been sent and has not acknowledged, as octets of JSON text. */
  readonly windowOctets: number;
}

export const defaultLimits: Limits = {
  frameOctets: 64 * 1024,
  runs: 6,
  stepsPerRun: 20_000,
  octetsPerRun: 16 * 1024 * 1024,
  runMs: 15 * 60_000,
  messagesPerSecond: 200,
  windowOctets: 512 * 1024,
};

export interface Methods {
  hello: {
    readonly params: { readonly version: number };
    readonly result: {
      readonly version: number;
      readonly scenarios: readonly string[];
      readonly limits: Limits;
    };
  };
  'run.create': {
    readonly params: {
      readonly scenario: string;
      readonly network: NetworkKind;
      readonly seed?: number;
      readonly breakpoints?: readonly Breakpoint[];
    };
    readonly result: {
      readonly runId: string;
      readonly network: NetworkKind;
      readonly seed: number;
      /** ms since 1970 at the beginning of the run. */
      readonly epochMs: number;
    };
  };
  'run.step': {
    /** Without `until`: the next step, whatever it is. */
    readonly params: { readonly runId: string; readonly until?: Breakpoint };
    readonly result: Nothing;
  };
  /** `breakpoints` takes the place of those the run has. */
  'run.resume': {
    readonly params: { readonly runId: string; readonly breakpoints?: readonly Breakpoint[] };
    readonly result: Nothing;
  };
  'run.pause': { readonly params: { readonly runId: string }; readonly result: Nothing };
  'run.dispose': { readonly params: { readonly runId: string }; readonly result: Nothing };
  /** The page has taken all steps of the run up to and including this id. No error if the run has just ended. */
  'trace.ack': {
    readonly params: { readonly runId: string; readonly upTo: number };
    readonly result: Nothing;
  };
}
export type Nothing = Readonly<Record<string, never>>;
export type MethodName = keyof Methods;

export type PauseReason = 'step' | 'breakpoint' | 'requested';
export type EndReason = 'disposed' | 'limit' | 'failed';
export type LimitName = 'steps' | 'octets' | 'time';

export interface Notices {
  'trace.steps': { readonly runId: string; readonly steps: readonly JsonStep[] };
  /** `at` is the id of the last step, null before the first. */
  'run.paused': {
    readonly runId: string;
    readonly at: number | null;
    readonly reason: PauseReason;
  };
  /** Nothing is left to do; on sockets something may still come, and then steps follow. */
  'run.idle': { readonly runId: string; readonly at: number | null };
  /** The run is gone. `limit` says which one it met. */
  'run.ended': {
    readonly runId: string;
    readonly at: number | null;
    readonly reason: EndReason;
    readonly limit?: LimitName;
  };
}
export type NoticeName = keyof Notices;

export type ErrorCode =
  /** Not JSON, or not a request. */
  | 'invalid_request'
  | 'unknown_method'
  | 'invalid_params'
  | 'unsupported_version'
  | 'unknown_scenario'
  | 'unknown_run'
  | 'too_many_runs'
  | 'internal_error';

export interface BridgeError {
  readonly code: ErrorCode;
  readonly message: string;
}

export type Request = {
  [M in MethodName]: {
    readonly id: number;
    readonly method: M;
    readonly params: Methods[M]['params'];
  };
}[MethodName];
export type Answer =
  | { readonly id: number; readonly result: Methods[MethodName]['result'] }
  /** `id` is null where the request's could not be read. */
  | { readonly id: number | null; readonly error: BridgeError };
export type Notice = {
  [N in NoticeName]: { readonly method: N; readonly params: Notices[N] };
}[NoticeName];

/** What a page sent that is no request; `id` is null where it has none. */
export interface Refusal {
  readonly id: number | null;
  readonly error: BridgeError;
}

/** Reads one frame of a page. Never throws. */
export function readRequest(text: string): Request | Refusal {
  const message = parse(text);
  if (!isRecord(message)) return refusal(null, 'invalid_request', 'Expected a JSON object');
  const { id, method, params = {} } = message;
  if (!isCount(id)) return refusal(null, 'invalid_request', 'Expected an id of 0 or more');
  if (!hasOnly(message, ['id', 'method', 'params'])) {
    return refusal(id, 'invalid_request', 'Expected no members but id, method and params');
  }
  if (typeof method !== 'string' || !Object.hasOwn(forms, method)) {
    return refusal(id, 'unknown_method', 'The method is not one of the bridge');
  }
  const form = forms[method as MethodName];
  if (!isRecord(params) || !hasOnly(params, Object.keys(form))) {
    return refusal(id, 'invalid_params', `Expected params of ${Object.keys(form)}`);
  }
  for (const [name, fits] of Object.entries(form)) {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (!fits(value)) return refusal(id, 'invalid_params', `Param ${name} is not as declared`);
  }
  return { id, method, params } as unknown as Request;
}

/** Reads one frame of the bridge; null for what is neither an answer nor a notice. Never throws. */
export function readReply(text: string): Answer | Notice | null {
  const message = parse(text);
  if (!isRecord(message)) return null;
  const { id, method } = message;
  if (typeof method === 'string') {
    const known = Object.hasOwn(noticeNames, method) && isRecord(message.params);
    return known ? (message as unknown as Notice) : null;
  }
  if (isCount(id) && isRecord(message.result)) return message as unknown as Answer;
  return (isCount(id) || id === null) && isRecord(message.error)
    ? (message as unknown as Answer)
    : null;
}

export const isRefusal = (message: Request | Refusal): message is Refusal => 'error' in message;
export const isNotice = (message: Answer | Notice): message is Notice => 'method' in message;

type Fits = (value: unknown) => boolean;
type Form<P> = { readonly [K in keyof P]-?: Fits };

const noticeNames: Readonly<Record<NoticeName, true>> = {
  'trace.steps': true,
  'run.paused': true,
  'run.idle': true,
  'run.ended': true,
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isName: Fits = (value) => typeof value === 'string' && value.length <= 200;
const optional =
  (fits: Fits): Fits =>
  (value) =>
    value === undefined || fits(value);
const hasOnly = (value: Readonly<Record<string, unknown>>, names: readonly string[]): boolean =>
  Object.keys(value).every((name) => names.includes(name));

const isSeed: Fits = (value) => isCount(value) && value <= 0xffff_ffff;
const breakpointForm: Readonly<Record<string, Fits>> = {
  name: isName,
  host: isName,
  machine: isName,
  importance: (value) => value === 'core' || value === 'base' || value === 'extra',
  cause: isCount,
};
const isBreakpoint: Fits = (value) =>
  isRecord(value) &&
  Object.entries(value).every(
    ([name, given]) => Object.hasOwn(breakpointForm, name) && breakpointForm[name]?.(given),
  );
const isBreakpoints: Fits = (value) =>
  Array.isArray(value) && value.length <= 32 && value.every(isBreakpoint);

const forms: { readonly [M in MethodName]: Form<Methods[M]['params']> } = {
  hello: { version: isCount },
  'run.create': {
    scenario: isName,
    network: (value) => value === 'sockets' || value === 'memory',
    seed: optional(isSeed),
    breakpoints: optional(isBreakpoints),
  },
  'run.step': { runId: isName, until: optional(isBreakpoint) },
  'run.resume': { runId: isName, breakpoints: optional(isBreakpoints) },
  'run.pause': { runId: isName },
  'run.dispose': { runId: isName },
  'trace.ack': { runId: isName, upTo: isCount },
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refusal = (id: number | null, code: ErrorCode, message: string): Refusal => ({
  id,
  error: { code, message },
});
