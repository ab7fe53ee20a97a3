/**
 * The header fields of the server's answers: splithttp/config.go:WriteResponseHeader and splithttp/hub.go:ServeHTTP of
 * Xray (v26.7.28), by name, as Go writes them. Date and framing are the HTTP server's.
 */
import { fieldValue } from '../http/headers.ts';
import type { HeaderField, RequestHead } from '../http/message.ts';
import { sortedFields } from './header-fields.ts';
import { padding } from './padding.ts';

/**
 * On every answer to a request that has passed host and path, refusals included: CORS, for the browser dialer, and
 * padding.
 */
export function commonFields(request: RequestHead, paddingLength: number): [string, string][] {
  const asked = (name: string): string => fieldValue(request.headers, name) || '*';
  const preflight: [string, string][] = [
    ['Access-Control-Allow-Methods', asked('Access-Control-Request-Method')],
    ['Access-Control-Allow-Headers', asked('Access-Control-Request-Headers')],
  ];
  return [
    ['Access-Control-Allow-Origin', asked('Origin')],
    ...(request.method === 'OPTIONS' ? preflight : []),
    ['X-Padding', padding(paddingLength)],
  ];
}

/** Against every kind of buffering on the way; the body is raw octets in spite of the type. */
export function downlinkFields(
  common: readonly [string, string][],
  settings: { readonly noSSEHeader: boolean },
): HeaderField[] {
  return sortedFields([
    ...common,
    ['Cache-Control', 'no-store'],
    ...(settings.noSSEHeader ? [] : [['Content-Type', 'text/event-stream'] as const]),
    ['X-Accel-Buffering', 'no'],
  ]);
}

/** Of a packet that was taken. Only one without a body could be cached on the way. */
export const packetFields = (
  common: readonly [string, string][],
  bodyOctets: number,
): HeaderField[] =>
  sortedFields(bodyOctets === 0 ? [...common, ['Cache-Control', 'no-store']] : common);
