/**
 * One proxied connection of the client: a downlink, and an uplink of one of three kinds.
 *
 * splithttp/dialer.go:Dial of Xray (v26.7.28) from where it first waits. packet-up: the GET's connection, then the
 * proxied connection is ready, and the first packet dials the uplink. stream-up: the GET's connection, then the POST's,
 * then ready. stream-one: the POST's. A connection that cannot be made fails nothing: the proxied connection begins, and
 * breaks at its first read, or in stream-up's uplink at the next write.
 *
 * Different from Xray: where packets cannot be sent the proxied connection ends at once, in Xray at its next write.
 */
import type { HttpPart } from '../http/message.ts';
import {
  type Addresses,
  close,
  type Doing,
  type Port,
  type PortInput,
  ready,
  type Scope,
  send,
} from '../sansio/machine.ts';
import { Downlink, type DownlinkOwner } from './downlink.ts';
import type { Exchanges } from './exchanges.ts';
import type { Mode } from './mode.ts';
import type { Route } from './route.ts';
import { StreamBody } from './stream-body.ts';
import { StreamUplink, type StreamUplinkOptions } from './stream-uplink.ts';
import { Uploader, type UploaderOptions } from './uploader.ts';
import { chargeRequest, type XmuxClient } from './xmux.ts';

export interface ProxiedConnectionOptions
  extends Omit<UploaderOptions, 'onInterrupted'>,
    Omit<StreamUplinkOptions, 'onSettled'> {
  readonly mode: Mode;
  readonly sessionId: string;
  readonly exchanges: Exchanges;
  readonly download: { readonly route: Route; readonly client: XmuxClient };
  readonly scope: Scope;
  readonly onOver: () => Doing;
}

export class ProxiedConnection implements DownlinkOwner {
  readonly #options: ProxiedConnectionOptions;
  readonly #downlink: Downlink;
  readonly #uplink: Uploader | StreamUplink | StreamBody;
  /** Of the downlink's connection. */
  #addresses: Addresses | null = null;
  #isReady = false;
  /** What has come of the downlink before the proxied connection was ready. */
  #early: { readonly octets: Uint8Array[]; end: 'none' | 'ended' | 'broken' } = {
    octets: [],
    end: 'none',
  };
  #hasInnerEnded = false;
  #isOver = false;

  constructor(options: ProxiedConnectionOptions) {
    this.#options = options;
    const { mode, sessionId, scope, epochMs, download } = options;
    const carriesUplink = mode === 'stream-one';
    this.#downlink = new Downlink({ ...download, sessionId, carriesUplink, scope, epochMs }, this);
    this.#uplink = this.#uplinkOf(mode);
  }

  *dial(now: number): Doing {
    const { mode, exchanges, scope, download } = this.#options;
    const { client, route } = download;
    const leg = mode === 'stream-one' ? 'uplink' : 'downlink';
    chargeRequest(client, now);
    yield* exchanges.seek(this.#downlink, { client, version: route.version, leg, scope }, now);
  }

  *fromInner(input: PortInput): Doing {
    switch (input.type) {
      case 'received':
        return yield* this.#write(input.value as Uint8Array, input.now);
      case 'blocked':
      case 'writable':
        return yield* this.#options.exchanges.hold(this.#downlink, input.type === 'blocked');
      case 'closed':
        this.#hasInnerEnded = true;
        if (input.how !== 'end') return yield* this.#finish();
        // packet-up has no mark for an end of the uplink: it does not show on the wire
        if (!(this.#uplink instanceof Uploader)) yield* this.#uplink.end();
        if (this.#downlink.state.name === 'ENDED') yield* this.#finish();
    }
  }

  // the downlink's

  *downlinkConnected(exchange: Port<HttpPart>, addresses: Addresses | null, now: number): Doing {
    this.#addresses = addresses;
    const uplink = this.#uplink;
    if (uplink instanceof StreamUplink) return yield* uplink.dial(now);
    yield* this.#becomeReady();
    if (uplink instanceof Uploader) yield* uplink.start(now);
    else yield* uplink.begin(exchange);
  }

  *downlinkUnreachable(now: number): Doing {
    this.#early.end = 'broken';
    if (this.#uplink instanceof StreamUplink) yield* this.#uplink.dial(now);
    else yield* this.#becomeReady();
  }

  *requestHeld(isHeld: boolean): Doing {
    if (this.#uplink instanceof StreamBody) yield* this.#uplink.hold(isHeld);
  }

  *deliver(octets: Uint8Array): Doing {
    if (this.#isReady) return yield* send(this.#options.conn, octets);
    this.#early.octets.push(octets);
    yield* this.#options.exchanges.hold(this.#downlink, true);
  }

  *downlinkEnded(): Doing {
    const uplink = this.#uplink;
    const isWhole = !(uplink instanceof StreamBody) || uplink.isWhole;
    yield* this.#options.exchanges.leave(this.#downlink, isWhole ? 'end' : 'reset');
    if (uplink instanceof StreamBody) yield* uplink.fail();
    if (this.#isReady) yield* this.#end();
    else this.#early.end = 'ended';
  }

  *downlinkBroken(): Doing {
    if (this.#isReady) return yield* this.#break();
    this.#early.end = 'broken';
    yield* this.#options.exchanges.leave(this.#downlink, 'reset');
  }

  // ends

  *#becomeReady(): Doing {
    if (this.#isOver) return;
    const { conn, exchanges } = this.#options;
    const { octets, end } = this.#early;
    this.#isReady = true;
    yield* ready(conn, this.#addresses);
    for (const each of octets) yield* send(conn, each);
    if (octets.length > 0) yield* exchanges.hold(this.#downlink, false);
    if (end === 'ended') yield* this.#end();
    if (end === 'broken') yield* this.#break();
  }

  *#write(octets: Uint8Array, now: number): Doing {
    const uplink = this.#uplink;
    if (uplink instanceof Uploader) yield* uplink.write(octets, now);
    else if (!(yield* uplink.write(octets))) yield* this.#break();
  }

  /** The downlink is complete. */
  *#end(): Doing {
    yield* close(this.#options.conn, 'end');
    if (this.#hasInnerEnded) yield* this.#finish();
  }

  *#break(): Doing {
    if (this.#isOver) return;
    yield* close(this.#options.conn, 'reset');
    yield* this.#finish();
  }

  /** The downlink is given up with it, and what is written already still goes out. */
  *#finish(): Doing {
    if (this.#isOver) return;
    this.#isOver = true;
    yield* this.#downlink.giveUp();
    yield* this.#options.exchanges.leave(this.#downlink, 'reset');
    if (this.#uplink instanceof StreamUplink) yield* this.#uplink.finish();
    yield* this.#options.onOver();
  }

  #uplinkOf(mode: Mode): Uploader | StreamUplink | StreamBody {
    switch (mode) {
      case 'packet-up':
        return new Uploader({ ...this.#options, onInterrupted: () => this.#break() });
      case 'stream-up':
        return new StreamUplink({ ...this.#options, onSettled: () => this.#becomeReady() });
      case 'stream-one':
        return new StreamBody(this.#options.conn);
    }
  }
}
