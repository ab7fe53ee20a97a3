/** The second ClientHello, after a HelloRetryRequest (RFC 9846 §4.2.2, §4.2.4; RFC 8446 §4.1.2, §4.1.4). */
import { decode, encode } from '../bytes/codec.ts';
import { extensionType } from './enums.ts';
import { type ClientHello, clientHello } from './messages/client-hello.ts';
import type { Extension, KeyShareEntry } from './messages/extensions.ts';

/** What a second ClientHello has in place of the first one's. */
export interface HelloChanges {
  /** Absent: the shares stay. */
  readonly share?: KeyShareEntry;
  readonly cookie?: Uint8Array;
}

/** The message again, with one share and the cookie; all else stays as it was, in its order. */
export function changedHello(message: Uint8Array, { share, cookie }: HelloChanges): Uint8Array {
  const hello = decode(clientHello, message)?.value;
  if (!hello) throw new RangeError('A ClientHello is not whole');
  const extensions = hello.extensions.map((extension) =>
    share && extension.extension_type === extensionType.key_share
      ? { ...extension, extension_data: { client_shares: [share] } }
      : extension,
  );
  if (cookie) {
    const added = { extension_type: extensionType.cookie, extension_data: { cookie } };
    extensions.splice(placeOfCookie(extensions), 0, added);
  }
  return encode(clientHello, { ...hello, extensions });
}

/** Behind key_share, so that what must be last stays last. */
const placeOfCookie = (extensions: readonly Extension[]): number =>
  extensions.findIndex(({ extension_type }) => extension_type === extensionType.key_share) + 1;

/** RFC 9846 §4.2.2; GREASE of encrypted_client_hello may be drawn anew. */
const changeable: readonly number[] = [
  ...[extensionType.key_share, extensionType.cookie, extensionType.early_data],
  ...[extensionType.pre_shared_key, extensionType.padding, extensionType.encrypted_client_hello],
];

/** Whether a second ClientHello changes nothing that it must not. */
export function isSameHello(first: ClientHello, second: ClientHello): boolean {
  const [a, b] = [first, second].map((hello) => encode(clientHello, unchangeable(hello)));
  return (
    a !== undefined && b !== undefined && a.length === b.length && a.every((o, i) => o === b[i])
  );
}

const unchangeable = (hello: ClientHello): ClientHello => ({
  ...hello,
  extensions: hello.extensions.filter(({ extension_type }) => !changeable.includes(extension_type)),
});
