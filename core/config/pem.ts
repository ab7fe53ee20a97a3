/**
 * PEM texts (RFC 7468, and RFC 1421's header fields): blocks of octets between lines that name their type.
 *
 * After what Go's encoding/pem (1.26) takes: anything between blocks is passed over, and so is a block that is malformed.
 */
import { toBase64 } from '../bytes/base64.ts';
import { fromStdBase64 } from './go-base64.ts';

export interface PemBlock {
  /** `CERTIFICATE`, `EC PRIVATE KEY`, … */
  readonly type: string;
  /** Whether header fields stand before the octets, as in an encrypted key. */
  readonly hasHeaders: boolean;
  readonly octets: Uint8Array;
}

export function pemBlocks(text: string): PemBlock[] {
  const blocks = text.matchAll(
    /^-----BEGIN ([^\n]*)-----[ \t\r]*\n([\s\S]*?)^-----END \1-----[ \t\r]*$/gm,
  );
  return [...blocks].flatMap(([, type = '', inside = '']) => {
    const [, headers = '', body = ''] = /^((?:[^\n:]+:[^\n]*\n)*)([\s\S]*)$/.exec(inside) ?? [];
    const octets = fromStdBase64(body.replace(/[ \t]/g, ''));
    return octets ? [{ type, hasHeaders: headers !== '', octets }] : [];
  });
}

/** Octets as a block, line by line. */
export const pemLines = (type: string, octets: Uint8Array): readonly string[] => [
  `-----BEGIN ${type}-----`,
  ...(toBase64(octets).match(/.{1,64}/g) ?? []),
  `-----END ${type}-----`,
];

/** Octets as a block of a file. */
export const pemText = (type: string, octets: Uint8Array): string =>
  `${pemLines(type, octets).join('\n')}\n`;
