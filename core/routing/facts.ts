/**
 * What the dispatcher states of its decisions, and the lines that Xray (v26.7.28, app/dispatcher) logs for each.
 */
export interface RoutingFacts {
  /**
   * Two lines. Info, app/dispatcher: `taking detour [<outbound_tag>] for [<destination>]`, with a `rule_tag`
   * `Hit route rule: [<rule_tag>] so taking detour [<outbound_tag>] for [<destination>]`, without a rule
   * `default route for <destination>`. Then access: `from <source> accepted <destination> [<detour>] email: <email>`,
   * where the detour is `in -> out` by a rule, `in >> out` by default, `out` where the inbound has no tag, and absent
   * where the outbound has none; ` email: ` is absent where there is none.
   */
  'routing:outbound_chosen': {
    /** `tcp:host:port`, IPv6 in brackets. */
    readonly destination: string;
    /** As the inbound says it: `tcp:192.0.2.1:50000` by SOCKS, `192.0.2.1:50000` by all others. */
    readonly source: string;
    readonly inbound_tag: string;
    readonly outbound_tag: string;
    /** The number of the rule from 0, or null for the default outbound. */
    readonly rule: number | null;
    readonly rule_tag: string;
    readonly email: string;
    /** Of a request to an HTTP proxy; it stands in the access line in place of the destination. */
    readonly url?: string;
  };
  /** Warning, app/dispatcher: `non existing outTag: <outbound_tag>`. The connection is dropped. */
  'routing:outbound_missing': { readonly outbound_tag: string; readonly rule: number };
}
