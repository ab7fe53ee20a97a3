/**
 * The request of one packet, on the server: splithttp/hub.go:ServeHTTP of Xray (v26.7.28), the branch of packet-up.
 *
 * Checks in Xray's order: the pieces outside the body, the length that the head states, the body, the length of all, the
 * sequence number, the queue. It is answered when the packet is in the queue: not consumed yet, and perhaps never.
 */
import { concat } from '../bytes/concat.ts';
import { fieldValue } from '../http/headers.ts';
import type { HeaderField, HttpPart, RequestHead } from '../http/message.ts';
import { type Doing, facts, type PortInput } from '../sansio/machine.ts';
import type { Refusal, XhttpFacts } from './facts.ts';
import { answer, packetFields, refuse } from './responses.ts';
import { parseSequence } from './sequence.ts';
import type { ExchangeOptions, ServedExchange } from './served-exchange.ts';
import type { Session, SessionPusher } from './session.ts';
import { dataOf, takesBody } from './uplink-data.ts';

export interface PacketIntakeOptions extends ExchangeOptions {
  readonly session: Session;
  /** As it stands in the request. */
  readonly seq: string;
}

const fact = facts<XhttpFacts>();

export class PacketIntake implements ServedExchange, SessionPusher {
  readonly #options: PacketIntakeOptions;
  #phase: 'RECEIVING' | 'QUEUED' | 'OVER' = 'RECEIVING';
  /** What came outside the body. */
  #outside: Uint8Array = new Uint8Array();
  readonly #body: Uint8Array[] = [];
  #bodyOctets = 0;

  constructor(options: PacketIntakeOptions) {
    this.#options = options;
  }

  *begin({ headers }: RequestHead): Doing {
    const { settings } = this.#options;
    const data = dataOf(headers, settings);
    if (data.outcome === 'malformed') {
      const { placement, at } = data;
      return yield* this.#refuse(400, { code: 'xhttp:malformed_base64', placement, at });
    }
    this.#outside = data.octets;
    if (!takesBody(settings)) yield* this.#push();
    else if (statedLength(headers) > this.#limit) yield* this.#tooLarge();
  }

  *onInput(input: PortInput): Doing {
    if (input.type === 'closed') return yield* this.#onGone();
    if (input.type !== 'received' || this.#phase !== 'RECEIVING') return;
    const part = input.value as HttpPart;
    if (part.part === 'end') return yield* this.#push();
    if (part.part !== 'body') return;
    this.#body.push(part.data);
    this.#bodyOctets += part.data.length;
    if (this.#bodyOctets > this.#limit) yield* this.#tooLarge();
  }

  *queued(): Doing {
    if (this.#phase !== 'QUEUED') return;
    const { exchange, common } = this.#options;
    this.#end();
    yield* answer(exchange, 200, packetFields(common, this.#bodyOctets));
  }

  *refused(refusal: Refusal): Doing {
    if (this.#phase === 'QUEUED') yield* this.#refuse(500, refusal);
  }

  get #limit(): number {
    return this.#options.settings.scMaxEachPostBytes.to;
  }

  /** The packet is whole. */
  *#push(): Doing {
    const { session, seq: text } = this.#options;
    const payload = concat([this.#outside, ...this.#body]);
    if (payload.length > this.#limit) return yield* this.#tooLarge();
    const seq = parseSequence(text);
    if (typeof seq === 'string') {
      const is_out_of_range = seq === 'range';
      return yield* this.#refuse(500, {
        code: 'xhttp:invalid_sequence',
        seq: text,
        is_out_of_range,
      });
    }
    this.#phase = 'QUEUED';
    yield* session.push(this, { seq, payload });
  }

  *#tooLarge(): Doing {
    yield* this.#refuse(413, { code: 'xhttp:upload_too_large', limit: this.#limit });
  }

  *#refuse(status: number, refusal: Refusal): Doing {
    const { exchange, common } = this.#options;
    this.#end();
    yield* refuse(exchange, status, refusal, common);
  }

  /** The client has gone before its answer; a packet that waits stays in line. */
  *#onGone(): Doing {
    const isCut = this.#phase === 'RECEIVING';
    this.#end();
    if (isCut) yield* fact('xhttp:request_refused', { status: 400, code: 'xhttp:body_cut_off' });
  }

  #end(): void {
    this.#phase = 'OVER';
    this.#options.onOver();
  }
}

const statedLength = (headers: readonly HeaderField[]): number =>
  Number(fieldValue(headers, 'Content-Length') ?? 0);
