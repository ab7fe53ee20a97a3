/**
 * Extensions (RFC 9846 §4.3; RFC 8446 §4.2): a list of types and data, where the message decides what the data of a type
 * is. Types that are not in a message's table stay octets.
 *
 * Fields are named `extensions.N.extension_type`, `extensions.N.length`, then those of the data under the type's name, or
 * `extensions.N.extension_data`. A type that is there twice is `tls:duplicate_extension`.
 */
import { type Codec, struct, u8, u16 } from '../../bytes/codec.ts';
import type { Reader } from '../../bytes/reader.ts';
import { Writer } from '../../bytes/writer.ts';
import { extensionType } from '../enums.ts';
import { bounded, malformed, rest, vector } from './vectors.ts';

type ExtensionName = keyof typeof extensionType;

declare const bodies: unique symbol;
export interface Extension {
  readonly extension_type: number;
  /** Octets, or what the message's table makes of them. */
  readonly extension_data: unknown;
}
/** `Bodies`: what the data of the types in the table are. */
export type Extensions<Bodies> = readonly Extension[] & { readonly [bodies]?: Bodies };

type Table<Bodies> = { readonly [Name in keyof Bodies & ExtensionName]: Codec<Bodies[Name]> };

/** The list, its length in front. */
export function extensionList<Bodies extends object>(
  table: Table<Bodies>,
): Codec<Extensions<Bodies>> {
  const byType = new Map<number, { readonly name: string; readonly codec: Codec<unknown> }>();
  for (const [name, codec] of Object.entries<Codec<unknown>>(table)) {
    byType.set(extensionType[name as ExtensionName], { name, codec });
  }
  const unknown = { name: 'extension_data', codec: rest() as Codec<unknown> };
  const extension: Codec<Extension> = {
    read(reader) {
      const extension_type = reader.field('extension_type', (r) => u16.read(r));
      const length = reader.field('length', (r) => u16.read(r));
      const { name, codec } = byType.get(extension_type) ?? unknown;
      const extension_data = reader.within(length, malformed, (part) =>
        part.field(name, (r) => codec.read(r)),
      );
      return { extension_type, extension_data };
    },
    write(writer, { extension_type, extension_data }) {
      const data = new Writer();
      (byType.get(extension_type) ?? unknown).codec.write(data, extension_data);
      u16.write(writer, extension_type);
      bounded(u16).write(writer, data.done());
    },
  };
  const list = vector(u16, extension);
  return {
    read: (reader) => withoutDuplicates(reader, list.read(reader)),
    write: (writer, extensions) => list.write(writer, extensions),
  };
}

/** The data of the extension of this name, if it is there. */
export const extensionOf = <Bodies, Name extends keyof Bodies & ExtensionName>(
  extensions: Extensions<Bodies>,
  name: Name,
): Bodies[Name] | undefined =>
  extensions.find(({ extension_type }) => extension_type === extensionType[name])?.extension_data as
    | Bodies[Name]
    | undefined;

function withoutDuplicates<Bodies>(
  reader: Reader,
  extensions: readonly Extension[],
): Extensions<Bodies> {
  const types = new Set(extensions.map(({ extension_type }) => extension_type));
  if (types.size < extensions.length) {
    throw reader.malformed('tls:duplicate_extension', 'An extension is there twice');
  }
  return extensions;
}

// the data of the extensions that this core decides by

export interface ServerName {
  /** 0: host_name. */
  readonly name_type: number;
  readonly name: Uint8Array;
}
/** RFC 6066 §3. */
const serverNameList = struct({
  server_name_list: vector<ServerName>(
    u16,
    struct({ name_type: u8, name: bounded(u16, { min: 1 }) }),
    { min: 1 },
  ),
});

export interface KeyShareEntry {
  readonly group: number;
  readonly key_exchange: Uint8Array;
}
const keyShareEntry: Codec<KeyShareEntry> = struct({
  group: u16,
  key_exchange: bounded(u16, { min: 1 }),
});

