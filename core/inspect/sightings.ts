/**
 * What begins in the octets of a step, in the clear or inside of what could be opened: for whoever looks for a place in
 * a run.
 */
import { fieldValue } from '../http/headers.ts';
import type { Side, Step } from '../trace/step.ts';
import type { Leg } from './conversation.ts';
import { type Dissector, dissectorOf } from './dissector.ts';
import type { Exchange } from './exchange.ts';
import { endsBy, type FoundUnit, type Mark } from './track.ts';

export interface Sightings {
  /** Null for a connection that was dialled outside the run. */
  readonly leg: Leg | null;
  /** Who sends the octets. */
  readonly side: Side;
  /** In order. What was sealed counts where its last octet is. */
  readonly units: readonly FoundUnit[];
  /** Of these, what is spoken on the connection itself and is not carried for somebody else. */
  readonly outer: readonly FoundUnit[];
}

/** Null for a step that carries no octets. */
export function sightingsIn(dissector: Dissector, step: Step): Sightings | null {
  const place = dissector.placeOf(step);
  if (!place) return null;
  const { leg, side, marks, from, to } = place;
  const found = begun(marks, from, to);
  const outer = found.filter(({ depth }) => depth === 0).map(({ unit }) => unit);
  return { leg, side, units: found.map(({ unit }) => unit), outer };
}

export const sightingsOf = (steps: readonly Step[], step: Step): Sightings | null =>
  sightingsIn(dissectorOf(steps), step);

function begun(marks: readonly Mark[], from: number, to: number): readonly Mark[] {
  return marks.flatMap((mark) => {
    const { unit, offset, start } = mark;
    const own = offset === 0 && start >= from ? [mark] : [];
    if (!unit.opened || !endsBy(mark, to)) return own;
    const { track, octets, from: at } = unit.opened;
    const end = at + octets.length;
    return [...own, ...begun(track.within(at, end), at, end)];
  });
}

/** The HTTP request whose head a unit is; null for any other unit. */
export function requestIn({ name, fields, exchange }: FoundUnit): Exchange | null {
  if (name === 'http1:request_head') return exchange;
  const isHead = name === 'http2:headers' && fields && fieldValue(fields, ':method') !== null;
  return isHead ? exchange : null;
}

/** Whether a unit is the head of a final HTTP response. */
export const isResponse = ({ name, fields, exchange }: FoundUnit): boolean =>
  (name === 'http1:response_head' && exchange !== null) ||
  (name === 'http2:headers' &&
    fields !== undefined &&
    Number(fieldValue(fields, ':status')) >= 200);
