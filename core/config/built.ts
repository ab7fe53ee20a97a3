/** Stream settings as Xray accepts them: more than this core runs, see `unsupported.ts`. */
import type { Address } from './address.ts';
import type { Transport } from './aliases.ts';
import type { Place } from './errors.ts';
import type { StreamSection } from './schema.ts';
import type { XhttpKeys } from './types.ts';

export interface BuiltStream {
  readonly at: Place;
  readonly transport: Transport;
  readonly security: 'none' | 'tls' | 'reality';
  readonly xhttp: BuiltXhttp | null;
  /** Of downloadSettings only. */
  readonly address: Address | null;
  readonly port: number;
  readonly section: StreamSection;
}

export interface BuiltXhttp extends XhttpKeys {
  readonly download: BuiltStream | null;
}
