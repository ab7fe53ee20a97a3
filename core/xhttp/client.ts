/**
 * The client of XHTTP: it makes a two-way stream of a GET that never ends and of numbered POSTs.
 *
 * splithttp/dialer.go:Dial of Xray (v26.7.28), mode packet-up over HTTP/1.1 without encryption, and its order of work:
 * the upload's XMUX client is chosen, then the download's; nothing is dialled by that. The first connection is the GET's.
 * The proxied connection is ready when that connection is, without an answer to the GET. The upload is dialled by the
 * first packet. One machine serves an outbound, because its proxied connections share XMUX clients.
 *
 * Different from Xray: where an upload fails, the proxied connection ends at once, in Xray at its next write. Left out:
 * the other modes, HTTP/2 and 3, security, gzip in answers (Accept-Encoding is sent all the same), redirects.
 *
 * Ports: `conn:<n>` inward, one for each proxied connection; `http:<n>` outward, one for each HTTP connection.
 */
import type { HttpPart } from '../http/message.ts';
import {
  close,
  type Doing,
  facts,
  type Input,
  type Machine,
  open,
  type PortInput,
  pauseReading,
  port,
  resumeReading,
  type Scope,
} from '../sansio/machine.ts';
import { transition } from '../sansio/transitions.ts';
import {
  type DownlinkMessages,
  type DownlinkSelf,
  type DownlinkState,
  downlinkTransitions,
} from './downlink-states.ts';
import type { XhttpFacts } from './facts.ts';
import { resolvedMode } from './mode.ts';
import { draw } from './range.ts';
import { type Route, routeOf } from './requests.ts';
import { drawSessionId } from './session-id.ts';
import type { XhttpClientSettings } from './settings.ts';
import { UploadPool } from './upload-pool.ts';
import { Uploader } from './uploader.ts';
import { chargeRequest, Xmux, type XmuxClient } from './xmux.ts';

export interface XhttpSide {
  readonly settings: XhttpClientSettings;
  /** A domain name or an IP address without brackets. */
  readonly address: string;
  readonly port: number;
}

export interface XhttpClientOptions {
  readonly upload: XhttpSide;
  /** Of downloadSettings, which inherit nothing from the upload. */
  readonly download: XhttpSide | null;
  /** When the run began, in ms since 1970. */
  readonly epochMs: number;
}

interface Half {
  readonly route: Route;
  readonly xmux: Xmux;
}

/** One proxied connection. */
interface Conn extends DownlinkSelf {
  readonly uploader: Uploader;
  readonly timer: string;
  /** Those that count it as running. */
  readonly clients: ReadonlySet<XmuxClient>;
  downlink: DownlinkState;
  hasInnerEnded: boolean;
  /** Its port is gone; packets may still be on their way. */
  isOver: boolean;
}

const fact = facts<XhttpFacts>();
const httpVersion = '1.1';

export class XhttpClient implements Machine {
  readonly state = { name: 'SERVING' };
  readonly #epochMs: number;
  readonly #upload: Half;
  readonly #download: Half | null;
  readonly #pool: UploadPool<Uploader>;
  readonly #conns = new Map<string, Conn>();
  /** By the port of the GET. */
  readonly #gets = new Map<string, Conn>();
  /** Those that are over and still have packets to send among them. */
  readonly #byTimer = new Map<string, Conn>();
  #httpPorts = 0;