/** RFC 7301 §3.1; names are octets, ASCII in practice. */
const protocolNameList = struct({
  protocol_name_list: vector(u16, bounded(u8, { min: 1 }), { min: 2 }),
});
const nothing: Codec<Record<never, never>> = struct({});
const cookie = struct({ cookie: bounded(u16, { min: 1 }) });
const selectedVersion = struct({ selected_version: u16 });
const signatureSchemes = struct({
  supported_signature_algorithms: vector(u16, u16, { min: 2 }),
});

interface ProtocolNameList {
  readonly protocol_name_list: readonly Uint8Array[];
}
interface SignatureSchemeList {
  readonly supported_signature_algorithms: readonly number[];
}
interface Cookie {
  readonly cookie: Uint8Array;
}
interface SelectedVersion {
  readonly selected_version: number;
}

export interface ClientHelloExtensions {
  readonly server_name: { readonly server_name_list: readonly ServerName[] };
  readonly supported_groups: { readonly named_group_list: readonly number[] };
  readonly signature_algorithms: SignatureSchemeList;
  readonly signature_algorithms_cert: SignatureSchemeList;
  readonly application_layer_protocol_negotiation: ProtocolNameList;
  readonly supported_versions: { readonly versions: readonly number[] };
  readonly cookie: Cookie;
  readonly psk_key_exchange_modes: { readonly ke_modes: Uint8Array };
  readonly key_share: { readonly client_shares: readonly KeyShareEntry[] };
  /** RFC 8879 §3. */
  readonly compress_certificate: { readonly algorithms: readonly number[] };
}
export const clientHelloExtensions = () =>
  extensionList<ClientHelloExtensions>({
    server_name: serverNameList,
    supported_groups: struct({ named_group_list: vector(u16, u16, { min: 2 }) }),
    signature_algorithms: signatureSchemes,
    signature_algorithms_cert: signatureSchemes,
    application_layer_protocol_negotiation: protocolNameList,
    supported_versions: struct({ versions: vector(u8, u16, { min: 2, max: 254 }) }),
    cookie,
    psk_key_exchange_modes: struct({ ke_modes: bounded(u8, { min: 1 }) }),
    key_share: struct({ client_shares: vector(u16, keyShareEntry) }),
    compress_certificate: struct({ algorithms: vector(u8, u16, { min: 2, max: 254 }) }),
  });

export interface ServerHelloExtensions {
  readonly supported_versions: SelectedVersion;
  readonly key_share: { readonly server_share: KeyShareEntry };
}
export const serverHelloExtensions = () =>
  extensionList<ServerHelloExtensions>({
    supported_versions: selectedVersion,
    key_share: struct({ server_share: keyShareEntry }),
  });

export interface HelloRetryRequestExtensions {
  readonly supported_versions: SelectedVersion;
  readonly key_share: { readonly selected_group: number };
  readonly cookie: Cookie;
}
export const helloRetryRequestExtensions = () =>
  extensionList<HelloRetryRequestExtensions>({
    supported_versions: selectedVersion,
    key_share: struct({ selected_group: u16 }),
    cookie,
  });

export interface EncryptedExtensionsBodies {
  readonly server_name: Record<never, never>;
  readonly supported_groups: { readonly named_group_list: readonly number[] };
  readonly application_layer_protocol_negotiation: ProtocolNameList;
}
export const encryptedExtensionsList = () =>
  extensionList<EncryptedExtensionsBodies>({
    server_name: nothing,
    supported_groups: struct({ named_group_list: vector(u16, u16, { min: 2 }) }),
    application_layer_protocol_negotiation: protocolNameList,
  });

export interface CertificateRequestExtensions {
  readonly signature_algorithms: SignatureSchemeList;
}
export const certificateRequestExtensions = () =>
  extensionList<CertificateRequestExtensions>({ signature_algorithms: signatureSchemes });

/** Of certificates and tickets: none that this core decides by. */
export const opaqueExtensions = () => extensionList<Record<never, never>>({});
