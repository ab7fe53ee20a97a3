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
import {
  cancelTimer,
  type Doing,
  facts,
  type NetworkError,
  type Port,
  pauseReading,
  resumeReading,
  type Scope,
  setTimer,
} from '../sansio/machine.ts';
import type { XhttpFacts } from './facts.ts';
import { draw } from './range.ts';
import { packetRequest, type Route } from './requests.ts';
import { UploadBuffer } from './upload-buffer.ts';
import type { PacketWriter, UploadConnection, UploadPool } from './upload-pool.ts';
import { chargeRequest, type Xmux, type XmuxClient } from './xmux.ts';

interface Packet {
  readonly seq: number;
  readonly body: Uint8Array;
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
      readonly connection: UploadConnection;
      readonly next: Packet | null;
    }
  | { readonly name: 'INTERRUPTED' };

export interface UploaderOptions {
  readonly route: Route;
  readonly sessionId: string;
  /** Paused while the buffer is full. */
  readonly conn: Port<Uint8Array>;
  readonly scope: Scope;
  readonly timer: string;
  readonly maxPacketOctets: number;
  readonly xmux: Xmux;
  readonly client: XmuxClient;
  readonly pool: UploadPool<Uploader>;
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
  /** Kept in case that its write fails. */
  #last: Packet | null = null;
  #isPausing = false;

  constructor(options: UploaderOptions) {
    this.#options = options;
    this.#buffer = new UploadBuffer(options.maxPacketOctets);
    this.#client = options.client;
  }

  get timer(): string {
    return this.#options.timer;
  }

  /** Nothing is left to send, unless more is written. */
  get isDone(): boolean {
    const { name } = this.#state;
    return (
      name === 'UNSTARTED' || name === 'INTERRUPTED' || (name === 'IDLE' && this.#buffer.isEmpty)
    );
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

  *timerFired(now: number): Doing {
    if (this.#state.name === 'PACING') yield* this.#advance(now, this.#state.packet);
  }

  // PacketWriter

  *opened(connection: UploadConnection, now: number): Doing {
    if (this.#state.name !== 'DIALLING') return;
    const { packet, next } = this.#state;
    yield* this.#send(packet, connection, now);
    yield* this.#advance(now, next);
  }

  *failed(error: NetworkError): Doing {
    const { route, scope, onInterrupted } = this.#options;
    this.#state = { name: 'INTERRUPTED' };
    yield* fact('xhttp:upload_failed', { destination: route.destination, error }, scope);
    yield* onInterrupted();
  }

  *blocked(connection: UploadConnection): Doing {
    const packet = this.#last;
    const { name } = this.#state;
    if (!packet || (name !== 'IDLE' && name !== 'PACING')) return;
    if (name === 'PACING') yield* cancelTimer(this.#options.timer);
    const next = this.#state.name === 'PACING' ? this.#state.packet : null;
    this.#state = { name: 'WRITING', packet, connection, next };
  }

  *writable(connection: UploadConnection, now: number): Doing {
    if (this.#state.name !== 'WRITING' || this.#state.connection !== connection) return;
    yield* this.#advance(now, this.#state.next);
  }

  *lost(connection: UploadConnection, now: number): Doing {
    if (this.#state.name !== 'WRITING' || this.#state.connection !== connection) return;
    const { packet, next } = this.#state;
    if (connection.packets === 1) return yield* this.failed('connection_reset');
    if (yield* this.#write(packet, next, now)) yield* this.#advance(now, next);
  }

  /** Posts what is there, as far as that goes without waiting. */
  *#advance(now: number, first: Packet | null = null): Doing {
    for (let packet = first ?? (yield* this.#take(now)); packet; packet = yield* this.#take(now)) {
      if (packet.notBefore > now) {
        this.#state = { name: 'PACING', packet };
        return yield* setTimer(this.#options.timer, packet.notBefore - now);
      }
      this.#begunAt = now;
      if (chargeRequest(this.#client, now)) yield* this.#changeClient(now);
      if (!(yield* this.#write(packet, null, now))) return;
    }
    this.#state = { name: 'IDLE' };
  }

  *#take(now: number): Doing<Packet | null> {
    const body = this.#buffer.take();
    if (this.#isPausing && !this.#buffer.isFull) {
      this.#isPausing = false;
      yield* resumeReading(this.#options.conn);
    }
    if (!body) return null;
    const interval = this.#options.route.settings.scMinPostsIntervalMs;
    const pause = this.#begunAt !== null && interval.from > 0 ? yield* draw(interval) : 0;
    return { seq: this.#seq++, body, notBefore: (this.#begunAt ?? now) + pause };
  }

  /** A client that has no requests left, or is past its time, hands the rest of the session to another. */
  *#changeClient(now: number): Doing {
    const { client, retired } = yield* this.#options.xmux.choose(now, this.#options.scope);
    this.#client = client;
    for (const other of retired) yield* this.#options.pool.trim(other);
  }

  /** False when a connection must be made first. */
  *#write(packet: Packet, next: Packet | null, now: number): Doing<boolean> {
    const { pool, scope } = this.#options;
    const connection = yield* pool.acquire(this.#client, scope, this);
    if (connection) yield* this.#send(packet, connection, now);
    else this.#state = { name: 'DIALLING', packet, next };
    return connection !== null;
  }

  *#send(packet: Packet, connection: UploadConnection, now: number): Doing {
    const { route, sessionId, epochMs, pool } = this.#options;
    const paddingLength = yield* draw(route.settings.xPaddingBytes);
    const meta = { sessionId, seq: packet.seq, octets: packet.body.length };
    this.#last = packet;
    this.#state = { name: 'IDLE' };
    yield* pool.write(
      connection,
      packetRequest(route, meta, paddingLength, epochMs + now),
      packet.body,
    );
  }
}
