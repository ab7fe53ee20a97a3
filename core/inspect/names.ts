/**
 * Numbers of fields by the names that registries give them: `TLS_AES_128_GCM_SHA256 (0x1301)`.
 */
import { errorCodes } from '../http2/errors.ts';
import { flags, frameTypes } from '../http2/frame-types.ts';
import { settingIds } from '../http2/settings.ts';
import { alertDescription, alertLevel } from '../tls/alert.ts';
import { cipherSuites } from '../tls/cipher-suites.ts';
import {
  certificateCompression,
  contentType,
  extensionType,
  handshakeType,
  namedGroup,
  nameOf,
  signatureScheme,
} from '../tls/enums.ts';
import type { UnitName } from '../trace/units.ts';

type Table = Readonly<Record<string, number>>;

const versions: Table = {
  'TLS 1.0': 0x0301,
  'TLS 1.1': 0x0302,
  'TLS 1.2': 0x0303,
  'TLS 1.3': 0x0304,
};
const suites: Table = Object.fromEntries(cipherSuites.map(({ name, id }) => [name, id]));

/** By the end of the path; the first that fits. `digits`: of the number in hexadecimal, where it is written so. */
const ofTls: readonly (readonly [RegExp, Table, digits?: number])[] = [
  [/^type$/, contentType],
  [/^msg_type$/, handshakeType],
  [/(^|_)version$|\.versions\.\d+$/, versions, 4],
  [/^cipher_suites\.\d+$|^cipher_suite$/, suites, 4],
  [/\.extension_type$/, extensionType],
  [/\.named_group_list\.\d+$|\.group$|\.selected_group$/, namedGroup, 4],
  [/\.supported_signature_algorithms\.\d+$/, signatureScheme, 4],
  [/\.compress_certificate\.algorithms\.\d+$/, certificateCompression],
  [/^level$/, alertLevel],
  [/^description$/, alertDescription],
];

const ofHttp2: readonly (readonly [RegExp, Table])[] = [
  [/^type$/, frameTypes],
  [/\.identifier$/, settingIds],
  [/^error_code$/, errorCodes],
];

/** Null for a number that only counts something. */
export function nameOfValue(unit: UnitName, path: string, value: number): string | null {
  if (unit.startsWith('http2:')) {
    if (path === 'flags') return flagText(unit, value);
    return named(ofHttp2.find(([pattern]) => pattern.test(path))?.[1], value);
  }
  if (unit === 'reality:authenticator' && path === 'time') {
    return `${value} (${new Date(value * 1000).toISOString().replace('.000', '')})`;
  }
  if (!unit.startsWith('tls:') && unit !== 'reality:client_hello') return null;
  if (path === 'algorithm') {
    const isCompression = unit === 'tls:compressed_certificate';
    return isCompression ? named(certificateCompression, value) : named(signatureScheme, value, 4);
  }
  const [, table, digits] = ofTls.find(([pattern]) => pattern.test(path)) ?? [];
  return named(table, value, digits);
}

function named(table: Table | undefined, value: number, digits?: number): string | null {
  if (!table) return null;
  const number = digits ? `0x${value.toString(16).padStart(digits, '0')}` : String(value);
  const name = nameOf(table, value) ?? (isGrease(value) ? 'GREASE' : null);
  return name === null ? number : `${name} (${number})`;
}

/** RFC 8701 §2: numbers without a meaning, so that servers stay used to such. */
const isGrease = (value: number): boolean =>
  (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);

function flagText(unit: UnitName, value: number): string {
  const isAck = unit === 'http2:settings' || unit === 'http2:ping';
  const names = (Object.entries(flags) as [string, number][])
    .filter(
      ([name, bit]) => (value & bit) !== 0 && (name === 'ACK') === (isAck && bit === flags.ACK),
    )
    .map(([name]) => name);
  return names.length > 0 ? `${names.join(', ')} (${value})` : String(value);
}
