/**
 * Octets in whatever pieces they come → frames.
 *
 * A frame's header is told as soon as it is there, so that what must not come is refused before its payload is waited
 * for. DATA is passed on as it comes, without its padding and without copies; any other payload is told whole. Frames
 * of unknown types are passed over.
 */
import { decode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import { refused } from './errors.ts';
import { type FrameHeader, flags, frameTypes } from './frame-types.ts';
import { frameHeader, frameHeaderOctets } from './frames.ts';

export type Read =
  | { readonly kind: 'header'; readonly header: FrameHeader }
  /** Part of the data of the DATA frame whose header came last. */
  | { readonly kind: 'data'; readonly data: Uint8Array }
  /** The frame whose header came last is complete; `octets` are all of it, header included, of a DATA or unknown one none. */
  | { readonly kind: 'end'; readonly header: FrameHeader; readonly octets: Uint8Array };

const nothing = new Uint8Array();
const known: ReadonlySet<number> = new Set(Object.values(frameTypes));

/** What is left of a frame that is not kept. */
interface Passing {
  readonly header: FrameHeader;
  /** Octets of data still to come; the padding's length is unknown until its octet has come. */
  data: number;
  padding: number;
  lacksPadLength: boolean;
}

export class FrameReader {
  /** Of a unit that is not complete: a header, or a frame that is told whole. */
  #held: Uint8Array[] = [];
  #heldOctets = 0;
  #header: FrameHeader | null = null;
  #passing: Passing | null = null;

  /** Throws ProtocolError for impossible padding, after it has yielded what came before. */
  *read(octets: Uint8Array): Generator<Read> {
    let rest = octets;
    for (;;) {
      if (this.#passing) {
        rest = yield* this.#pass(this.#passing, rest);
        if (this.#passing) return;
      }
      const unit = this.#gather(rest);
      if (!unit) return;
      rest = unit.rest;
      if (this.#header) {
        const header = this.#header;
        this.#header = null;
        yield { kind: 'end', header, octets: unit.whole };
      } else yield* this.#begin(unit.whole);
    }
  }

  *#begin(octets: Uint8Array): Generator<Read> {
    const header = decode(frameHeader, octets)?.value as FrameHeader;
    const isData = header.type === frameTypes.DATA;
    if (isData || !known.has(header.type)) {
      const lacksPadLength = isData && (header.flags & flags.PADDED) !== 0;
      this.#passing = { header, data: header.length, padding: 0, lacksPadLength };
    } else {
      this.#header = header;
      this.#hold(octets);
    }
    yield { kind: 'header', header };
  }

  /** The next header, or the frame whose header is there, and what follows it; null when it is not complete. */
  #gather(octets: Uint8Array): { readonly whole: Uint8Array; readonly rest: Uint8Array } | null {
    const wanted = frameHeaderOctets + (this.#header?.length ?? 0) - this.#heldOctets;
    if (octets.length < wanted) {
      if (octets.length > 0) this.#hold(octets);
      return null;
    }
    const whole = concat([...this.#held, octets.subarray(0, wanted)]);
    this.#held = [];
    this.#heldOctets = 0;
    return { whole, rest: octets.subarray(wanted) };
  }

  #hold(octets: Uint8Array): void {
    this.#held.push(octets);
    this.#heldOctets += octets.length;
  }

  /** Gives what follows the frame. */
  *#pass(passing: Passing, octets: Uint8Array): Generator<Read, Uint8Array> {
    let rest = octets;
    if (passing.lacksPadLength) {
      const [padding] = rest;
      if (padding === undefined && passing.data > 0) return rest;
      if (padding === undefined || padding >= passing.data) {
        throw refused('http2:padding_too_long', 'Padding is longer than what is left of the frame');
      }
      passing.lacksPadLength = false;
      passing.padding = padding;
      passing.data -= 1 + padding;
      rest = rest.subarray(1);
    }
    const data = rest.subarray(0, passing.data);
    passing.data -= data.length;
    rest = rest.subarray(data.length);
    if (data.length > 0 && passing.header.type === frameTypes.DATA) yield { kind: 'data', data };
    const padding = Math.min(passing.padding, rest.length);
    passing.padding -= padding;
    rest = rest.subarray(padding);
    if (passing.data > 0 || passing.padding > 0) return rest;
    this.#passing = null;
    yield { kind: 'end', header: passing.header, octets: nothing };
    return rest;
  }
}
