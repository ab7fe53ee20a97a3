/** What stands in front of the octets of a DATA frame (RFC 9113 §4.1, §6.1), for whoever shows them. */
import { type Codec, u8 } from '../bytes/codec.ts';
import { type FrameHeader, flags } from './frame-types.ts';
import { frameHeader } from './frames.ts';

export interface DataHeader extends FrameHeader {
  /** Null in a frame without the field. */
  readonly pad_length: number | null;
}

export const dataHeader: Codec<DataHeader> = {
  read(reader) {
    const header = frameHeader.read(reader);
    const isPadded = (header.flags & flags.PADDED) !== 0 && header.length > 0;
    const pad_length = isPadded ? reader.field('pad_length', (r) => u8.read(r)) : null;
    return { ...header, pad_length };
  },
  write(writer, { pad_length, ...header }) {
    frameHeader.write(writer, header);
    if (pad_length !== null) u8.write(writer, pad_length);
  },
};
