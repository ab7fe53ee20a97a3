/**
 * What the reading of a configuration takes from outside its texts, and what it has to say besides refusing.
 *
 * Xray prints such warnings while it loads, before it knows the level that the configuration sets: they are printed
 * whatever the level is (errors.LogWarning in infra/conf of Xray, v26.7.28).
 */
import type { Place } from './errors.ts';

/** The octets of a file. Throws an Error whose message is what Go says: `open x.crt: no such file or directory`. */
export type ReadFile = (path: string) => Uint8Array;

const warnings = {
  'config:reality_default_version': () =>
    'REALITY: The default minimal client version is Xray-core v26.3.27, other clients may be refused to connect',
  'config:reality_minimal_version': () =>
    `REALITY: Changing "minClientVer" will increase the likelihood of your server's IP being blocked by the GFW`,
  'config:reality_target_name': (name: string) =>
    `REALITY: Choosing "${name}" as the target will increase the likelihood of your server's IP being blocked by the GFW`,
  'config:reality_port': () =>
    `REALITY: Listening on non-443 ports will increase the likelihood of your server's IP being blocked by the GFW`,
  'config:freedom_ips_blocked': () =>
    'The feature "ipsBlocked" has been removed and migrated to "finalRules". Please update your config(s) according to release note and documentation.',
  'config:transport_deprecated': (transport: string, instead: string) =>
    `The feature ${transport} is deprecated, not recommended for using and might be removed. Please migrate to ${instead} as soon as possible.`,
} as const;

export type ConfigWarningCode = keyof typeof warnings;

export interface ConfigWarning {
  readonly at: Place;
  readonly code: ConfigWarningCode;
  /** The package that says it, and what it says: `[Warning] <from>: <said>`. */
  readonly from: 'infra/conf' | 'common/errors';
  readonly said: string;
}

export class Loading {
  /** Null where there are no files. */
  readonly readFile: ReadFile | null;
  /** In the order in which Xray prints them. */
  readonly warnings: ConfigWarning[] = [];

  constructor(readFile: ReadFile | null = null) {
    this.readFile = readFile;
  }

  warn<C extends ConfigWarningCode>(
    at: Place,
    code: C,
    ...args: Parameters<(typeof warnings)[C]>
  ): void {
    const say = warnings[code] as (...args: readonly string[]) => string;
    const from = code === 'config:transport_deprecated' ? 'common/errors' : 'infra/conf';
    this.warnings.push({ at, code, from, said: say(...args) });
  }
}
