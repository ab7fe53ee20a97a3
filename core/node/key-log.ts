/**
 * NSS key logs: the secrets of TLS connections, appended to the files that `masterKeyLog` names. Wireshark reads them.
 */
import { appendFileSync } from 'node:fs';
import type { CoreConfig, Inbound, Outbound, Security } from '../config/types.ts';
import type { StatedFact } from '../engine/engine.ts';

/** Takes any fact; those about secrets are written where the configuration wants it. */
export class KeyLog {
  /** `tag/tls` or `tag/reality` → paths. */
  readonly #paths = new Map<string, Set<string>>();
  readonly #failed: (path: string, error: unknown) => void;

  /** `failed` is told once of each file that cannot be written. */
  constructor(config: CoreConfig, failed: (path: string, error: unknown) => void) {
    this.#failed = failed;
    for (const of of [...config.inbounds, ...config.outbounds]) {
      for (const security of securitiesOf(of)) this.#add(of.tag, security);
    }
  }

  take({ name, machine, data }: StatedFact): void {
    if (name !== 'tls:secret_derived') return;
    const paths = this.#paths.get(machine.slice(0, machine.lastIndexOf('#')));
    for (const path of paths ?? []) {
      try {
        appendFileSync(path, `${keyLogLine(data)}\n`, { mode: 0o600 });
      } catch (error) {
        paths?.delete(path);
        this.#failed(path, error);
      }
    }
  }

  #add(tag: string, security: Security): void {
    if (security.type === 'none' || security.masterKeyLog === '') return;
    const key = `${tag}/${security.type}`;
    this.#paths.set(key, (this.#paths.get(key) ?? new Set()).add(security.masterKeyLog));
  }
}

/** One line of the format: label, client's random, secret. */
export const keyLogLine = ({
  label,
  client_random,
  secret,
}: Readonly<Record<string, unknown>>): string => `${label} ${client_random} ${secret}`;

function securitiesOf({ stream }: Inbound | Outbound): Security[] {
  const download = stream.network === 'xhttp' ? stream.xhttp.downloadSettings : null;
  return [stream.security, ...(download ? [download.security] : [])];
}
