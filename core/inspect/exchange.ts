/**
 * What one HTTP request is for.
 *
 * A request belongs to XHTTP when it has XHTTP's padding in its Referer, or when its path has the form that XHTTP gives
 * it: `/…/<session id>` for the downlink, `/…/<session id>/<sequence number>` for a packet (Xray v26.7.28,
 * transport/internet/splithttp/config.go:ApplyMetaToRequest, with both in the path).
 */
import { fieldValue } from '../http/headers.ts';
import type { HeaderField } from '../http/message.ts';

export interface Exchange {
  readonly method: string;
  readonly target: string;
  readonly xhttp:
    | { readonly role: 'downlink'; readonly session: string }
    | { readonly role: 'packet'; readonly session: string; readonly seq: number }
    | null;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Of a connection that carries no XHTTP, whatever its paths look like. */
export const plainExchange = (method: string, target: string): Exchange => ({
  method,
  target,
  xhttp: null,
});

export function exchangeOf(
  method: string,
  target: string,
  headers: readonly HeaderField[],
): Exchange {
  const isPadded = /[?&]x_padding=/.test(fieldValue(headers, 'Referer') ?? '');
  const segments = target.replace(/\?.*$/s, '').split('/');
  const [before = '', last = ''] = segments.slice(-2);
  const belongs = (id: string) => id !== '' && (isPadded || uuid.test(id));
  if (/^\d{1,15}$/.test(last) && belongs(before) && segments.length > 2) {
    const seq = Number(last);
    return { method, target, xhttp: { role: 'packet', session: before, seq } };
  }
  if (method === 'GET' && belongs(last)) {
    return { method, target, xhttp: { role: 'downlink', session: last } };
  }
  return plainExchange(method, target);
}
