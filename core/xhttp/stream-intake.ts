/**
 * The POST of stream-up, on the server: splithttp/hub.go:ServeHTTP of Xray (v26.7.28), the branch of stream-up.
 *
 * Its body is the uplink. Its answer is 200 at once, in so far as anything is said: the head leaves with the first
 * padding, which goes on from time to time so that nobody on the way takes the exchange for idle. Without padding nothing
 * is said until the end, which is the session's.
 */
import { toLatin1 } from '../bytes/utf8.ts';
import type { HttpPart } from '../http/message.ts';
import {
  close,
  type Doing,
  type PortInput,
  pauseReading,
  resumeReading,
  send,
} from '../sansio/machine.ts';
import { draw } from './range.ts';
import { refuse, streamUpFields } from './responses.ts';
import type { ExchangeOptions, ServedExchange } from './served-exchange.ts';
import type { Session, SessionFeed } from './session.ts';
import type { Timers } from './timers.ts';

export interface StreamIntakeOptions extends ExchangeOptions {
  readonly session: Session;
  /** Whether the client has shown that it reads padding; without it there is none. */
  readonly takesPadding: boolean;
  readonly timers: Timers;
}

export class StreamIntake implements ServedExchange, SessionFeed {
  readonly #options: StreamIntakeOptions;
  #answer: 'HELD' | 'BEGUN' | 'OVER' = 'HELD';
  #isBlocked = false;
  #isHolding = false;
  #isBodyWhole = false;

  constructor(options: StreamIntakeOptions) {
    this.#options = options;
  }

  *begin(): Doing {
    const { exchange, session, common, settings, takesPadding } = this.#options;
    const refusal = yield* session.attach(this);
    if (refusal) {
      this.#end();
      return yield* refuse(exchange, 409, refusal, common);
    }
    if (takesPadding && settings.scStreamUpServerSecs.to > 0) yield* this.#pad();
  }

  *onInput(input: PortInput): Doing {
    switch (input.type) {
      case 'received':
        return yield* this.#read(input.value as HttpPart);
      case 'blocked':
      case 'writable':
        this.#isBlocked = input.type === 'blocked';
        return;
      case 'closed':
        return yield* this.#onGone();
    }
  }

  *hold(isHeld: boolean): Doing {
    if (this.#isHolding === isHeld || this.#answer === 'OVER') return;
    this.#isHolding = isHeld;
    const { exchange } = this.#options;
    yield* isHeld ? pauseReading(exchange) : resumeReading(exchange);
  }

  *closed(): Doing {
    if (this.#answer === 'OVER') return;
    const { exchange } = this.#options;
    yield* this.#beginAnswer(false);
    yield* this.#stop();
    yield* send<HttpPart>(exchange, { part: 'end' });
    yield* close(exchange, 'end');
  }

  *#read(part: HttpPart): Doing {
    const { session } = this.#options;
    if (part.part === 'body') yield* session.feed(part.data);
    if (part.part !== 'end') return;
    this.#isBodyWhole = true;
    yield* session.feedEnded('ended');
  }

  *#onGone(): Doing {
    yield* this.#stop();
    if (!this.#isBodyWhole) yield* this.#options.session.feedEnded('broken');
  }

  *#pad(): Doing {
    const { exchange, settings, timers } = this.#options;
    yield* this.#beginAnswer(true);
    const data = toLatin1('X'.repeat(yield* draw(settings.xPaddingBytes)));
    if (!this.#isBlocked) yield* send<HttpPart>(exchange, { part: 'body', data });
    const seconds = yield* draw(settings.scStreamUpServerSecs);
    yield* timers.set(this.#timer, seconds * 1_000, () => this.#pad());
  }

  *#beginAnswer(isPadded: boolean): Doing {
    if (this.#answer !== 'HELD') return;
    this.#answer = 'BEGUN';
    const { exchange, common } = this.#options;
    const headers = streamUpFields(common, isPadded);
    yield* send<HttpPart>(exchange, { part: 'response_head', status: 200, headers });
  }

  get #timer(): string {
    return `padding:${this.#options.exchange.name}`;
  }

  *#stop(): Doing {
    this.#end();
    yield* this.#options.timers.cancel(this.#timer);
  }

  #end(): void {
    this.#answer = 'OVER';
    this.#options.onOver();
  }
}
