/** What the other end of a connection has said of itself, and whether it has heard what this end has (RFC 9113 §6.5). */
import { refused } from './errors.ts';
import type { Setting } from './frame-types.ts';
import { changed, initialSettings, type Settings, settingIds } from './settings.ts';

/** Before the peer has told how many streams there may be, and where it does not: as Go's client. */
const streamsBeforeSettings = 100;
const streamsUnlessTold = 1_000;

export class PeerSettings {
  readonly #mayPush: boolean;
  #current: Settings = initialSettings;
  #haveCome = false;
  #unacknowledged = 0;

  /** `mayPush`: the peer is a client, which may say anything of push; a server must not ask for it. */
  constructor(mayPush: boolean) {
    this.#mayPush = mayPush;
  }

  get current(): Settings {
    return this.#current;
  }

  /** Whether the peer has said anything yet. */
  get haveCome(): boolean {
    return this.#haveCome;
  }

  /** How many streams this end may have at a time. */
  get mostStreams(): number {
    const told = this.#current.MAX_CONCURRENT_STREAMS;
    if (told !== Number.POSITIVE_INFINITY) return told;
    return this.#haveCome ? streamsUnlessTold : streamsBeforeSettings;
  }

  /** This end has sent its own. */
  sent(): void {
    this.#unacknowledged++;
  }

  /** Gives by how much the windows of streams grow. Throws ProtocolError. */
  change(said: readonly Setting[]): number {
    const before = this.#current.INITIAL_WINDOW_SIZE;
    this.#current = changed(this.#current, said);
    this.#haveCome = true;
    const isPush = ({ identifier, value }: Setting): boolean =>
      identifier === settingIds.ENABLE_PUSH && value === 1;
    if (!this.#mayPush && said.some(isPush)) {
      throw refused('http2:malformed_setting', 'A server enables push');
    }
    return this.#current.INITIAL_WINDOW_SIZE - before;
  }

  /** The peer has heard this end's. Throws ProtocolError. */
  acknowledge(said: readonly Setting[]): void {
    if (said.length > 0) {
      throw refused('http2:frame_size', 'A SETTINGS frame with ACK is not empty');
    }
    if (!this.#haveCome) throw refused('http2:missing_settings', 'The first frame acknowledges');
    if (--this.#unacknowledged >= 0) return;
    throw refused('http2:unexpected_settings_ack', 'SETTINGS that were not sent are acknowledged');
  }
}
