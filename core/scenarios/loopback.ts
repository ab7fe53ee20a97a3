/**
 * A scenario's two configurations with the scenario's addresses replaced by ports on this computer, for programs that
 * run by themselves: our command line, a real Xray.
 *
 * Only addresses and ports differ. Comments are lost.
 */
import { stripText } from '../config/json.ts';
import { addresses, type Scenario } from './scenario.ts';

export interface LoopbackPorts {
  /** The client's SOCKS inbound. */
  readonly socks: number;
  readonly cdn: number;
  /** The VPS's first inbound, which falls back. */
  readonly front: number;
  /** The VPS's XHTTP inbound, where the CDN fetches. */
  readonly origin: number;
  /** The site that REALITY hides behind; 0 where none does. */
  readonly target: number;
}

const loopback = '127.0.0.1';

export function loopbackConfigs(
  { configs, originPort }: Scenario,
  ports: LoopbackPorts,
): { readonly client: string; readonly server: string } {
  const dialled: Readonly<Record<string, number>> = {
    'cdn.example:443': ports.cdn,
    [`${addresses.cdn}:443`]: ports.cdn,
    [`${addresses.vps}:443`]: ports.front,
    [`${addresses.vps}:${originPort}`]: ports.origin,
  };
  const listened: Readonly<Record<number, number>> = {
    10808: ports.socks,
    443: ports.front,
    [originPort]: ports.origin,
  };
  const moved = (key: string, value: unknown): unknown => {
    if (key === 'dest' && typeof value === 'number') return listened[value] ?? value;
    if (key === 'target') return `${loopback}:${ports.target}`;
    if (!isRecord(value)) return value;
    if ('protocol' in value && typeof value.port === 'number') {
      return { ...value, listen: loopback, port: listened[value.port] ?? value.port };
    }
    const port = dialled[`${value.address}:${value.port}`];
    return port === undefined ? value : { ...value, address: loopback, port };
  };
  const text = (config: string): string =>
    `${JSON.stringify(JSON.parse(stripText(config).text, moved), null, 2)}\n`;
  return { client: text(configs.client.text), server: text(configs.server.text) };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
