/** What a frame's header must be, whatever has come before it (RFC 9113 §4.2, §5.1.1, §6). */
import { decode } from '../bytes/codec.ts';
import { toLatin1 } from '../bytes/utf8.ts';
import { refused } from './errors.ts';
import { type FrameHeader, frameTypes } from './frame-types.ts';
import { frameHeader } from './frames.ts';

/** As Go's server, which gives up on more; a setting takes 6 octets. */
const mostSettings = 100;

const ofStream: ReadonlySet<number> = new Set([
  ...[frameTypes.DATA, frameTypes.HEADERS, frameTypes.PRIORITY, frameTypes.RST_STREAM],
  ...[frameTypes.PUSH_PROMISE, frameTypes.CONTINUATION],
]);
const ofConnection: ReadonlySet<number> = new Set([
  ...[frameTypes.SETTINGS, frameTypes.PING, frameTypes.GOAWAY],
]);

/** Throws ProtocolError. `maxOctets`: SETTINGS_MAX_FRAME_SIZE as told to the peer. */
export function checkHeader(header: FrameHeader, maxOctets: number): void {
  const { type, length, stream_identifier: id } = header;
  if (length > maxOctets) {
    throw refused(
      looksLikeHttp1(header) ? 'http2:http1_answer' : 'http2:frame_too_long',
      `A frame has ${length} octets, at most ${maxOctets} allowed`,
    );
  }
  if (type === frameTypes.SETTINGS && length > 6 * mostSettings) {
    throw refused('http2:too_many_settings', `A SETTINGS frame has ${length} octets`);
  }
  if (id === 0 ? ofStream.has(type) : ofConnection.has(type)) {
    throw refused('http2:stream_identifier', `A frame of type ${type} comes on stream ${id}`);
  }
}

const http1 = decode(frameHeader, toLatin1('HTTP/1.1 '))?.value as FrameHeader;
const looksLikeHttp1 = ({ length, type, flags, stream_identifier }: FrameHeader): boolean =>
  length === http1.length &&
  type === http1.type &&
  flags === http1.flags &&
  stream_identifier === http1.stream_identifier;
