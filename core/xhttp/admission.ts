/**
 * The checks that every request to a listener passes, in Xray's order: splithttp/hub.go:requestHandler.ServeHTTP
 * (v26.7.28) up to the place where the session is looked up.
 */
import { fieldValue } from '../http/headers.ts';
import type { RequestHead } from '../http/message.ts';
import type { Refusal } from './facts.ts';
import { type Shape, shapeOf } from './mode.ts';
import { findPadding, paddingRefusal } from './padding.ts';
import { isAccepted } from './padding-text.ts';
import { metaOf } from './placements.ts';
import { normalizedPath, parseTarget } from './request-target.ts';
import type { XhttpServerSettings } from './settings.ts';

export type Admission =
  | {
      readonly outcome: 'refused';
      readonly status: number;
      /** Whether the answer carries CORS and padding: not before host and path are right. */
      readonly isKnownPath: boolean;
      readonly refusal: Refusal;
    }
  | { readonly outcome: 'preflight' }
  | Admitted;

export interface Admitted {
  readonly outcome: 'admitted';
  readonly shape: Shape;
  readonly sessionId: string;
  readonly seq: string;
  /** Whether the client pads in a way that says that it reads padding in bodies, too. */
  readonly takesPadding: boolean;
}

export function admit(request: RequestHead, settings: XhttpServerSettings): Admission {
  const refused = (status: number, refusal: Refusal): Admission => {
    return { outcome: 'refused', status, isKnownPath: status !== 404, refusal };
  };
  const target = parseTarget(request.target);
  if (target === null) {
    const refusal: Refusal = { code: 'xhttp:malformed_target', target: request.target };
    return { outcome: 'refused', status: 400, isKnownPath: false, refusal };
  }
  const { authority, headers, method } = request;
  if (settings.host !== '' && !hostMatches(authority, settings.host)) {
    return refused(404, {
      code: 'xhttp:host_mismatch',
      request: authority,
      config: settings.host,
    });
  }
  const prefix = normalizedPath(settings);
  if (!target.path.startsWith(prefix)) {
    return refused(404, {
      code: 'xhttp:path_mismatch',
      request: target.path,
      config: prefix,
    });
  }
  if (method === 'OPTIONS') return { outcome: 'preflight' };
  const seen = { ...target, prefix, headers };
  const padding = findPadding(seen, settings);
  if (!isAccepted(padding.text, settings)) return refused(400, paddingRefusal(padding));
  const { sessionId, seq } = metaOf(seen, settings);
  if (sessionId === '' && settings.mode === 'packet-up') {
    return refused(400, { code: 'xhttp:mode_not_allowed', mode: 'stream-one' });
  }
  return {
    outcome: 'admitted',
    shape: shapeOf(method, sessionId, seq),
    sessionId,
    seq,
    takesPadding: settings.xPaddingObfsMode || (fieldValue(headers, 'Referer') ?? '') !== '',
  };
}

/** Without regard to case and to a port. An IPv6 literal without a port fails to split, and so matches nothing. */
export function hostMatches(requested: string, configured: string): boolean {
  const host = requested.includes(':') ? hostOfPair(requested) : requested;
  return host?.toLowerCase() === configured.toLowerCase();
}

const hostOfPair = (pair: string): string | undefined =>
  (/^\[([^\]]*)\]:[^:]*$/.exec(pair) ?? /^([^:[\]]*):[^:]*$/.exec(pair))?.[1];
