/**
 * The heads of the client's requests: streams, down and up, and the numbered packets of the uplink.
 *
 * splithttp/dialer.go:Dial and splithttp/config.go:FillStreamRequest, FillPacketRequest of Xray (v26.7.28): padding is
 * put in before session id and sequence number, which it therefore never repeats.
 */
import type { RequestHead } from '../http/message.ts';
import type { Doing } from '../sansio/machine.ts';
import { requestHeaders } from './browser-headers.ts';
import { padRequest } from './padding.ts';
import { drawPadding } from './padding-text.ts';
import { type Draft, type Meta, placeMeta } from './placements.ts';
import { requestFields } from './request-fields.ts';
import { targetOf } from './request-target.ts';
import { type Route, urlOf } from './route.ts';
import { placeData, takesBody } from './uplink-data.ts';

/** A GET, or with a body the uplink's method: a stream on a connection of its own in HTTP/1.1. */
export function* streamRequest(
  route: Route,
  { sessionId, hasBody }: { readonly sessionId: string; readonly hasBody: boolean },
  epochMs: number,
): Doing<RequestHead> {
  const { settings } = route;
  const draft = draftOf(route, epochMs);
  yield* complete(draft, route, { sessionId, seq: '' });
  if (hasBody && !settings.noGRPCHeader) draft.fields.set('Content-Type', 'application/grpc');
  const method = hasBody ? settings.uplinkHTTPMethod : 'GET';
  return headOf(route, draft, method, { octets: hasBody ? null : 0, isRaw: false });
}

export interface PacketRequest {
  readonly head: RequestHead;
  /** Empty where the octets are in the head. */
  readonly body: Uint8Array;
}

export function* packetRequest(
  route: Route,
  { sessionId, seq, octets }: { sessionId: string; seq: number; octets: Uint8Array },
  epochMs: number,
): Doing<PacketRequest> {
  const { settings, version } = route;
  const draft = draftOf(route, epochMs);
  const { uplinkDataPlacement: placement } = settings;
  if (placement === 'header' || placement === 'cookie') {
    yield* placeData(draft, placement, settings, octets);
  }
  const body = takesBody(settings) ? octets : new Uint8Array();
  yield* complete(draft, route, { sessionId, seq: String(seq) });
  const framing = { octets: body.length, isRaw: version === '1.1' };
  return { head: headOf(route, draft, settings.uplinkHTTPMethod, framing), body };
}

/** The URL of a request as errors name it; without padding, should that be in the query. An empty `seq` is none. */
export function requestUrl(route: Route, meta: Meta): string {
  const draft: Draft = { path: route.path, query: route.query, fields: new Map() };
  placeMeta(draft, route.settings, meta);
  return urlOf(route, targetOf(draft.path, draft.query));
}

const draftOf = ({ settings, path, query }: Route, epochMs: number): Draft => ({
  path,
  query,
  fields: requestHeaders(settings.headers, epochMs),
});

function* complete(draft: Draft, route: Route, meta: Meta): Doing {
  const { settings, path } = route;
  const padding = yield* drawPadding(settings);
  padRequest(draft, settings, padding, urlOf(route, targetOf(path, '')));
  placeMeta(draft, settings, meta);
}

function headOf(
  { version, host, scheme }: Route,
  { path, query, fields }: Draft,
  method: string,
  framing: { readonly octets: number | null; readonly isRaw: boolean },
): RequestHead {
  return {
    part: 'request_head',
    method,
    target: targetOf(path, query),
    authority: host,
    headers: requestFields(fields, { version, method, ...framing }),
    ...(version === '2' ? { scheme } : {}),
  };
}
