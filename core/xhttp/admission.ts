/**
 * The checks that every request to a listener passes, in Xray's order: splithttp/hub.go:requestHandler.ServeHTTP
 * (v26.7.28) up to the place where the session is looked up.
 */
import type { RequestHead } from '../http/message.ts';
import type { Refusal } from './facts.ts';
import { type Shape, shapeOf } from './mode.ts';
import { findPadding, isAccepted, paddingRefusal } from './padding.ts';
import { metaOf, normalizedPath, parseTarget } from './request-target.ts';
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
  | {
      readonly outcome: 'admitted';
      readonly shape: Shape;
      readonly sessionId: string;
      readonly seq: string;
    };

export function admit(request: RequestHead, settings: XhttpServerSettings): Admission {
  const refused = (status: number, refusal: Refusal): Admission => {
    return { outcome: 'refused', status, isKnownPath: status !== 404, refusal };
  };
  const target = parseTarget(request.target);
  if (target === null) {
    const refusal: Refusal = { code: 'xhttp:malformed_target', target: request.target };
    return { outcome: 'refused', status: 400, isKnownPath: false, refusal };
  }
  if (settings.host !== '' && !hostMatches(request.authority, settings.host)) {
    const { authority } = request;
    return refused(404, {
      code: 'xhttp:host_mismatch',
      request: authority,
      config: settings.host,
    });
  }
  const prefix = normalizedPath(settings.path);
  if (!target.path.startsWith(prefix)) {
    return refused(404, {
      code: 'xhttp:path_mismatch',
      request: target.path,
      config: prefix,
    });
  }
  if (request.method === 'OPTIONS') return { outcome: 'preflight' };
  const padding = findPadding(request.headers, target.query, settings);
  if (!isAccepted(padding.length, settings.xPaddingBytes)) {
    return refused(400, paddingRefusal(padding));
  }
  const { sessionId, seq } = metaOf(target.path, prefix);
  if (sessionId === '' && settings.mode === 'packet-up') {
    return refused(400, { code: 'xhttp:mode_not_allowed', mode: 'stream-one' });
  }
  return {
    outcome: 'admitted',
    shape: shapeOf(request.method, sessionId, seq),
    sessionId,
    seq,
  };
}

/** Without regard to case and to a port. An IPv6 literal without a port fails to split, and so matches nothing. */
export function hostMatches(requested: string, configured: string): boolean {
  const host = requested.includes(':') ? hostOfPair(requested) : requested;
  return host?.toLowerCase() === configured.toLowerCase();
}

const hostOfPair = (pair: string): string | undefined =>
  (/^\[([^\]]*)\]:[^:]*$/.exec(pair) ?? /^([^:[\]]*):[^:]*$/.exec(pair))?.[1];

const largestSequence = 2n ** 64n - 1n;

/** A sequence number as Go's ParseUint takes it: decimal digits, at most 2^64 - 1. */
export function parseSequence(text: string): number | 'syntax' | 'range' {
  if (!/^\d+$/.test(text)) return 'syntax';
  return BigInt(text) > largestSequence ? 'range' : Number(text);
}
