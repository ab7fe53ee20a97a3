/** What the hub needs of each kind of request that it serves, and what they have in common. */
import type { HttpPart } from '../http/message.ts';
import type { Doing, Port, PortInput } from '../sansio/machine.ts';
import type { Fields } from './responses.ts';
import type { XhttpServerSettings } from './settings.ts';

export interface ServedExchange {
  /** What comes on its port after the head. */
  onInput(input: PortInput): Doing;
}

/** Of a request that was let in. */
export interface ExchangeOptions {
  readonly exchange: Port<HttpPart>;
  readonly settings: XhttpServerSettings;
  /** For whatever answer it gets. */
  readonly common: Fields;
  /** It is answered, or gone. */
  readonly onOver: () => void;
}
