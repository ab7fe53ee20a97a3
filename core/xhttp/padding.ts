/**
 * x_padding: a run of X in every request and response, so that lengths on the wire say less.
 *
 * splithttp/xpadding.go of Xray (v26.7.28) without xPaddingObfsMode: the client hides it in the query of a Referer, the
 * server in an X-Padding header. A server that finds none of the right length takes the request for a stranger's.
 */
import { toUtf8 } from '../bytes/utf8.ts';
import { fieldValue } from '../http/headers.ts';
import type { HeaderField } from '../http/message.ts';
import type { Refusal } from './facts.ts';
import { parseTarget, queryValue } from './request-target.ts';
import type { Range, XhttpServerSettings } from './settings.ts';

/** HPACK gives X eight bits, so the length on the wire is the real one. */
export const padding = (length: number): string => 'X'.repeat(length);

/** `url` has no query; neither the id nor the configured query is part of a Referer. */
export const refererOf = (url: string, length: number): string =>
  `${url}?x_padding=${padding(length)}`;

export interface FoundPadding {
  readonly placement: 'queryInHeader' | 'header' | 'cookie' | 'query' | null;
  readonly header: string | null;
  readonly key: string | null;
  /** In octets. */
  readonly length: number;
}

type Settings = Pick<XhttpServerSettings, 'xPaddingKey' | 'xPaddingHeader'>;

/** Where a server looks for the padding of a request. A Referer without `x_padding` has none: there is no second try. */
export function findPadding(
  headers: readonly HeaderField[],
  query: string,
  settings: Settings,
): FoundPadding {
  const referer = fieldValue(headers, 'Referer') ?? '';
  if (referer === '') return found('query', null, 'x_padding', queryValue(query, 'x_padding'));
  const refererQuery = queryOfUrl(referer);
  return refererQuery === null
    ? findElsewhere(headers, query, settings)
    : found('queryInHeader', 'Referer', 'x_padding', queryValue(refererQuery, 'x_padding'));
}

/** Both ends belong to the range here, unlike where lengths are drawn. */
export const isAccepted = (length: number, { from, to }: Range): boolean =>
  length > 0 && length >= from && length <= to;

export const paddingRefusal = (padding: FoundPadding): Refusal => ({
  code: 'xhttp:invalid_padding',
  ...padding,
});

/** The places of the obfuscated mode, which Xray tries when it cannot parse the Referer. */
function findElsewhere(
  headers: readonly HeaderField[],
  query: string,
  { xPaddingKey: key, xPaddingHeader: header }: Settings,
): FoundPadding {
  const cookie = cookieValue(fieldValue(headers, 'Cookie') ?? '', key);
  if (cookie !== '') return found('cookie', null, key, cookie);
  const url = fieldValue(headers, header) ?? '';
  const urlQuery = url === '' ? null : queryOfUrl(url);
  if (urlQuery !== null) return found('queryInHeader', header, key, queryValue(urlQuery, key));
  const own = queryValue(query, key);
  return own === '' ? found(null, null, null, '') : found('query', null, key, own);
}

const found = (
  placement: FoundPadding['placement'],
  header: string | null,
  key: string | null,
  value: string,
): FoundPadding => ({ placement, header, key, length: toUtf8(value).length });

function cookieValue(cookies: string, name: string): string {
  for (const pair of cookies.split(';')) {
    const [key, ...value] = pair.trim().split('=');
    if (key === name) return value.join('=').replace(/^"(.*)"$/, '$1');
  }
  return '';
}

/** The query of a URL; null when Go would not parse it. Of its many reasons, control characters and broken escapes are known here. */
function queryOfUrl(url: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is them that make a URL unparseable
  if (/[\x00-\x1f\x7f]/.test(url) || url.startsWith(':')) return null;
  const relative = url.replace(/#.*$/, '').replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '');
  return parseTarget(relative)?.query ?? null;
}
