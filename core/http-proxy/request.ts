/**
 * What a client asks of an HTTP proxy: where it wants to go, and what is said there (RFC 9112 §3.2.2, §3.2.3).
 *
 * As Go's net/http:ReadRequest and Xray v26.7.28, proxy/http/server.go, understand it: the authority of an absolute URL goes
 * before Host; without a port 443 is meant by `https`, else 80.
 */
import { fromBase64 } from '../bytes/base64.ts';
import { hostFromName } from '../bytes/ip.ts';
import { fromUtf8, toLatin1 } from '../bytes/utf8.ts';
import { parseAuthority } from '../http/authority.ts';
import { fieldValue } from '../http/headers.ts';
import type { HeaderField } from '../http/message.ts';
import { refused } from '../http1/errors.ts';
import type { RequestLine, WithHeaders } from '../http1/head.ts';
import { type Version, versionOf } from '../http1/messages.ts';
import type { Destination } from '../sansio/machine.ts';

export interface ProxyRequest {
  readonly method: string;
  readonly version: Version;
  /** As Go prints it: `http://host/path`, `/path`, `//host:port` for CONNECT. */
  readonly url: string;
  /** `host[:port]` of the URL, else of Host; may be empty. */
  readonly host: string;
  readonly isAbsolute: boolean;
  /** Path and query, for the destination. */
  readonly target: string;
  /** Null where `host` names none. */
  readonly destination: Destination | null;
  readonly headers: readonly HeaderField[];
}

const absoluteForm = /^([a-z][a-z0-9+.-]*):\/\/([^/?]*)(.*)$/i;

/** Throws ProtocolError. */
export function proxyRequest(head: RequestLine & WithHeaders): ProxyRequest {
  const { method, request_target, headers } = head;
  const version = versionOf(head.http_version);
  const said = fieldValue(headers, 'Host') ?? '';
  const { scheme, authority, url, target } = urlOf(method, request_target);
  const host = authority === '' ? said : authority;
  const ownPort = scheme === 'https' ? 443 : 80;
  const destination = destinationOf(host, ownPort);
  const isAbsolute = authority !== '';
  return { method, version, url, host, isAbsolute, target, destination, headers };
}

export const isConnect = ({ method }: ProxyRequest): boolean => method.toUpperCase() === 'CONNECT';

function urlOf(method: string, written: string) {
  if (method === 'CONNECT' && !written.startsWith('/')) {
    return { scheme: '', authority: written, url: `//${written}`, target: '' };
  }
  if (written.startsWith('/') || written === '*') {
    return { scheme: '', authority: '', url: written, target: written };
  }
  const [, name = '', place = '', rest = ''] = absoluteForm.exec(written) ?? [];
  if (name === '') throw refused('http1:malformed_request_target', `Got "${written}"`);
  const scheme = name.toLowerCase();
  const authority = place.slice(place.lastIndexOf('@') + 1);
  const url = `${scheme}://${place}${rest}`;
  return { scheme, authority, url, target: rest.startsWith('/') ? rest : `/${rest}` };
}

function destinationOf(text: string, ownPort: number): Destination | null {
  const authority = parseAuthority(text);
  const host = authority && hostFromName(toLatin1(authority.host));
  return host ? { host, port: authority.port ?? ownPort } : null;
}

/** Who says so by `Proxy-Authorization: Basic …` (RFC 7617), or null. */
export function credentialsOf(
  headers: readonly HeaderField[],
): { readonly user: string; readonly password: string } | null {
  const [, encoded] = /^Basic (.*)$/.exec(fieldValue(headers, 'Proxy-Authorization') ?? '') ?? [];
  const octets = encoded === undefined ? null : fromBase64(encoded, 'standard');
  if (!octets) return null;
  const text = fromUtf8(octets);
  const colon = text.indexOf(':');
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
