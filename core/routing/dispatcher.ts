/**
 * Chooses the outbound for one connection, and is done.
 *
 * Xray v26.7.28, app/dispatcher/default.go:routedDispatch. A rule whose outbound does not exist drops the connection: the
 * default outbound is not taken in its place. Without sniffing and balancers.
 */
import { hostAndPort } from '../bytes/ip.ts';
import {
  type Destination,
  type Doing,
  facts,
  type Input,
  type Machine,
  open,
  port,
} from '../sansio/machine.ts';
import type { RoutingFacts } from './facts.ts';
import { firstRule, type Rule } from './rules.ts';

export interface DispatcherOptions {
  readonly destination: Destination;
  readonly inboundTag: string;
  /** The client, as its inbound writes it into the access log. */
  readonly source: string;
  /** Held against rules that name users; empty for nobody. */
  readonly user: string;
  /** For the access log: of a VLESS user; empty for nobody and for others. */
  readonly email: string;
  /** For the access log, of a request to an HTTP proxy. */
  readonly url?: string;
  readonly rules: readonly Rule[];
  /** In the order of the configuration: the first is the default. */
  readonly outboundTags: readonly string[];
}

const fact = facts<RoutingFacts>();

export class Dispatcher implements Machine {
  readonly outbound = port<Uint8Array>('outbound');
  state: { readonly name: 'CHOOSING' | 'CLOSED' } = { name: 'CHOOSING' };
  readonly #options: DispatcherOptions;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  *handle(input: Input): Doing {
    if (input.type !== 'start') return;
    const { destination, inboundTag, source, email, url, rules, outboundTags } = this.#options;
    const rule = firstRule(rules, this.#options);
    const chosen = rule === null ? null : (rules[rule] as Rule);
    const tag = chosen?.outboundTag ?? outboundTags[0] ?? '';
    if (rule !== null && !outboundTags.includes(tag)) {
      yield* fact('routing:outbound_missing', { outbound_tag: tag, rule });
    } else {
      yield* fact('routing:outbound_chosen', {
        destination: `tcp:${hostAndPort(destination.host, destination.port)}`,
        source,
        inbound_tag: inboundTag,
        outbound_tag: tag,
        rule,
        rule_tag: chosen?.ruleTag ?? '',
        email,
        ...(url === undefined ? {} : { url }),
      });
    }
    // also when there is none: wiring then tells the opener that it failed
    yield* open(this.outbound, { to: 'outbound', tag, destination });
    this.state = { name: 'CLOSED' };
  }
}
