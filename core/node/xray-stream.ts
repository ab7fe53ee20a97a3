/** Stream settings as Xray's JSON, from our parsed model. See xray-config.ts. */
import { toBase64 } from '../bytes/base64.ts';
import { toHex } from '../bytes/hex.ts';
import { type Address, addressText } from '../config/address.ts';
import { pemLines } from '../config/pem.ts';
import type {
  IntRange,
  Security,
  ServerCertificate,
  StreamSettings,
  XhttpKeys,
  XhttpStream,
} from '../config/types.ts';

export type Json = { readonly [key: string]: unknown };

/** Where a dial that a configuration names really goes. */
export interface Rewritten {
  readonly address: string;
  readonly port: number;
}

export interface StreamPlaces {
  dialled(address: Address, port: number): Rewritten;
  /** Where TLS secrets are written; null: nowhere. */
  readonly keyLog: string | null;
}

/** `dialled`: of an outbound, the address that names and hosts come from where the text is silent. */
export function streamJson(
  stream: StreamSettings,
  places: StreamPlaces,
  dialled: Address | null,
): Json {
  const { network, security } = stream;
  return {
    network,
    ...securityJson(security, places, dialled),
    ...(network === 'xhttp' ? xhttpJson(stream, places, dialled) : {}),
  };
}

function securityJson(security: Security, places: StreamPlaces, dialled: Address | null): Json {
  const masterKeyLog = places.keyLog ?? '';
  switch (security.type) {
    case 'none':
      return { security: 'none' };
    case 'tls': {
      const certificates = dialled
        ? security.authorities.map((der) => ({
            certificate: pemLines('CERTIFICATE', der),
            usage: 'verify',
          }))
        : security.certificates.map(certificateJson);
      return {
        security: 'tls',
        tlsSettings: {
          serverName: security.serverName || (dialled?.host ?? ''),
          ...(security.alpn.length > 0 ? { alpn: security.alpn } : {}),
          ...(dialled ? { fingerprint: security.fingerprint } : {}),
          certificates,
          disableSystemRoot: security.disableSystemRoot,
          rejectUnknownSni: security.rejectUnknownSni,
          pinnedPeerCertSha256: security.pinnedPeerCertSha256.map(toHex).join(','),
          verifyPeerCertByName: security.verifyPeerCertByName.join(','),
          masterKeyLog,
        },
      };
    }
    case 'reality':
      return { security: 'reality', realitySettings: realityJson(security, places, dialled) };
  }
}

function realityJson(
  security: Extract<Security, { readonly type: 'reality' }>,
  places: StreamPlaces,
  dialled: Address | null,
): Json {
  const base64 = (octets: Uint8Array) => toBase64(octets, 'url');
  const masterKeyLog = places.keyLog ?? '';
  if (security.side === 'client') {
    return {
      fingerprint: security.fingerprint,
      serverName: security.serverName || (dialled?.host ?? ''),
      publicKey: base64(security.publicKey),
      shortId: toHex(security.shortId),
      ...(security.mldsa65Verify ? { mldsa65Verify: base64(security.mldsa65Verify) } : {}),
      spiderX: security.spiderX,
      masterKeyLog,
    };
  }
  const target = places.dialled(security.target.address, security.target.port);
  return {
    target: `${target.address}:${target.port}`,
    xver: security.xver,
    serverNames: security.serverNames,
    privateKey: base64(security.privateKey),
    minClientVer: security.minClientVer.join('.'),
    ...(security.maxClientVer ? { maxClientVer: security.maxClientVer.join('.') } : {}),
    maxTimeDiff: security.maxTimeDiff,
    shortIds: security.shortIds.map(toHex),
    ...(security.mldsa65Seed ? { mldsa65Seed: base64(security.mldsa65Seed) } : {}),
    ...(security.limitFallbackUpload ? { limitFallbackUpload: security.limitFallbackUpload } : {}),
    ...(security.limitFallbackDownload
      ? { limitFallbackDownload: security.limitFallbackDownload }
      : {}),
    masterKeyLog,
  };
}

function xhttpJson(stream: XhttpStream, places: StreamPlaces, dialled: Address | null): Json {
  const { xhttp, security, trustedXForwardedFor } = stream;
  const { downloadSettings } = xhttp;
  const name = 'serverName' in security ? security.serverName : '';
  const extra = {
    ...xhttpKeysJson(xhttp),
    ...(downloadSettings
      ? {
          downloadSettings: {
            ...places.dialled(downloadSettings.address, downloadSettings.port),
            ...streamJson(downloadSettings, places, downloadSettings.address),
          },
        }
      : {}),
  };
  return {
    xhttpSettings: {
      // without one, Xray takes the name or the address, which here is another
      host: xhttp.host || (dialled ? name || addressText(dialled) : ''),
      path: xhttp.path,
      mode: xhttp.mode,
      extra,
    },
    ...(trustedXForwardedFor.length > 0 ? { sockopt: { trustedXForwardedFor } } : {}),
  };
}

const range = ({ from, to }: IntRange): string => `${from}-${to}`;

/** All keys but host, path and mode. */
function xhttpKeysJson(keys: XhttpKeys): Json {
  const { xmux } = keys;
  return {
    headers: Object.fromEntries(keys.headers),
    xPaddingBytes: range(keys.xPaddingBytes),
    xPaddingObfsMode: keys.xPaddingObfsMode,
    xPaddingKey: keys.xPaddingKey,
    xPaddingHeader: keys.xPaddingHeader,
    xPaddingPlacement: keys.xPaddingPlacement,
    xPaddingMethod: keys.xPaddingMethod,
    uplinkHTTPMethod: keys.uplinkHTTPMethod,
    sessionIDPlacement: keys.sessionIDPlacement,
    sessionIDKey: keys.sessionIDKey,
    ...(keys.sessionIDTable === ''
      ? {}
      : { sessionIDTable: keys.sessionIDTable, sessionIDLength: range(keys.sessionIDLength) }),
    seqPlacement: keys.seqPlacement,
    seqKey: keys.seqKey,
    uplinkDataPlacement: keys.uplinkDataPlacement,
    uplinkDataKey: keys.uplinkDataKey,
    uplinkChunkSize: range(keys.uplinkChunkSize),
    noGRPCHeader: keys.noGRPCHeader,
    noSSEHeader: keys.noSSEHeader,
    scMaxEachPostBytes: range(keys.scMaxEachPostBytes),
    scMinPostsIntervalMs: range(keys.scMinPostsIntervalMs),
    scMaxBufferedPosts: keys.scMaxBufferedPosts,
    scStreamUpServerSecs: range(keys.scStreamUpServerSecs),
    serverMaxHeaderBytes: keys.serverMaxHeaderBytes,
    xmux: {
      maxConcurrency: range(xmux.maxConcurrency),
      maxConnections: range(xmux.maxConnections),
      cMaxReuseTimes: range(xmux.cMaxReuseTimes),
      hMaxRequestTimes: range(xmux.hMaxRequestTimes),
      hMaxReusableSecs: range(xmux.hMaxReusableSecs),
      hKeepAlivePeriod: xmux.hKeepAlivePeriod,
    },
  };
}

const certificateJson = ({ chain, privateKey }: ServerCertificate): Json => ({
  certificate: chain.flatMap((der) => pemLines('CERTIFICATE', der)),
  key: pemLines('PRIVATE KEY', privateKey),
});
