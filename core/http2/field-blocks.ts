/**
 * Field blocks that come in several frames (RFC 9113 §4.3, §6.10).
 *
 * A block's size is bounded: twice what its list may have decoded, as Go's framer bounds it, and by the price of each
 * empty fragment.
 */
import { concat } from '../bytes/concat.ts';
import { refused } from './errors.ts';
import { type FrameHeader, frameTypes } from './frame-types.ts';

/** What the HEADERS frame says that a block begins with. */
export interface BlockStart {
  readonly stream: number;
  readonly endStream: boolean;
  /** The stream is said to depend on itself (RFC 7540 §5.3.1). */
  readonly isSelfDependent: boolean;
}

export interface FieldBlock extends BlockStart {
  readonly octets: Uint8Array;
}

export class FieldBlocks {
  readonly #mostOctets: number;
  #open: BlockStart | null = null;
  #fragments: Uint8Array[] = [];
  #octets = 0;

  /** `maxListSize`: SETTINGS_MAX_HEADER_LIST_SIZE as told to the peer. */
  constructor(maxListSize: number) {
    this.#mostOctets = 2 * maxListSize;
  }

  /**
   * Looks at a frame's header. Throws ProtocolError. §4.3: "Each field block is processed as a discrete unit. Field blocks
   * MUST be transmitted as a contiguous sequence of frames, with no interleaved frames of any other type or from any other stream."
   */
  admit({ type, stream_identifier, length }: FrameHeader): void {
    const isContinuation = type === frameTypes.CONTINUATION;
    if (this.#open && !(isContinuation && stream_identifier === this.#open.stream)) {
      throw refused(
        'http2:interrupted_field_block',
        `A field block is interrupted by type ${type}`,
      );
    }
    if (!this.#open && isContinuation) {
      throw refused('http2:unexpected_frame', 'A CONTINUATION follows no field block');
    }
    if (!isContinuation && type !== frameTypes.HEADERS) return;
    if (this.#octets + length > this.#mostOctets) {
      throw refused(
        'http2:field_block_too_long',
        `A field block has ${this.#octets + length} octets, at most ${this.#mostOctets} allowed`,
      );
    }
  }

  /** A HEADERS frame begins a block. */
  begin(start: BlockStart): void {
    this.#open = start;
  }

  /** Adds a fragment, and gives the block that is complete with it. */
  add(fragment: Uint8Array, isLast: boolean): FieldBlock | null {
    this.#fragments.push(fragment);
    this.#octets += fragment.length;
    if (!isLast || !this.#open) return null;
    const block = { ...this.#open, octets: concat(this.#fragments) };
    this.#open = null;
    this.#fragments = [];
    this.#octets = 0;
    return block;
  }
}
