/**
 * The server's answers: splithttp/config.go:WriteResponseHeader and splithttp/hub.go:ServeHTTP of Xray (v26.7.28). Fields
 * go by name, as Go writes them. Date and framing are the HTTP server's.
 */
import { fieldValue } from '../http/headers.ts';
import type { HeaderField, HttpPart, RequestHead } from '../http/message.ts';
import { close, type Doing, facts, type Port, send } from '../sansio/machine.ts';
import type { Refusal, XhttpFacts } from './facts.ts';
import { sortedFields } from './header-fields.ts';
import { responsePadding } from './padding.ts';
import type { XhttpServerSettings } from './settings.ts';

export type Fields = readonly [string, string][];
const fact = facts<XhttpFacts>();

/**
 * On every answer to a request that has passed host and path, refusals included: CORS, for the browser dialer, and
 * padding.
 */
export function commonFields(
  request: RequestHead,
  settings: XhttpServerSettings,
  padding: string,
): Fields {
  const asked = (name: string): string => fieldValue(request.headers, name) || '*';
  const preflight: Fields = [
    ['Access-Control-Allow-Methods', asked('Access-Control-Request-Method')],
    ['Access-Control-Allow-Headers', asked('Access-Control-Request-Headers')],
  ];
  return [
    ['Access-Control-Allow-Origin', asked('Origin')],
    ...(usesCookies(settings) ? credentials : []),
    ...(request.method === 'OPTIONS' ? preflight : []),
    ...responsePadding(settings, padding),
  ];
}

const credentials: Fields = [['Access-Control-Allow-Credentials', 'true']];

const usesCookies = (settings: XhttpServerSettings): boolean =>
  [
    settings.sessionIDPlacement,
    settings.seqPlacement,
    // looked at even where padding is not obfuscated
    settings.xPaddingPlacement,
    settings.uplinkDataPlacement,
  ].includes('cookie');

/** Against buffering on the way. */
const unbuffered: Fields = [
  ['Cache-Control', 'no-store'],
  ['X-Accel-Buffering', 'no'],
];

/** Of the GET, and of stream-one's POST; the body is raw octets in spite of the type. */
export const downlinkFields = (
  common: Fields,
  { noSSEHeader }: { readonly noSSEHeader: boolean },
): HeaderField[] =>
  sortedFields([
    ...common,
    ...unbuffered,
    ...(noSSEHeader ? [] : [['Content-Type', 'text/event-stream'] as const]),
  ]);

/** Of stream-up's POST. Go's server guesses a type for the padding that follows, where any does. */
export const streamUpFields = (common: Fields, isPadded: boolean): HeaderField[] => [
  ...sortedFields([...common, ...unbuffered]),
  ...(isPadded ? [{ name: 'Content-Type', value: 'text/plain; charset=utf-8' }] : []),
];

/** Of a packet that was taken. Only one without a body could be cached on the way. */
export const packetFields = (common: Fields, bodyOctets: number): HeaderField[] =>
  sortedFields(bodyOctets === 0 ? [...common, ['Cache-Control', 'no-store']] : common);

/** A whole answer without a body. */
export function* answer(
  exchange: Port<HttpPart>,
  status: number,
  headers: readonly HeaderField[],
): Doing {
  yield* send<HttpPart>(exchange, { part: 'response_head', status, headers });
  yield* send<HttpPart>(exchange, { part: 'end' });
  yield* close(exchange, 'end');
}

export function* refuse(
  exchange: Port<HttpPart>,
  status: number,
  refusal: Refusal,
  common: Fields,
): Doing {
  yield* fact('xhttp:request_refused', { status, ...refusal });
  yield* answer(exchange, status, sortedFields(common));
}
