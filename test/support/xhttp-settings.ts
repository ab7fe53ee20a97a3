/** Settings of XHTTP with Xray's defaults, for tests. */
import type { XhttpClientSettings, XhttpServerSettings } from '../../core/xhttp/settings.ts';

export const defaultXmux = {
  maxConcurrency: { from: 0, to: 0 },
  maxConnections: { from: 3, to: 3 },
  cMaxReuseTimes: { from: 0, to: 0 },
  hMaxRequestTimes: { from: 600, to: 900 },
  hMaxReusableSecs: { from: 1800, to: 3000 },
  hKeepAlivePeriod: 0,
};

export const unlimitedXmux = {
  maxConcurrency: { from: 0, to: 0 },
  maxConnections: { from: 0, to: 0 },
  cMaxReuseTimes: { from: 0, to: 0 },
  hMaxRequestTimes: { from: 0, to: 0 },
  hMaxReusableSecs: { from: 0, to: 0 },
  hKeepAlivePeriod: 0,
};

const shared = {
  host: '',
  path: '/xh',
  mode: 'auto' as const,
  xPaddingBytes: { from: 100, to: 1000 },
  xPaddingObfsMode: false,
  xPaddingKey: 'x_padding',
  xPaddingHeader: 'X-Padding',
  xPaddingPlacement: 'queryInHeader' as const,
  xPaddingMethod: 'repeat-x' as const,
  sessionIDPlacement: 'path' as const,
  sessionIDKey: '',
  seqPlacement: 'path' as const,
  seqKey: '',
  uplinkDataPlacement: 'auto' as const,
  uplinkDataKey: 'X-Data',
  scMaxEachPostBytes: { from: 1_000_000, to: 1_000_000 },
};

export const clientSettings: XhttpClientSettings = {
  ...shared,
  headers: new Map(),
  uplinkHTTPMethod: 'POST',
  sessionIDTable: '',
  sessionIDLength: { from: 0, to: 0 },
  uplinkChunkSize: { from: 1_000_000, to: 1_000_000 },
  noGRPCHeader: false,
  scMinPostsIntervalMs: { from: 30, to: 30 },
  xmux: defaultXmux,
};

export const serverSettings: XhttpServerSettings = {
  ...shared,
  noSSEHeader: false,
  scMaxBufferedPosts: 30,
  scStreamUpServerSecs: { from: 20, to: 80 },
};
