/** Hexadecimal digits as Go's encoding/hex reads them, with its complaints: no white space, an even count. */
import { toUtf8 } from '../bytes/utf8.ts';

export type GoHex = { readonly octets: Uint8Array } | { readonly said: string };

export function fromGoHex(text: string): GoHex {
  const digits = [...toUtf8(text)];
  const values = digits.map(hexDigit);
  const bad = values.indexOf(undefined);
  if (bad >= 0) return { said: `encoding/hex: invalid byte: ${named(digits[bad] as number)}` };
  if (digits.length % 2 === 1) return { said: 'encoding/hex: odd length hex string' };
  const octets = new Uint8Array(digits.length / 2);
  for (let i = 0; i < octets.length; i++) {
    octets[i] = (values[2 * i] as number) * 16 + (values[2 * i + 1] as number);
  }
  return { octets };
}

/** What an octet of a text stands for. */
export function hexDigit(octet: number): number | undefined {
  const value = Number.parseInt(String.fromCharCode(octet), 16);
  return Number.isNaN(value) || octet >= 0x80 ? undefined : value;
}

/** Go's %#U. */
export function named(octet: number): string {
  const point = octet.toString(16).toUpperCase().padStart(4, '0');
  const printable = (octet > 0x1f && octet < 0x7f) || (octet > 0xa0 && octet !== 0xad);
  return `U+${point}${printable ? ` '${String.fromCharCode(octet)}'` : ''}`;
}
