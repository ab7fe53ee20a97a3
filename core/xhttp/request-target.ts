/**
 * From the configured path to request targets and back.
 *
 * splithttp/config.go:GetNormalizedPath and GetNormalizedQuery of Xray (v26.7.28), and what Go's net/url makes of the
 * target of a request.
 */
import { escapePath, percentDecoded } from './escapes.ts';
import type { MetaSettings } from './settings.ts';

/**
 * Begins with "/", and ends with it where session id or sequence number follow: Xray adds what is missing. Not
 * percent-encoded.
 */
export function normalizedPath({
  path: configured,
  sessionIDPlacement,
  seqPlacement,
}: Pick<MetaSettings, 'sessionIDPlacement' | 'seqPlacement'> & { readonly path: string }): string {
  const [path = ''] = configured.split('?', 1);
  const rooted = path.startsWith('/') ? path : `/${path}`;
  const isContinued = sessionIDPlacement === 'path' || seqPlacement === 'path';
  return !isContinued || rooted.endsWith('/') ? rooted : `${rooted}/`;
}

/** What follows the first "?", as written. */
export function normalizedQuery(configured: string): string {
  const at = configured.indexOf('?');
  return at < 0 ? '' : configured.slice(at + 1);
}

/** A path with one segment more. */
export const withSegment = (path: string, segment: string): string =>
  path.endsWith('/') ? path + segment : `${path}/${segment}`;

export const targetOf = (path: string, query: string): string =>
  query === '' ? escapePath(path) : `${escapePath(path)}?${query}`;

/** Path, decoded, and query, as it came; null for a target that Go's parser refuses. */
export function parseTarget(
  target: string,
): { readonly path: string; readonly query: string } | null {
  const at = target.indexOf('?');
  const path = percentDecoded(at < 0 ? target : target.slice(0, at));
  return path === null ? null : { path, query: at < 0 ? '' : target.slice(at + 1) };
}

/**
 * The query of a URL, absolute or not; null when Go would not parse it. Of its many reasons, control characters and
 * broken escapes are known here.
 */
export function queryOfUrl(url: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is them that make a URL unparseable
  if (/[\x00-\x1f\x7f]/.test(url) || url.startsWith(':')) return null;
  const relative = url.replace(/#.*$/, '').replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '');
  return parseTarget(relative)?.query ?? null;
}
