/**
 * The uplink of one proxied connection in packet-up: it cuts what is written into numbered packets and posts them.
 *
 * splithttp/dialer.go:Dial of Xray (v26.7.28), the uploader's loop. It takes a packet, waits until the packet before
 * was begun long enough ago, may change the XMUX client, has the packet written, and takes the next when that is out:
 * written, not answered. The first packet waits for nothing, and is what opens the first upload connection.
 *
 * A write that fails on a connection that had carried packets before is tried again on another; on a new one it ends
 * the proxied connection.
 */
import { reasonPhrase } from '../http/status.ts';
import {
  type Doing,
  facts,
  type NetworkError,
  type Port,
  pauseReading,
  resumeReading,
  type Scope,
} from '../sansio/machine.ts';
import type { XhttpFacts } from './facts.ts';
import type { Carriage, PacketCarrier, PacketWriter } from './packet-carrier.ts';
import { draw } from './range.ts';
import { packetRequest, requestUrl } from './requests.ts';
import { type Route, urlOf } from './route.ts';
import type { Timers } from './timers.ts';
import { UploadBuffer } from './upload-buffer.ts';
import { chargeRequest, type Xmux, type XmuxClient } from './xmux.ts';

interface Packet {
  readonly seq: number;
  readonly octets: Uint8Array;
  /** In ms since the run began. */
  readonly notBefore: number;
}

type State =
  /** The dial has not returned. */
  | { readonly name: 'UNSTARTED' }
  | { readonly name: 'IDLE' }
  | { readonly name: 'PACING'; readonly packet: Packet }
  /** `next` was taken already when `packet` had to be written again. */
  | { readonly name: 'DIALLING'; readonly packet: Packet; readonly next: Packet | null }
  /** `packet` is not out yet. */
  | {
      readonly name: 'WRITING';
      readonly packet: Packet;
      readonly carriage: Carriage;
      readonly next: Packet | null;
    }
  | { readonly name: 'INTERRUPTED' };

export interface UploaderOptions {
  readonly route: Route;
  readonly sessionId: string;
  /** Paused while the buffer is full. */
  readonly conn: Port<Uint8Array>;
  readonly scope: Scope;
  readonly timers: Timers;
  readonly timer: string;
  readonly maxPacketOctets: number;
  readonly xmux: Xmux;
  readonly client: XmuxClient;
  readonly carrier: PacketCarrier;
  readonly epochMs: number;
  /** No packet can be sent any more. */
  readonly onInterrupted: () => Doing;
}

const fact = facts<XhttpFacts>();

export class Uploader implements PacketWriter {
  readonly #options: UploaderOptions;
  readonly #buffer: UploadBuffer;
  #client: XmuxClient;
  #state: State = { name: 'UNSTARTED' };
  #seq = 0;
  /** When the packet before was begun. */
  #begunAt: number | null = null;
  /** The packet that was written last, kept in case that its write fails, and on what. */
  #last: { readonly packet: Packet; readonly carriage: Carriage } | null = null;
  #isPausing = false;

  constructor(options: UploaderOptions) {
    this.#options = options;
    this.#buffer = new UploadBuffer(options.maxPacketOctets);
    this.#client = options.client;
  }

  *start(now: number): Doing {
    this.#state = { name: 'IDLE' };
    yield* this.#advance(now);
  }