  constructor({ upload, download, epochMs }: XhttpClientOptions) {
    const { mode } = upload.settings;
    const hasDownloadSettings = download !== null;
    if (resolvedMode(mode, { isReality: false, hasDownloadSettings }) !== 'packet-up') {
      throw new RangeError(`Expected mode packet-up, got ${mode}`);
    }
    this.#epochMs = epochMs;
    this.#upload = {
      route: routeOf(upload.settings, upload.address, upload.port),
      xmux: new Xmux(upload.settings.xmux, 'upload'),
    };
    this.#download = download && {
      route: routeOf(download.settings, download.address, download.port),
      xmux: new Xmux(download.settings.xmux, 'download'),
    };
    this.#pool = new UploadPool(() => this.#httpPort());
  }

  *handle(input: Input): Doing {
    if (input.type === 'attached') return yield* this.#dial(input);
    if (input.type === 'timer_fired') {
      const conn = this.#byTimer.get(input.timer);
      if (!conn) return;
      yield* conn.uploader.timerFired(input.now);
      return this.#forgetIfDone(conn);
    }
    if (!('port' in input)) return;
    const conn = this.#conns.get(input.port) ?? this.#gets.get(input.port);
    if (conn?.conn.name === input.port) yield* this.#fromInner(conn, input);
    else if (conn) yield* this.#fromGet(conn, input);
    else {
      const uploader = yield* this.#pool.onInput(input);
      const writer = uploader && this.#byTimer.get(uploader.timer);
      if (writer) this.#forgetIfDone(writer);
    }
  }

  /** Everything up to the place where Xray's dial waits for the GET's connection. */
  *#dial({ port: name, scope, now }: Extract<Input, { readonly type: 'attached' }>): Doing {
    const upload = this.#upload;
    const download = this.#download ?? upload;
    const client = yield* this.#choose(upload, now, scope);
    const sessionId = yield* drawSessionId(upload.route.settings);
    yield* this.#announce(sessionId, scope);
    const downClient = this.#download ? yield* this.#choose(download, now, scope) : client;
    if (this.#download) {
      const { destination, host } = download.route;
      const data = { destination, http_version: httpVersion, host };
      yield* fact('xhttp:download_announced', data, scope);
    }
    const clients = new Set([client, downClient]);
    for (const each of clients) each.running++;
    chargeRequest(downClient, now);

    const inner = port<Uint8Array>(name);
    const timer = `pacing:${name}`;
    const uploader = new Uploader({
      route: upload.route,
      sessionId,
      conn: inner,
      scope,
      timer,
      maxPacketOctets: yield* draw(upload.route.settings.scMaxEachPostBytes),
      xmux: upload.xmux,
      client,
      pool: this.#pool,
      epochMs: this.#epochMs,
      onInterrupted: () => this.#break(conn),
    });
    const conn: Conn = {
      conn: inner,
      get: port<HttpPart>(this.#httpPort()),
      route: download.route,
      sessionId,
      client: downClient,
      scope,
      epochMs: this.#epochMs,
      uploader,
      timer,
      clients,
      downlink: { name: 'DIALLING' },
      hasInnerEnded: false,
      isOver: false,
    };
    this.#conns.set(name, conn);
    this.#gets.set(conn.get.name, conn);
    this.#byTimer.set(timer, conn);
    yield* open(conn.get, { to: 'http', leg: 'downlink' }, scope);
  }

  *#choose({ xmux }: Half, now: number, scope: Scope): Doing<XmuxClient> {
    const { client, retired } = yield* xmux.choose(now, scope);
    for (const other of retired) yield* this.#pool.trim(other);
    return client;
  }

  *#announce(sessionId: string, scope: Scope): Doing {
    const { destination, host, settings } = this.#upload.route;
    const data = {
      destination,
      configured_mode: settings.mode,
      mode: 'packet-up',
      http_version: httpVersion,
      host,
      session_id: sessionId,
    };
    yield* fact('xhttp:dial_announced', data, scope);
  }

  *#fromInner(conn: Conn, input: PortInput): Doing {
    switch (input.type) {
      case 'received':
        return yield* conn.uploader.write(input.value as Uint8Array, input.now);
      case 'blocked':
        if (this.#gets.has(conn.get.name)) yield* pauseReading(conn.get);
        return;
      case 'writable':
        if (this.#gets.has(conn.get.name)) yield* resumeReading(conn.get);
        return;
      case 'closed':
        // an end of the uplink does not show on the wire: packet-up has no mark for it
        conn.hasInnerEnded = true;
        if (input.how !== 'end' || conn.downlink.name === 'ENDED') yield* this.#finish(conn);
        return;
    }
  }

  *#fromGet(conn: Conn, input: PortInput): Doing {
    if (input.type === 'opened') {
      const { addresses, now } = input;
      yield* this.#transition(conn, 'connected', { addresses, now });
      yield* conn.uploader.start(now);
    } else if (input.type === 'received') {
      const value = input.value as HttpPart;
      if (value.part === 'request_head') return;
      yield* this.#transition(conn, value.part, value);
    } else if (input.type === 'closed') {
      this.#gets.delete(conn.get.name);
      if (input.how === 'end') yield* close(conn.get, 'end');
      yield* this.#transition(conn, 'lost', { error: input.error });
    }
    if (conn.downlink.name === 'ENDED') this.#gets.delete(conn.get.name);
    const isEnded = conn.downlink.name === 'ENDED' && conn.hasInnerEnded;
    if (isEnded || conn.downlink.name === 'CLOSED') yield* this.#finish(conn);
  }

  *#transition<Type extends keyof DownlinkMessages>(
    conn: Conn,
    type: Type,
    message: DownlinkMessages[Type],
  ): Doing {
    conn.downlink = yield* transition(downlinkTransitions, conn, conn.downlink, type, message);
  }

  /** Ends a proxied connection whose packets cannot be sent. */
  *#break(conn: Conn): Doing {
    if (!conn.isOver) yield* close(conn.conn, 'reset');
    yield* this.#finish(conn);
  }

  /** The proxied connection is over: the GET with it, and what is buffered still goes out. */
  *#finish(conn: Conn): Doing {
    if (conn.isOver) return;
    conn.isOver = true;
    this.#conns.delete(conn.conn.name);
    if (this.#gets.delete(conn.get.name)) yield* close(conn.get, 'reset');
    for (const client of conn.clients) {
      client.running--;
      yield* this.#pool.trim(client);
    }
    this.#forgetIfDone(conn);
  }

  #forgetIfDone(conn: Conn): void {
    if (conn.isOver && conn.uploader.isDone) this.#byTimer.delete(conn.timer);
  }

  #httpPort(): string {
    return `http:${++this.#httpPorts}`;
  }
}
