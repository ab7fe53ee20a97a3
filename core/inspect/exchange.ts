/**
 * What one HTTP request is for.
 *
 * A request belongs to XHTTP when it has XHTTP's padding in its Referer, or when its path has the form that XHTTP gives
 * it: `/…/<session id>` for the downlink or for a whole uplink, `/…/<session id>/<sequence number>` for a packet (Xray
 * v26.7.28, transport/internet/splithttp/config.go:ApplyMetaToRequest, with both in the path). What is placed elsewhere
 * is not looked for.
 */
import { fieldValue } from '../http/headers.ts';
import type { HeaderField } from '../http/message.ts';

export interface Exchange {
  readonly method: string;
  readonly target: string;
  readonly xhttp:
    | { readonly role: 'downlink'; readonly session: string }
    | { readonly role: 'packet'; readonly session: string; readonly seq: number }
    /** Of stream-up. */
    | { readonly role: 'uplink'; readonly session: string }
    /** Of stream-one: its body is the uplink, its answer the downlink. */
    | { readonly role: 'both' }
    | null;
}

/** Whether the answer to a request is a downlink. */
export const bringsDownlink = ({ xhttp }: Exchange): boolean =>
  xhttp?.role === 'downlink' || xhttp?.role === 'both';

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
  if (belongs(last)) {
    const role = method === 'GET' ? 'downlink' : 'uplink';
    return { method, target, xhttp: { role, session: last } };
  }
  if (isPadded && last === '') return { method, target, xhttp: { role: 'both' } };
  return plainExchange(method, target);
}
