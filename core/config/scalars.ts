/**
 * The small types of Xray's configuration that read themselves.
 *
 * infra/conf/common.go of Xray (v26.7.28): StringList, Address, NetworkList, PortList, Int32Range. Without `env:NAME`
 * for addresses and ports, which core refuses: it has no environment.
 */
import { type Address, parseAddress } from './address.ts';
import {
  custom,
  Decoding,
  type GoType,
  integer,
  type Mismatch,
  mismatchFault,
  namedString,
  slice,
  string,
} from './decode.ts';
import { Fault, fault, linkText, type Place, refusal, within } from './errors.ts';
import { readValue } from './json.ts';
import type { JsonNode } from './json-node.ts';
import { JsonFault } from './json-scanner.ts';

/** Both ends belong to it; an end may be before the beginning, and then it is empty. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** `from` ≤ `to`. */
export interface IntRange {
  readonly from: number;
  readonly to: number;
}

export type NetworkName = 'tcp' | 'udp' | 'unix' | 'unknown';

const elements = slice(string);

export const stringList = custom<readonly string[]>('conf.StringList', [], (node, place, text) =>
  listOf(node, place, text, elements),
);

export const networkList = custom<readonly NetworkName[]>(
  'conf.NetworkList',
  [],
  (node, place, text) =>
    listOf(node, place, text, slice(namedString('conf.Network'))).map((name) => {
      const known = name.toLowerCase();
      return known === 'tcp' || known === 'udp' || known === 'unix' ? known : 'unknown';
    }),
);

function listOf(
  node: JsonNode,
  place: Place,
  text: string,
  type: GoType<readonly string[] | null>,
): readonly string[] {
  if (node.kind === 'string') return node.value.split(',');
  const list = attempt(type, node, place, text);
  if ('mismatch' in list) throw fault(place, 'config:string_list_malformed', text);
  return list.value ?? [];
}

export const address = custom<Address>(
  'conf.Address',
  { type: 'domain', host: '' },
  (node, place, text) => {
    const read = attempt(string, node, place, text);
    if ('mismatch' in read) {
      throw innerFault(read.mismatch, linkText('config:address_malformed', text));
    }
    refuseEnvironment(place, read.value);
    return parseAddress(read.value);
  },
);

export const portList = custom<readonly PortRange[]>('conf.PortList', [], (node, place, text) => {
  if (node.kind === 'string') {
    const parts = node.value.split(',').map((part) => part.trim());
    return parts.filter((part) => part !== '').map((part) => portRange(place, part));
  }
  const read = attempt(integer('uint32'), node, place, text);
  if ('mismatch' in read) throw innerFault(read.mismatch, linkText('config:port_malformed', text));
  return read.value === 0 ? [] : [{ from: read.value, to: read.value }];
});

function portRange(place: Place, text: string): PortRange {
  refuseEnvironment(place, text);
  if (text.includes('-')) {
    const [from, to] = text.split(/-(.*)/s) as [string, string];
    return within(linkText('config:port_range_malformed', text), () => ({
      from: portNumber(place, from),
      to: portNumber(place, to),
    }));
  }
  return within(linkText('config:port_malformed', text), () => {
    const port = unsigned32(place, text);
    if (port > 65535) throw fault(place, 'config:port_out_of_range', String(port));
    return { from: port, to: port };
  });
}

/** The port that a text of digits names. Throws Fault. */
export function portNumber(place: Place, text: string): number {
  if (!/^\d+$/.test(text) || BigInt(text) >= 2n ** 32n) {
    throw fault(place, 'config:port_out_of_range', text);
  }
  const port = Number(text);
  if (port > 65535) throw fault(place, 'config:port_out_of_range', String(port));
  return port;
}

export const int32Range = custom<IntRange>(
  'conf.Int32Range',
  { from: 0, to: 0 },
  (node, place, text) => {
    const ends = node.kind === 'string' ? rangeEnds(node.value) : undefined;
    if (ends) {
      const [left, right] = ends.map((end) => Number(BigInt.asIntN(32, end))) as [number, number];
      return { from: Math.min(left, right), to: Math.max(left, right) };
    }
    const read = attempt(integer('int32'), node, place, text);
    if ('mismatch' in read) throw fault(place, 'config:integer_range_malformed');
    return { from: read.value, to: read.value };
  },
);

/** The ends of `5`, `-5`, `1-2`, `-1-2`, `-2--1` and the empty text, or undefined. */
function rangeEnds(text: string): [bigint, bigint] | undefined {
  if (text === '') return [0n, 0n];
  const single = goInteger(text);
  if (single !== undefined) return [single, single];
  const parts = /^(-?[^-]*)-(.*)$/s.exec(text);
  const left = goInteger(parts?.[1] ?? '');
  const right = goInteger(parts?.[2] ?? '');
  return left === undefined || right === undefined ? undefined : [left, right];
}

/** Go's Atoi. */
export function goInteger(text: string): bigint | undefined {
  const digits = /^([+-]?)(\d+)$/.exec(text);
  if (!digits) return undefined;
  const value = digits[1] === '-' ? -BigInt(digits[2] as string) : BigInt(digits[2] as string);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

type Attempt<T> = { readonly value: T } | { readonly mismatch: Mismatch };

/** Reads a value by itself: names of fields and offsets begin anew, as in an Unmarshal within an Unmarshal. */
function attempt<T>(type: GoType<T>, node: JsonNode, place: Place, text: string): Attempt<T> {
  const decoding = new Decoding({
    text,
    stripped: { text, kept: [{ original: 0, stripped: 0, length: text.length }] },
    root: node,
  });
  const value = type.decode(
    decoding,
    { ...node, start: 0, end: text.length },
    place,
    type.zero(place),
  );
  return decoding.mismatch ? { mismatch: decoding.mismatch } : { value };
}

function innerFault(mismatch: Mismatch, outer: string): Fault {
  const { code, place, message } = mismatchFault(mismatch);
  return new Fault(code, place, `${outer} > ${message}`, { octetsRead: mismatch.offset });
}

/** Go's Unmarshal of a text into a uint32. */
function unsigned32(place: Place, text: string): number {
  try {
    const read = attempt(integer('uint32'), readValue(text), place, text);
    if ('value' in read) return read.value;
    throw new Fault('config:json_type_mismatched', place, read.mismatch.message, {
      octetsRead: read.mismatch.offset,
    });
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new Fault('config:json_malformed', place, error.message, {
      octetsRead: error.kind === 'end' ? error.offset : error.offset + 1,
    });
  }
}

function refuseEnvironment(place: Place, value: string): void {
  if (!value.startsWith('env:')) return;
  throw refusal(place, {
    code: 'config:unsupported',
    expected: 'the value itself',
    got: `"${value}"`,
    why: 'this core reads no environment variables',
  });
}
