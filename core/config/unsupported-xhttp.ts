/**
 * What Xray takes of xhttpSettings when it loads them and breaks on later, and what this core does not write: refused
 * when the configuration is loaded.
 *
 * Whatever goes into a message as it is must fit there. Go's net/http checks it at each request (x/net/http/httpguts),
 * and then all of them fail.
 */
import type { Place } from './errors.ts';
import { memberPath } from './json-path.ts';
import { breaksXray, unsupported } from './refusals.ts';
import type { Security, XhttpKeys } from './types.ts';

/** Of a server. Throws Fault. */
export function refuseServerXhttp(xhttp: XhttpKeys): void {
  refuseNames(xhttp);
  if (xhttp.scMaxBufferedPosts >= 0) return;
  throw breaksXray(
    keyOf(xhttp, 'scMaxBufferedPosts'),
    '0 or more',
    String(xhttp.scMaxBufferedPosts),
    'Xray panics at every request',
  );
}

/** Of a client, for what it sends in either direction. Throws Fault. */
export function refuseClientXhttp(xhttp: XhttpKeys, security: Security): void {
  refuseNames(xhttp);
  for (const [name, value] of xhttp.headers) {
    const at = keyOf(xhttp, 'headers');
    const place = { ...at, path: memberPath(at.path, name) };
    if (!isToken(name)) throw breaksXray(place, 'the name of a field', quoted(name), failing);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw breaksXray(place, 'a value without control characters', quoted(value), failing);
    }
  }
  refuseHost({ ...xhttp.outerAt, path: memberPath(xhttp.outerAt.path, 'host') }, xhttp.host);
  if (security.type !== 'none') {
    refuseHost(
      { ...security.at, path: memberPath(security.at.path, 'serverName') },
      serverName(security),
    );
  }
  const query = xhttp.path.replace(/^[^?]*/, '');
  if (!isVisible(query)) {
    throw unsupported(
      { ...xhttp.outerAt, path: memberPath(xhttp.outerAt.path, 'path') },
      'a query of visible ASCII characters',
      quoted(query),
      'Xray sends it as it is',
    );
  }
  if (!isToken(xhttp.uplinkHTTPMethod)) {
    const at = keyOf(xhttp, 'uplinkHTTPMethod');
    throw breaksXray(at, 'the name of a method', quoted(xhttp.uplinkHTTPMethod), failing);
  }
  if (!isVisible(xhttp.sessionIDTable)) {
    const why = 'this core puts ids into messages as they are';
    throw unsupported(keyOf(xhttp, 'sessionIDTable'), 'visible characters', 'others', why);
  }
}

/** Of a client that sends its uplink in packets. Throws Fault. */
export function refusePosts(xhttp: XhttpKeys, security: Security): void {
  const isInPackets =
    xhttp.mode === 'packet-up' || (xhttp.mode === 'auto' && security.type !== 'reality');
  if (!isInPackets || xhttp.scMaxEachPostBytes.from > 0) return;
  throw breaksXray(
    keyOf(xhttp, 'scMaxEachPostBytes'),
    'more than 0 at its lower end',
    String(xhttp.scMaxEachPostBytes.from),
    'Xray panics when it first dials',
  );
}

/** A name that stands in the Host field, where an address does when nothing else is given. Throws Fault. */
export function refuseHost(at: Place, host: string): void {
  if (/^[\w.~!$&'()*+,;=:[\]<>"-]*$/.test(host)) return;
  const why = 'this core sends the Host field as it is written';
  throw unsupported(at, 'a host in ASCII', quoted(host), why);
}

/** Names of fields and cookies that are written into messages. */
function refuseNames(xhttp: XhttpKeys): void {
  const { xPaddingObfsMode: isObfuscated, xPaddingPlacement: padding } = xhttp;
  const written = {
    sessionIDKey: ['header', 'cookie'].includes(xhttp.sessionIDPlacement),
    seqKey: ['header', 'cookie'].includes(xhttp.seqPlacement),
    uplinkDataKey: ['header', 'cookie'].includes(xhttp.uplinkDataPlacement),
    xPaddingHeader: isObfuscated && ['header', 'queryInHeader'].includes(padding),
    xPaddingKey: isObfuscated && padding === 'cookie',
  } as const;
  for (const key of Object.keys(written) as (keyof typeof written)[]) {
    if (!written[key] || isToken(xhttp[key])) continue;
    const why = 'Xray does not find what is sent under it';
    throw breaksXray(keyOf(xhttp, key), 'the name of a field or cookie', quoted(xhttp[key]), why);
  }
  if (!isObfuscated || padding !== 'queryInHeader' || isVisible(xhttp.xPaddingKey)) return;
  throw breaksXray(
    keyOf(xhttp, 'xPaddingKey'),
    'visible ASCII characters',
    quoted(xhttp.xPaddingKey),
    failing,
  );
}

const failing = 'all requests of Xray fail';
const quoted = (text: string): string => JSON.stringify(text);
/** RFC 9110 §5.6.2. */
const isToken = (text: string): boolean => /^[\w!#$%&'*+.^`|~-]+$/.test(text);
const isVisible = (text: string): boolean => /^[!-~]*$/.test(text);

const serverName = (security: Exclude<Security, { readonly type: 'none' }>): string =>
  'serverName' in security ? security.serverName : '';

const keyOf = (xhttp: XhttpKeys, key: keyof XhttpKeys): Place => ({
  ...xhttp.at,
  path: memberPath(xhttp.at.path, key),
});
