/**
 * From the heads on the wire to the heads of `HttpPart` and back: versions, request targets and Host
 * (RFC 9112 §2.3, §3.2, §3.3).
 *
 * Without CONNECT, hence without authority-form.
 */
import { encode } from '../bytes/codec.ts';
import { parseAuthority } from '../http/authority.ts';
import { fieldValues, hasMember, withoutFields } from '../http/headers.ts';
import type { HeaderField, RequestHead, ResponseHead } from '../http/message.ts';
import { reasonPhrase } from '../http/status.ts';
import { refused } from './errors.ts';
import {
  type RequestLine,
  requestHead,
  responseHead,
  type StatusLine,
  type WithHeaders,
} from './head.ts';

export type Version = '1.0' | '1.1';

/** A later minor version is understood as 1.1. Throws ProtocolError for another major one. */
export function versionOf(http_version: string): Version {
  if (!http_version.startsWith('HTTP/1.')) {
    throw refused('http1:unsupported_version', `Expected HTTP/1.1, got ${http_version}`);
  }
  return http_version === 'HTTP/1.0' ? '1.0' : '1.1';
}

/** Throws ProtocolError. */
export function requestPart(head: RequestLine & WithHeaders): RequestHead & { version: Version } {
  const { method, request_target, headers } = head;
  const version = versionOf(head.http_version);
  const host = hostOf(headers, version);
  const { target, authority = host } = targetOf(method, request_target);
  const others = withoutFields(headers, ['Host']);
  return { part: 'request_head', method, target, authority, headers: others, version };
}

/**
 * RFC 9112 §3.2: "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message that
 * lacks a Host header field and to any request message that contains more than one Host header field line or a Host
 * header field with an invalid field value."
 */
function hostOf(headers: readonly HeaderField[], version: Version): string {
  const [host, ...others] = fieldValues(headers, 'Host');
  if (host === undefined) {
    if (version === '1.0') return '';
    throw refused('http1:missing_host', 'An HTTP/1.1 request has no Host');
  }
  if (others.length > 0 || parseAuthority(host) === null) {
    throw refused('http1:malformed_host', `Host is "${[host, ...others].join('", "')}"`);
  }
  return host;
}

const absoluteForm = /^https?:\/\/([^/?#]*)([^#]*)$/i;

/** RFC 9112 §3.2.2: of an absolute-form target the authority takes the place of Host. */
function targetOf(
  method: string,
  target: string,
): { readonly target: string; readonly authority?: string } {
  if (method === 'CONNECT') {
    throw refused('http1:unsupported_method', 'CONNECT is not supported');
  }
  if (target.startsWith('/') || (target === '*' && method === 'OPTIONS')) return { target };
  const [, authority = '', rest = ''] = absoluteForm.exec(target) ?? [];
  if (authority === '' || parseAuthority(authority) === null) {
    throw refused('http1:malformed_request_target', `Unexpected request target ${target}`);
  }
  return { target: rest.startsWith('/') ? rest : `/${rest}`, authority };
}

export const encodeRequestHead = ({
  method,
  target,
  authority,
  headers,
}: RequestHead): Uint8Array =>
  encode(requestHead, {
    method,
    request_target: target,
    http_version: 'HTTP/1.1',
    headers: [{ name: 'Host', value: authority }, ...headers],
  });

export const responsePart = (head: StatusLine & WithHeaders): ResponseHead => ({
  part: 'response_head',
  status: head.status_code,
  headers: head.headers,
});

export const encodeResponseHead = (status: number, headers: readonly HeaderField[]): Uint8Array =>
  encode(responseHead, {
    http_version: 'HTTP/1.1',
    status_code: status,
    reason_phrase: reasonPhrase(status),
    headers,
  });

/** Whether the connection goes on after a message with these fields (RFC 9112 §9.3); an HTTP/1.0 one never does. */
export const persists = (headers: readonly HeaderField[], version: Version): boolean =>
  version === '1.1' && !hasMember(headers, 'Connection', 'close');
