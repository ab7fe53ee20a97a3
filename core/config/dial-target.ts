/**
 * Where a fallback's `dest` and REALITY's `target` lead: a port of this host, `host:port`, or a Unix socket.
 *
 * VLessInboundConfig.Build in infra/conf/vless.go and REALITYConfig.Build in transport_security.go of Xray (v26.7.28).
 */
import { type Address, parseAddress } from './address.ts';
import type { Raw } from './decode.ts';
import type { Place } from './errors.ts';
import { splitHostPort } from './host-port.ts';
import { unsupported } from './refusals.ts';
import { goInteger } from './scalars.ts';

export interface DialTarget {
  /** Go's name of a network; empty when neither the text nor the type says. */
  readonly type: string;
  readonly text: string;
}

/** `type` is what the configuration names; with it, the text is left as it is. */
export function dialTarget(written: Raw | null, type: string): DialTarget {
  const text = targetText(written);
  if (type !== '' || text === '') return { type, text };
  if (/^[/@]/.test(text)) return { type: 'unix', text };
  const tcp = goInteger(text) === undefined ? text : `localhost:${text}`;
  return { type: 'host' in splitHostPort(tcp) ? 'tcp' : '', text: tcp };
}

/** The text that Xray makes of a value: a port number, or what is written; empty for anything else. */
export function targetText(written: Raw | null): string {
  const node = written?.node;
  if (node?.kind === 'string') return node.value;
  if (node?.kind === 'null') return '0';
  if (node?.kind !== 'number' || !/^\d+$/.test(node.literal)) return '';
  return node.value <= 65535 ? String(node.value) : '';
}

/** Of a target of type `tcp`. Throws Fault when the port is no number. */
export function tcpTarget(at: Place, text: string): { address: Address; port: number } {
  const parts = splitHostPort(text);
  const port = 'host' in parts && /^\d+$/.test(parts.port) ? Number(parts.port) : -1;
  if (!('host' in parts) || port < 0 || port > 65535) {
    throw unsupported(at, 'a port of 0..65535', JSON.stringify(text), 'this core dials numbers');
  }
  return { address: parseAddress(parts.host), port };
}