  /** Takes the octets of one write of the proxied connection. */
  *write(octets: Uint8Array, now: number): Doing {
    if (this.#state.name === 'INTERRUPTED') return;
    this.#buffer.write(octets);
    if (this.#state.name === 'IDLE') yield* this.#advance(now);
    if (this.#buffer.isFull && !this.#isPausing) {
      this.#isPausing = true;
      yield* pauseReading(this.#options.conn);
    }
  }

  // PacketWriter

  *opened(carriage: Carriage, now: number): Doing {
    if (this.#state.name !== 'DIALLING') return;
    const { packet, next } = this.#state;
    yield* this.#send(packet, carriage, now);
    yield* this.#advance(now, next);
  }

  *failed(error: NetworkError | 'cut_off', target?: string): Doing {
    const { route, scope } = this.#options;
    const url = route.version === '2' ? this.#urlOf(target) : null;
    const { uplinkHTTPMethod: method } = route.settings;
    const data = { destination: route.destination, method, url, error };
    yield* fact('xhttp:upload_failed', data, scope);
    yield* this.#interrupt();
  }

  *rejected(status: number): Doing {
    const phrase = reasonPhrase(status);
    yield* fact('xhttp:upload_rejected', { status, phrase }, this.#options.scope);
    yield* this.#interrupt();
  }

  *blocked(carriage: Carriage): Doing {
    const { name } = this.#state;
    if (this.#last?.carriage !== carriage || (name !== 'IDLE' && name !== 'PACING')) return;
    if (name === 'PACING') yield* this.#options.timers.cancel(this.#options.timer);
    const next = this.#state.name === 'PACING' ? this.#state.packet : null;
    this.#state = { name: 'WRITING', packet: this.#last.packet, carriage, next };
  }

  *writable(carriage: Carriage, now: number): Doing {
    if (this.#state.name !== 'WRITING' || this.#state.carriage !== carriage) return;
    yield* this.#advance(now, this.#state.next);
  }

  *lost(carriage: Carriage, now: number): Doing {
    if (this.#state.name !== 'WRITING' || this.#state.carriage !== carriage) return;
    const { packet, next } = this.#state;
    if (carriage.packets === 1) return yield* this.failed('connection_reset');
    if (yield* this.#write(packet, next, now)) yield* this.#advance(now, next);
  }

  /** Of a packet that was sent to `target`, or could not be sent. */
  #urlOf(target: string | undefined): string {
    const { route, sessionId } = this.#options;
    if (target !== undefined) return urlOf(route, target);
    const seq = this.#state.name === 'DIALLING' ? this.#state.packet.seq : this.#seq;
    return requestUrl(route, { sessionId, seq: String(seq) });
  }

  /** No packet is sent any more. */
  *#interrupt(): Doing {
    const { timers, timer, onInterrupted } = this.#options;
    if (this.#state.name === 'INTERRUPTED') return;
    this.#state = { name: 'INTERRUPTED' };
    yield* timers.cancel(timer);
    yield* onInterrupted();
  }

  /** Posts what is there, as far as that goes without waiting. */
  *#advance(now: number, first: Packet | null = null): Doing {
    for (let packet = first ?? (yield* this.#take(now)); packet; packet = yield* this.#take(now)) {
      if (packet.notBefore > now) {
        return yield* this.#pace(packet, packet.notBefore - now);
      }
      this.#begunAt = now;
      if (chargeRequest(this.#client, now)) yield* this.#changeClient(now);
      if (!(yield* this.#write(packet, null, now))) return;
    }
    this.#state = { name: 'IDLE' };
  }

  *#pace(packet: Packet, delayMs: number): Doing {
    const { timers, timer } = this.#options;
    this.#state = { name: 'PACING', packet };
    yield* timers.set(timer, delayMs, (now) => this.#advance(now, packet));
  }

  *#take(now: number): Doing<Packet | null> {
    const octets = this.#buffer.take();
    if (this.#isPausing && !this.#buffer.isFull) {
      this.#isPausing = false;
      yield* resumeReading(this.#options.conn);
    }
    if (!octets) return null;
    const interval = this.#options.route.settings.scMinPostsIntervalMs;
    const pause = this.#begunAt !== null && interval.from > 0 ? yield* draw(interval) : 0;
    return { seq: this.#seq++, octets, notBefore: (this.#begunAt ?? now) + pause };
  }

  /** A client that has no requests left, or is past its time, hands the rest of the session to another. */
  *#changeClient(now: number): Doing {
    const { client, retired } = yield* this.#options.xmux.choose(now, this.#options.scope);
    this.#client = client;
    for (const other of retired) yield* this.#options.carrier.trim(other);
  }

  /** False when a connection must be made first. */
  *#write(packet: Packet, next: Packet | null, now: number): Doing<boolean> {
    const { carrier, scope } = this.#options;
    const carriage = yield* carrier.acquire(this.#client, scope, this, now);
    if (carriage) yield* this.#send(packet, carriage, now);
    else this.#state = { name: 'DIALLING', packet, next };
    return carriage !== null;
  }

  *#send(packet: Packet, carriage: Carriage, now: number): Doing {
    const { route, sessionId, epochMs } = this.#options;
    const { seq, octets } = packet;
    const request = yield* packetRequest(route, { sessionId, seq, octets }, epochMs + now);
    this.#last = { packet, carriage };
    this.#state = { name: 'IDLE' };
    yield* carriage.write(request);
  }
}
