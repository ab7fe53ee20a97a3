/**
 * x_padding: something of a random length in every request and response, so that lengths on the wire say less.
 *
 * splithttp/xpadding.go of Xray (v26.7.28). Without xPaddingObfsMode the client hides it in the query of a Referer, the
 * server in an X-Padding field; with it, both where the settings say. A server that finds none of the right length takes
 * the request for a stranger's.
 */
import { toUtf8 } from '../bytes/utf8.ts';
import { fieldValue } from '../http/headers.ts';
import { cookieValue } from './cookies.ts';
import type { Refusal } from './facts.ts';
import { canonicalName } from './header-fields.ts';
import { addCookie, type Draft, type Seen } from './placements.ts';
import { queryValue, withQueryValue } from './query.ts';
import { queryOfUrl } from './request-target.ts';
import type { PaddingPlacement, PaddingSettings } from './settings.ts';

/** Where padding stands. */
interface Place {
  readonly placement: PaddingPlacement;
  readonly key: string;
  readonly header: string;
}

const plain = { key: 'x_padding', requestHeader: 'Referer', responseHeader: 'X-Padding' } as const;

const configured = (settings: PaddingSettings): Place => ({
  placement: settings.xPaddingPlacement,
  key: settings.xPaddingKey,
  header: settings.xPaddingHeader,
});

/** Puts padding into a request; `url` is its URL without query, id and sequence number. */
export function padRequest(
  draft: Draft,
  settings: PaddingSettings,
  padding: string,
  url: string,
): void {
  const { placement, key, header } = settings.xPaddingObfsMode
    ? configured(settings)
    : { placement: 'queryInHeader', key: plain.key, header: plain.requestHeader };
  switch (placement) {
    case 'queryInHeader':
      draft.fields.set(canonicalName(header), `${url}?${key}=${padding}`);
      return;
    case 'header':
      draft.fields.set(canonicalName(header), padding);
      return;
    case 'cookie':
      return addCookie(draft, key, padding);
    case 'query':
      draft.query = withQueryValue(draft.query, key, padding);
  }
}

/** The field that pads a response; none where padding belongs into queries, which responses do not have. */
export function responsePadding(settings: PaddingSettings, padding: string): [string, string][] {
  if (!settings.xPaddingObfsMode) return [[plain.responseHeader, padding]];
  const { placement, key, header } = configured(settings);
  switch (placement) {
    case 'queryInHeader':
      return [[canonicalName(header), `?${key}=${padding}`]];
    case 'header':
      return [[canonicalName(header), padding]];
    case 'cookie':
      return [['Set-Cookie', `${key}=${padding}; Path=/`]];
    case 'query':
      return [];
  }
}

/** What a server finds, and where; the texts that name a place are null where the place has none. */
export interface FoundPadding {
  readonly placement: PaddingPlacement | null;
  readonly header: string | null;
  readonly key: string | null;
  readonly text: string;
}

/**
 * Where a server looks. A Referer without `x_padding` has none: there is no second try, unless it is no URL. Of the
 * obfuscated mode the first place that has anything counts, whichever is configured.
 */
export function findPadding(seen: Seen, settings: PaddingSettings): FoundPadding {
  const { key, requestHeader } = plain;
  if (settings.xPaddingObfsMode) return findObfuscated(seen, settings);
  const referer = fieldValue(seen.headers, requestHeader) ?? '';
  if (referer === '') return found('query', null, key, queryValue(seen.query, key));
  const query = queryOfUrl(referer);
  return query === null
    ? findObfuscated(seen, settings)
    : found('queryInHeader', requestHeader, key, queryValue(query, key));
}

export const paddingRefusal = ({ text, ...place }: FoundPadding): Refusal => ({
  code: 'xhttp:invalid_padding',
  ...place,
  length: toUtf8(text).length,
});

function findObfuscated({ headers, query }: Seen, settings: PaddingSettings): FoundPadding {
  const { placement, key, header } = configured(settings);
  const cookie = cookieValue(headers, key) ?? '';
  if (cookie !== '') return found('cookie', null, key, cookie);
  const value = fieldValue(headers, header) ?? '';
  if (value !== '' && placement === 'header') return found('header', header, null, value);
  const urlQuery = value === '' ? null : queryOfUrl(value);
  if (urlQuery !== null) return found('queryInHeader', header, key, queryValue(urlQuery, key));
  const own = queryValue(query, key);
  return own === '' ? found(null, null, null, '') : found('query', null, key, own);
}

const found = (
  placement: FoundPadding['placement'],
  header: string | null,
  key: string | null,
  text: string,
): FoundPadding => ({ placement, header, key, text });
