/**
 * What the freedom outbound states, and the lines that Xray (v26.7.28, proxy/freedom) logs for each.
 */
import type { NetworkError } from '../sansio/machine.ts';

export interface FreedomFacts {
  /**
   * Info, proxy/freedom: `connection opened to <destination>, local endpoint <local>, remote endpoint <remote>`.
   */
  'freedom:connection_opened': {
    /** `tcp:host:port`, IPv6 in brackets. */
    readonly destination: string;
    readonly local: string;
    readonly remote: string;
  };
  /**
   * Info, app/proxyman/outbound: `failed to process outbound traffic > proxy/freedom: failed to open connection to
   * <destination> > common/retry: [<errors>] > common/retry: all retry attempts failed`.
   */
  'freedom:connection_failed': {
    readonly destination: string;
    /** Of the attempts, without one that equals the one before it. */
    readonly errors: readonly NetworkError[];
  };
  /**
   * Info, app/proxyman/outbound: `failed to process outbound traffic > proxy/freedom: connection ends > proxy/freedom:
   * failed to process response > read tcp <local>-><remote>: read: connection reset by peer`.
   */
  'freedom:connection_reset': { readonly local: string; readonly remote: string };
  /** Info, proxy/freedom: `blocked target: <destination>, blackholing connection for <seconds>`, as Go prints it: `1m5s`. */
  'freedom:target_blocked': { readonly destination: string; readonly seconds: number };
  /** Info, proxy/freedom: `closed blackholed connection to blocked target: <destination>`. */
  'freedom:black_hole_ended': { readonly destination: string };
}
