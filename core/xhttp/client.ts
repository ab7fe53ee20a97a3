/**
 * The client of XHTTP: it makes a two-way stream of HTTP requests.
 *
 * splithttp/dialer.go:Dial of Xray (v26.7.28) up to where it first waits: the upload's XMUX client is chosen, the mode
 * resolved, the session id made, then the download's XMUX client chosen; nothing is dialled by that. What follows is in
 * `proxied-connection.ts`. One machine serves an outbound, because its proxied connections share XMUX clients and what
 * these have opened. Left out: HTTP/3 and the browser dialer.
 *
 * Ports: `conn:<n>` inward, one for each proxied connection; `http:<n>` outward, one for each HTTP connection, and
 * `exchange:<n>`, one for each exchange on those of HTTP/2.
 */
import {
  type Doing,
  facts,
  type Input,
  type Machine,
  port,
  type Scope,
} from '../sansio/machine.ts';
import { Exchanges } from './exchanges.ts';
import type { XhttpFacts } from './facts.ts';
import { HttpConnections } from './http-connections.ts';
import { type Mode, resolvedMode } from './mode.ts';
import { PacketExchanges } from './packet-exchanges.ts';
import { ProxiedConnection } from './proxied-connection.ts';
import { draw } from './range.ts';
import { type Route, routeOf, type XhttpSide } from './route.ts';
import { drawSessionId } from './session-id.ts';
import { Timers } from './timers.ts';
import { UploadPool } from './upload-pool.ts';
import { Xmux, type XmuxClient } from './xmux.ts';

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

const fact = facts<XhttpFacts>();

export class XhttpClient implements Machine {
  readonly state = { name: 'SERVING' };
  readonly #epochMs: number;
  readonly #mode: Mode;
  readonly #upload: Half;
  readonly #download: Half | null;
  readonly #timers = new Timers();
  readonly #connections: HttpConnections;
  readonly #exchanges: Exchanges;
  /** Of HTTP/1.1, for packets. */
  readonly #pool: UploadPool;
  readonly #conns = new Map<string, ProxiedConnection>();
  #httpPorts = 0;

  /** Throws RangeError for HTTP/3. */
  constructor({ upload, download, epochMs }: XhttpClientOptions) {
    this.#epochMs = epochMs;
    this.#mode = resolvedMode(upload.settings.mode, {
      isReality: upload.security.type === 'reality',
      hasDownloadSettings: download !== null,
    });
    this.#upload = { route: routeOf(upload), xmux: new Xmux(upload.settings.xmux, 'upload') };
    this.#download = download && {
      route: routeOf(download),
      xmux: new Xmux(download.settings.xmux, 'download'),
    };
    const portName = () => `http:${++this.#httpPorts}`;
    this.#connections = new HttpConnections(portName, this.#timers);
    this.#exchanges = new Exchanges(portName, this.#connections);
    this.#pool = new UploadPool(portName);
  }

  *handle(input: Input): Doing {
    if (input.type === 'attached') return yield* this.#dial(input);
    if (input.type === 'timer_fired') return yield* this.#timers.fired(input.timer, input.now);
    if (!('port' in input)) return;
    const conn = this.#conns.get(input.port);
    if (conn) return yield* conn.fromInner(input);
    if (yield* this.#exchanges.onInput(input)) return;
    if (yield* this.#connections.onInput(input)) return;
    yield* this.#pool.onInput(input);
  }

  *#dial({ port: name, scope, now }: Extract<Input, { readonly type: 'attached' }>): Doing {
    const mode = this.#mode;
    const upload = this.#upload;
    const client = yield* this.#choose(upload, now, scope);
    const { settings } = upload.route;
    const sessionId = mode === 'stream-one' ? '' : yield* drawSessionId(settings);
    yield* this.#announce(sessionId, scope);
    const download = yield* this.#downloadOf(client, now, scope);
    const clients = new Set([client, download.client]);
    for (const each of clients) each.running++;
    const conn = new ProxiedConnection({
      conn: port(name),
      mode,
      sessionId,
      route: upload.route,
      xmux: upload.xmux,
      client,
      download,
      exchanges: this.#exchanges,
      carrier: upload.route.version === '2' ? new PacketExchanges(this.#exchanges) : this.#pool,
      maxPacketOctets: yield* draw(settings.scMaxEachPostBytes),
      timers: this.#timers,
      timer: `pacing:${name}`,
      scope,
      epochMs: this.#epochMs,
      onOver: () => this.#over(name, clients),
    });
    this.#conns.set(name, conn);
    yield* conn.dial(now);
  }

  /** Of the GET, or of stream-one's POST: without downloadSettings both halves have one XMUX client. */
  *#downloadOf(
    client: XmuxClient,
    now: number,
    scope: Scope,
  ): Doing<{ readonly route: Route; readonly client: XmuxClient }> {
    const download = this.#download;
    if (!download) return { route: this.#upload.route, client };
    const { route } = download;
    const own = yield* this.#choose(download, now, scope);
    const { destination, host, version: http_version } = route;
    yield* fact('xhttp:download_announced', { destination, http_version, host }, scope);
    return { route, client: own };
  }

  *#choose({ xmux }: Half, now: number, scope: Scope): Doing<XmuxClient> {
    const { client, retired } = yield* xmux.choose(now, scope);
    for (const other of retired) yield* this.#pool.trim(other);
    return client;
  }

  *#announce(sessionId: string, scope: Scope): Doing {
    const { destination, version, host, settings } = this.#upload.route;
    const data = {
      destination,
      configured_mode: settings.mode,
      mode: this.#mode,
      http_version: version,
      host,
      session_id: sessionId,
    };
    yield* fact('xhttp:dial_announced', data, scope);
  }

  *#over(name: string, clients: ReadonlySet<XmuxClient>): Doing {
    this.#conns.delete(name);
    for (const client of clients) {
      client.running--;
      yield* this.#pool.trim(client);
    }
  }
}
