/**
 * Where session id and sequence number stand in a request: in the path, the query, a header field or a cookie.
 *
 * splithttp/config.go:ApplyMetaToRequest and ExtractMetaFromRequest of Xray (v26.7.28). The two are placed apart from
 * each other; in the path the id comes first.
 */
import { fieldValue } from '../http/headers.ts';
import type { HeaderField } from '../http/message.ts';
import { cookieValue, withCookie } from './cookies.ts';
import { canonicalName } from './header-fields.ts';
import { queryValue, withQueryValue } from './query.ts';
import { withSegment } from './request-target.ts';
import type { MetaPlacement, MetaSettings } from './settings.ts';

/** A request while it is put together. */
export interface Draft {
  /** Not percent-encoded. */
  path: string;
  query: string;
  /** By canonical name. */
  readonly fields: Map<string, string>;
}

export interface Meta {
  readonly sessionId: string;
  readonly seq: string;
}

/** Puts in what there is; an empty text is none. */
export function placeMeta(draft: Draft, settings: MetaSettings, { sessionId, seq }: Meta): void {
  const { sessionIDPlacement, sessionIDKey, seqPlacement, seqKey } = settings;
  if (sessionId !== '') place(draft, sessionIDPlacement, sessionIDKey, sessionId);
  if (seq !== '') place(draft, seqPlacement, seqKey, seq);
}

function place(draft: Draft, placement: MetaPlacement, key: string, value: string): void {
  switch (placement) {
    case 'path':
      draft.path = withSegment(draft.path, value);
      return;
    case 'query':
      draft.query = withQueryValue(draft.query, key, value);
      return;
    case 'header':
      draft.fields.set(canonicalName(key), value);
      return;
    case 'cookie':
      addCookie(draft, key, value);
  }
}

export function addCookie({ fields }: Draft, name: string, value: string): void {
  fields.set('Cookie', withCookie(fields.get('Cookie') ?? '', name, value));
}

/** A request as a server looks at it. */
export interface Seen {
  /** Percent-decoded; begins with `prefix`, the configured path. */
  readonly path: string;
  readonly prefix: string;
  readonly query: string;
  readonly headers: readonly HeaderField[];
}

/** Empty texts where there is none. What follows in the path is ignored. */
export function metaOf(seen: Seen, settings: MetaSettings): Meta {
  const { sessionIDPlacement, sessionIDKey, seqPlacement, seqKey } = settings;
  const segments = seen.path.slice(seen.prefix.length).split('/');
  const find = (placement: MetaPlacement, key: string): string =>
    placement === 'path' ? (segments.shift() ?? '') : valueAt(seen, placement, key);
  const sessionId = find(sessionIDPlacement, sessionIDKey);
  return { sessionId, seq: find(seqPlacement, seqKey) };
}

function valueAt(
  { query, headers }: Seen,
  placement: Exclude<MetaPlacement, 'path'>,
  key: string,
): string {
  switch (placement) {
    case 'query':
      return queryValue(query, key);
    case 'header':
      return fieldValue(headers, key) ?? '';
    case 'cookie':
      return cookieValue(headers, key) ?? '';
  }
}
