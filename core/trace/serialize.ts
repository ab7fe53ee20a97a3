/**
 * Steps as JSON values, for the bridge and for recordings. Octets are hexadecimal text.
 *
 * What comes in is checked as far as a reader of steps relies on it: the envelope, the numbering, the octets. The
 * data of a step is taken as it is.
 */
import { fromHex, toHex } from '../bytes/hex.ts';
import { DecodeError } from '../bytes/reader.ts';
import type { Step } from './step.ts';

export type JsonStep = Omit<Step, 'raw'> & {
  readonly raw?: { readonly length: number; readonly data: string };
};

/** A run that is kept: everything a widget needs to show it again. */
export interface Recording {
  readonly version: 1;
  readonly scenario: string;
  readonly network: 'memory' | 'sockets';
  /** Whose steps these are: both cores are ours, or Xray's, or one is. */
  readonly core: 'xhttp-lab' | 'xray' | 'xray-client' | 'xray-server';
  readonly seed: number;
  /** ms since 1970 at the beginning of the run. */
  readonly epochMs: number;
  /** The secrets of its TLS connections, in NSS's format; absent where facts tell them, or there are none. */
  readonly keyLog?: string;
  readonly steps: readonly Step[];
}
export type JsonRecording = Omit<Recording, 'steps'> & { readonly steps: readonly JsonStep[] };

export function stepToJson(step: Step): JsonStep {
  const { raw, ...rest } = step;
  return raw ? { ...rest, raw: { length: raw.length, data: toHex(raw.data) } } : rest;
}

/** Throws DecodeError for what is no step. */
export function stepFromJson(json: unknown): Step {
  if (!isRecord(json)) throw malformed('Expected a step, got no object');
  const { id, cause, links, time, at, kind, name, importance, data, state, raw, wire } = json;
  if (!isCount(id)) throw malformed('Expected a step, got one without an id');
  const sound =
    (cause === null || isStepBefore(cause, id)) &&
    (links === undefined || (Array.isArray(links) && links.every((l) => isStepBefore(l, id)))) &&
    typeof time === 'number' &&
    isRecord(at) &&
    typeof at.host === 'string' &&
    typeof at.machine === 'string' &&
    kinds.has(kind) &&
    typeof name === 'string' &&
    importances.has(importance) &&
    isRecord(data) &&
    typeof state === 'string' &&
    (wire === undefined || isWire(wire));
  if (!sound) throw malformed(`Step ${id} lacks a field or has one of another type`);
  if (raw === undefined) return json as unknown as Step;
  return { ...json, raw: rawFromJson(raw, id) } as unknown as Step;
}

export function recordingToJson(recording: Recording): JsonRecording {
  return { ...recording, steps: recording.steps.map(stepToJson) };
}

/** Throws DecodeError for what is no recording, or one of another version. */
export function recordingFromJson(json: unknown): Recording {
  if (!isRecord(json) || json.version !== 1) throw malformed('Expected a recording of version 1');
  const { scenario, network, core, seed, epochMs, keyLog, steps } = json;
  const sound =
    typeof scenario === 'string' &&
    (network === 'memory' || network === 'sockets') &&
    isPlayer(core) &&
    typeof seed === 'number' &&
    typeof epochMs === 'number' &&
    (keyLog === undefined || typeof keyLog === 'string') &&
    Array.isArray(steps);
  if (!sound) throw malformed('The recording lacks a field or has one of another type');
  return {
    ...{ version: 1, scenario, network, core, seed, epochMs },
    ...(keyLog === undefined ? {} : { keyLog }),
    steps: steps.map(stepFromJson),
  };
}

const players: ReadonlySet<unknown> = new Set(['xhttp-lab', 'xray', 'xray-client', 'xray-server']);
const isPlayer = (core: unknown): core is Recording['core'] => players.has(core);

const kinds: ReadonlySet<unknown> = new Set(['input', 'command', 'fact', 'state']);
const importances: ReadonlySet<unknown> = new Set(['core', 'base', 'extra']);

function rawFromJson(raw: unknown, id: number): NonNullable<Step['raw']> {
  if (!isRecord(raw) || !isCount(raw.length) || typeof raw.data !== 'string') {
    throw malformed(`The octets of step ${id} are not in the form { length, data }`);
  }
  try {
    return { length: raw.length, data: fromHex(raw.data) };
  } catch {
    throw malformed(`The octets of step ${id} are not hexadecimal`);
  }
}

const malformed = (message: string): DecodeError =>
  new DecodeError('trace:malformed_step', message);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const isStepBefore = (value: unknown, id: number): boolean => isCount(value) && value < id;

const isWire = (value: unknown): boolean =>
  isRecord(value) &&
  isCount(value.connection) &&
  (value.end === 'dialler' || value.end === 'acceptor') &&
  isCount(value.from) &&
  isCount(value.to);
