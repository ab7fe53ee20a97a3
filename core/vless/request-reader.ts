/**
 * Reading a request off a stream field by field, as an inbound must that says which field was missing.
 *
 * Xray v26.7.28, proxy/vless/encoding/encoding.go:DecodeRequestHeader: the user is looked up before anything after the
 * id is read. Pure: octets in, what they amount to out.
 */
import { decode } from '../bytes/codec.ts';
import { DecodeError } from '../bytes/reader.ts';
import type { Destination } from '../sansio/machine.ts';
import type { FallbackReason, ReadFailure, RequestRejection } from './facts.ts';
import { Command, destinationOf, type Request, request } from './messages.ts';
import { findUser, idText, type User } from './users.ts';

/** The user's request is whole; `rest` follows it. */
export interface ReadRequest {
  readonly user: User;
  readonly request: Request;
  readonly destination: Destination;
  readonly rest: Uint8Array;
}

export type Reading =
  | { readonly result: 'read'; readonly read: ReadRequest }
  | { readonly result: 'rejected'; readonly rejection: RequestRejection }
  /** More octets are needed. */
  | { readonly result: 'incomplete' };

export function readRequest(octets: Uint8Array, users: readonly User[]): Reading {
  const stranger = strangerIn(octets, users);
  if (stranger) return { result: 'rejected', rejection: stranger };
  try {
    const unit = decode(request, octets);
    if (!unit) return { result: 'incomplete' };
    const { command, target, user_id } = unit.value;
    if (command !== Command.TCP || !target) {
      return { result: 'rejected', rejection: { code: 'vless:unsupported_command', command } };
    }
    const destination = destinationOf(target);
    if (!destination)
      return { result: 'rejected', rejection: { code: 'vless:invalid_request_address' } };
    const user = findUser(users, user_id) as User;
    return { result: 'read', read: { user, request: unit.value, destination, rest: unit.rest } };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const code =
      error.code === 'vless:addons_malformed'
        ? 'vless:request_addons_malformed'
        : 'vless:invalid_request_address';
    return { result: 'rejected', rejection: { code } };
  }
}

/** Why a connection whose first read was this is no VLESS client's; null when it may be one's. */
export function fallbackReason(first: Uint8Array, users: readonly User[]): FallbackReason | null {
  if (first.length < idEnd + 1) return { code: 'vless:first_read_short', length: first.length };
  return strangerIn(first, users);
}

/** Where the id of the user ends. */
const idEnd = 17;

type Stranger = Extract<
  FallbackReason,
  { readonly code: 'vless:invalid_request_version' | 'vless:unknown_user' }
>;

function strangerIn(octets: Uint8Array, users: readonly User[]): Stranger | null {
  const version = octets[0];
  if (version === undefined) return null;
  if (version !== 0) return { code: 'vless:invalid_request_version', version };
  if (octets.length < idEnd) return null;
  const id = octets.subarray(1, idEnd);
  return findUser(users, id) ? null : { code: 'vless:unknown_user', id: idText(id) };
}

/** What it means that no more follows on an incomplete request. */
export function cutOff(octets: Uint8Array, how: 'end' | 'reset' | 'timed_out'): RequestRejection {
  const { length } = octets;
  const addonsLength = octets[idEnd] ?? 0;
  const commandPlace = idEnd + 1 + addonsLength;
  const cause = (start: number): ReadFailure =>
    how === 'end' && length > start ? 'partial_end' : how;
  if (length < 1) return { code: 'vless:request_cut_off', field: 'version', cause: how };
  if (length < idEnd) return { code: 'vless:request_cut_off', field: 'user id', cause: cause(1) };
  if (length === idEnd)
    return { code: 'vless:request_addons_missing', field: 'length', cause: how };
  if (length < commandPlace) {
    return { code: 'vless:request_addons_missing', field: 'value', cause: cause(idEnd + 1) };
  }
  if (length === commandPlace)
    return { code: 'vless:request_cut_off', field: 'command', cause: how };
  return { code: 'vless:invalid_request_address' };
}
