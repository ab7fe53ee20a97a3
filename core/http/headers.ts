/**
 * Looking into header fields: names without regard to case (RFC 9110 §5.1), lists (§5.6.1), what each connection
 * keeps to itself (§7.6.1).
 */
import type { HeaderField } from './message.ts';

const isNamed = (field: HeaderField, name: string): boolean =>
  field.name.length === name.length && field.name.toLowerCase() === name.toLowerCase();

/** The values of all fields of this name, in order. */
export const fieldValues = (headers: readonly HeaderField[], name: string): string[] =>
  headers.filter((field) => isNamed(field, name)).map(({ value }) => value);

/** The first field of this name, or null. */
export const fieldValue = (headers: readonly HeaderField[], name: string): string | null =>
  headers.find((field) => isNamed(field, name))?.value ?? null;

/** The members of a comma-separated list, of all fields of this name together; empty members are left out. */
export const listMembers = (headers: readonly HeaderField[], name: string): string[] =>
  fieldValues(headers, name)
    .flatMap((value) => value.split(','))
    .map((member) => member.trim())
    .filter((member) => member !== '');

/** Whether a list has this member, without regard to case. */
export const hasMember = (headers: readonly HeaderField[], name: string, member: string): boolean =>
  listMembers(headers, name).some((found) => found.toLowerCase() === member.toLowerCase());

/** The fields of other names. */
export function withoutFields(
  headers: readonly HeaderField[],
  names: readonly string[],
): HeaderField[] {
  const unwanted = new Set(names.map((name) => name.toLowerCase()));
  return headers.filter(({ name }) => !unwanted.has(name.toLowerCase()));
}

const hopByHop = [
  ...['Connection', 'Keep-Alive', 'Proxy-Connection', 'Proxy-Authenticate', 'Proxy-Authorization'],
  ...['TE', 'Trailer', 'Transfer-Encoding', 'Upgrade'],
];

/**
 * What an intermediary passes on. RFC 9110 §7.6.1: "Intermediaries MUST parse a received Connection header field
 * before a message is forwarded and, for each connection-option in this field, remove any header or trailer
 * field(s) from the message with the same name as the connection-option".
 */
export const endToEnd = (headers: readonly HeaderField[]): HeaderField[] =>
  withoutFields(headers, [...hopByHop, ...listMembers(headers, 'Connection')]);
