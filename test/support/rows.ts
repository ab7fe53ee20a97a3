/**
 * The pairs of the learner's table: "which pairs connect". In rows 1 to 3 both directions share a port; in the others
 * the downlink's inbound is a raw one that falls back to the uplink's port, whatever the security there.
 */
import { byFront, direct, type Link, type WaySecurity } from './ways.ts';

export interface Row {
  readonly number: number;
  readonly link: Link;
}

const order: readonly WaySecurity[] = ['reality/h2', 'tls/h2', 'none/h1'];

export const rows: readonly Row[] = [
  ...order.map((security) => ({ uplink: direct(security), downlink: direct(security) })),
  ...order.flatMap((front) =>
    order.map((security) => ({
      uplink: direct(security),
      downlink: byFront(front, security),
    })),
  ),
].map(({ uplink, downlink }, i) => ({
  number: i + 1,
  link: { id: `row ${i + 1}`, mode: 'packet-up', uplink, downlink },
}));
