/**
 * The octets of a packet outside its body: base64 in pieces, in numbered header fields or cookies.
 *
 * splithttp/config.go:GetRequestHeaderWithPayload and GetRequestCookiesWithPayload, and the reading of them in
 * splithttp/hub.go:ServeHTTP, of Xray (v26.7.28).
 */
import { concat } from '../bytes/concat.ts';
import { fieldValue } from '../http/headers.ts';
import type { HeaderField } from '../http/message.ts';
import type { Doing } from '../sansio/machine.ts';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';
import { cookieValue } from './cookies.ts';
import { canonicalName } from './header-fields.ts';
import { addCookie, type Draft } from './placements.ts';
import { draw } from './range.ts';
import type { DataPlacement, Range } from './settings.ts';

/** What says where the octets are. */
interface DataSettings {
  readonly uplinkDataPlacement: DataPlacement;
  readonly uplinkDataKey: string;
}

export type OutsideBody = 'header' | 'cookie';

/** Puts the octets into header fields or cookies, each with a length of its own. */
export function* placeData(
  draft: Draft,
  placement: OutsideBody,
  { uplinkDataKey: key, uplinkChunkSize }: DataSettings & { readonly uplinkChunkSize: Range },
  octets: Uint8Array,
): Doing {
  let rest = encodeBase64Url(octets);
  for (let i = 0; rest !== ''; i++) {
    const piece = rest.slice(0, yield* draw(uplinkChunkSize));
    rest = rest.slice(piece.length);
    if (placement === 'header') draft.fields.set(canonicalName(`${key}-${i}`), piece);
    else addCookie(draft, `${key}_${i}`, piece);
  }
}

/** The places in which a server looks; with `auto` it puts together what it finds in all of them. */
export const takesBody = ({ uplinkDataPlacement }: DataSettings): boolean =>
  uplinkDataPlacement === 'auto' || uplinkDataPlacement === 'body';

export type DataFound =
  | { readonly outcome: 'octets'; readonly octets: Uint8Array }
  /** `at`: the place of the character that is none of base64. */
  | { readonly outcome: 'malformed'; readonly placement: OutsideBody; readonly at: number };

/** The octets that a request has outside its body: the fields' first, then the cookies'. */
export function dataOf(
  headers: readonly HeaderField[],
  { uplinkDataPlacement, uplinkDataKey: key }: DataSettings,
): DataFound {
  const found: Uint8Array[] = [];
  for (const placement of ['header', 'cookie'] as const) {
    if (uplinkDataPlacement !== 'auto' && uplinkDataPlacement !== placement) continue;
    const octets = decodeBase64Url(piecesOf(headers, placement, key));
    if (typeof octets === 'number') return { outcome: 'malformed', placement, at: octets };
    found.push(octets);
  }
  return { outcome: 'octets', octets: concat(found) };
}

/** All pieces up to the first that is missing; an empty field counts as missing, an empty cookie does not. */
function piecesOf(headers: readonly HeaderField[], placement: OutsideBody, key: string): string {
  for (let [i, text] = [0, '']; ; i++) {
    const piece =
      placement === 'header'
        ? fieldValue(headers, `${key}-${i}`) || null
        : cookieValue(headers, `${key}_${i}`);
    if (piece === null) return text;
    text += piece;
  }
}
