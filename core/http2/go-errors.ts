/**
 * Why an exchange or a connection failed, in the words of Go's client: Xray logs them.
 *
 * golang.org/x/net/http2 v0.57.0 (Xray v26.7.28): errors.go, frame.go:ReadFrameHeader, transport.go:closeForLostPing.
 */
import type { NetworkError } from '../sansio/machine.ts';
import { answerTo, type Http2ErrorCode } from './errors.ts';

/** The connection was given up for this. */
export function connectionError(code: Http2ErrorCode): NetworkError {
  switch (code) {
    case 'http2:frame_too_long':
      return 'failed: http2: frame too large';
    case 'http2:http1_answer':
      return 'failed: http2: failed reading the frame payload: http2: frame too large, note that the frame header looked like an HTTP/1.1 header';
    case 'http2:ping_timeout':
      return 'failed: http2: client connection lost';
    default:
      return `failed: connection error: ${answerTo(code).name}`;
  }
}

/** A stream was reset, by the peer or by this end. */
export const streamError = (stream: number, error: string, isFromPeer: boolean): NetworkError =>
  `failed: stream error: stream ID ${stream}; ${error}${isFromPeer ? '; received from peer' : ''}`;

/** The peer has ended the connection while answers were awaited. */
export const endOfConnection: NetworkError = 'failed: unexpected EOF';
