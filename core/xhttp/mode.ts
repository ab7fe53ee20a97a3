/**
 * Which mode a client takes, and which request shapes a server takes in which mode.
 *
 * splithttp/dialer.go:Dial and splithttp/hub.go:requestHandler.ServeHTTP of Xray (v26.7.28). A server looks at the shape
 * of a request, not at a declared mode.
 */
import type { ConfiguredMode } from './settings.ts';

export type Mode = Exclude<ConfiguredMode, 'auto'>;

/** Only the security of the upload and the presence of downloadSettings decide; neither ALPN nor the download's security. */
export function resolvedMode(
  configured: ConfiguredMode,
  upload: { readonly isReality: boolean; readonly hasDownloadSettings: boolean },
): Mode {
  if (configured !== 'auto') return configured;
  if (!upload.isReality) return 'packet-up';
  return upload.hasDownloadSettings ? 'stream-up' : 'stream-one';
}

/** `stream-down` is the GET half of packet-up and stream-up; it is no mode that can be configured. */
export type Shape = Mode | 'stream-down';

/** Empty texts stand for an absent id or sequence number. Without an id, any method is stream-one. */
export function shapeOf(method: string, sessionId: string, seq: string): Shape {
  if (sessionId === '') return 'stream-one';
  if (seq !== '') return 'packet-up';
  return method === 'GET' ? 'stream-down' : 'stream-up';
}

/** `stream-up` on a server permits stream-one too, and no mode refuses the GET half. */
const permitted: Readonly<Record<ConfiguredMode, readonly Shape[]>> = {
  auto: ['stream-one', 'stream-up', 'packet-up', 'stream-down'],
  'packet-up': ['packet-up', 'stream-down'],
  'stream-up': ['stream-one', 'stream-up', 'stream-down'],
  'stream-one': ['stream-one', 'stream-down'],
};

export const permits = (configured: ConfiguredMode, shape: Shape): boolean =>
  permitted[configured].includes(shape);
