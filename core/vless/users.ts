/**
 * The users of a VLESS inbound.
 *
 * Xray v26.7.28, proxy/vless/validator.go: octets 6 and 7 of an id do not count when users are looked up; what the client
 * sends in them is a number for routing (`vlessRoute`).
 */
import { toHex } from '../bytes/hex.ts';

export interface User {
  /** 16 octets. */
  readonly id: Uint8Array;
  /** May be empty. */
  readonly email: string;
}

/** The user of an id as sent, or null; of users with equal ids the last. */
export const findUser = <U extends User>(users: readonly U[], id: Uint8Array): U | null =>
  users.findLast((user) => user.id.every((octet, i) => i === 6 || i === 7 || octet === id[i])) ??
  null;

/** Octets 6 and 7, most significant first. */
export const vlessRoute = (id: Uint8Array): number => (id[6] as number) * 256 + (id[7] as number);

/** `5783a3e7-e373-51cd-8642-c83782b807c5`. */
export const idText = (id: Uint8Array): string =>
  toHex(id).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
