/**
 * Requests as they go on the wire, from their parts: one message at a time, any number one after the other.
 *
 * A head leaves together with the first octets of its body. Where it says nothing of a body it waits for the next part,
 * which tells whether there is one (chunked, RFC 9112 §7.1) or none (`Content-Length: 0`); requests of methods that
 * give bodies no meaning do not wait, nor do heads that say chunked: so a streamed body's head need not wait for it.
 */
import type { HttpPart, RequestHead } from '../http/message.ts';
import { BodyWriter, framingFields, joined } from './body-writer.ts';
import { type Framing, statedFraming } from './framing.ts';
import { encodeRequestHead } from './messages.ts';

/** RFC 9110 §9.3: "content received in a GET request has no generally defined semantics", and likewise for these. */
const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);
const nothing = new Uint8Array();

export class RequestWriter {
  #held: RequestHead | null = null;
  #body: BodyWriter | null = null;

  /** Whether a request has begun and not ended. */
  get isOpen(): boolean {
    return this.#held !== null || this.#body !== null;
  }

  /** The octets for one part, in order; each array is one write. Throws RangeError for parts out of order. */
  write(part: HttpPart): readonly Uint8Array[] {
    switch (part.part) {
      case 'request_head':
        return this.#begin(part);
      case 'body':
        return this.#continue(part.data);
      case 'end':
        return this.#end();
      default:
        throw new RangeError(`A ${part.part} is no part of a request`);
    }
  }

  #begin(head: RequestHead): readonly Uint8Array[] {
    if (this.isOpen) throw new RangeError('A request begins before the one before it has ended');
    const stated = statedFraming(head.headers, '1.1');
    const isBodiless = stated
      ? stated.by === 'length' && stated.octets === 0
      : bodiless.has(head.method);
    if (isBodiless || stated?.by === 'chunks') {
      return this.#release(head, stated ?? { by: 'length', octets: 0 }, [], nothing);
    }
    this.#held = head;
    return [];
  }

  #continue(data: Uint8Array): readonly Uint8Array[] {
    if (this.#held) {
      const stated = statedFraming(this.#held.headers, '1.1');
      const framing: Framing = stated ?? { by: 'chunks' };
      return this.#release(this.#held, framing, stated ? [] : framingFields(framing), data);
    }
    if (!this.#body) throw new RangeError('A body begins before its head');
    const octets = this.#body.write(data);
    return octets.length > 0 ? [octets] : [];
  }

  #end(): readonly Uint8Array[] {
    const writes: Uint8Array[] = [];
    if (this.#held) {
      const framing: Framing = statedFraming(this.#held.headers, '1.1') ?? {
        by: 'length',
        octets: 0,
      };
      const isStated = framing.by === 'length' && framing.octets > 0;
      writes.push(
        ...this.#release(this.#held, framing, isStated ? [] : framingFields(framing), nothing),
      );
    }
    if (!this.#body) throw new RangeError('A request ends before its head');
    const last = this.#body.end();
    this.#body = null;
    return last.length > 0 ? [...writes, last] : writes;
  }

  #release(
    head: RequestHead,
    framing: Framing,
    added: ReturnType<typeof framingFields>,
    data: Uint8Array,
  ): readonly Uint8Array[] {
    this.#held = null;
    this.#body = new BodyWriter(framing);
    const octets = encodeRequestHead({ ...head, headers: [...head.headers, ...added] });
    return joined(octets, this.#body.write(data));
  }
}
