import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf, struct } from '../../../../core/bytes/codec.ts';
import {
  type ClientHelloExtensions,
  clientHelloExtensions,
  type Extensions,
  extensionOf,
} from '../../../../core/tls/messages/extensions.ts';

const codec = clientHelloExtensions();
const of = (...octets: number[]): Uint8Array =>
  Uint8Array.from([octets.length >> 8, octets.length, ...octets]);
const name = [0, 0, 0, 6, 0, 4, 0, 0, 1, 0x61];
const unknown = [0x7a, 0x7a, 0, 1, 9];

describe('a list of extensions', () => {
  it('RFC 8446 §4.2: reads the data of known types, and leaves the others as octets', () => {
    const octets = of(...name, ...unknown);
    const list = decode(codec, octets)?.value as Extensions<ClientHelloExtensions>;
    expect(extensionOf(list, 'server_name')).toEqual({
      server_name_list: [{ name_type: 0, name: Uint8Array.of(0x61) }],
    });
    expect(list[1]).toEqual({ extension_type: 0x7a7a, extension_data: Uint8Array.of(9) });
    expect(extensionOf(list, 'cookie')).toBeUndefined();
    expect(encode(codec, list)).toEqual(octets);
  });

  it('names the data after the type', () => {
    const paths = spansOf(struct({ extensions: codec }), of(...name, ...unknown)).map(
      ({ path }) => path,
    );
    expect(paths).toEqual([
      'extensions.length',
      'extensions.0.extension_type',
      'extensions.0.length',
      'extensions.0.server_name.server_name_list.length',
      'extensions.0.server_name.server_name_list.0.name_type',
      'extensions.0.server_name.server_name_list.0.name.length',
      'extensions.0.server_name.server_name_list.0.name.data',
      'extensions.1.extension_type',
      'extensions.1.length',
      'extensions.1.extension_data',
    ]);
  });

  it('RFC 8446 §4.2: refuses a type that is there twice', () => {
    expect(() => decode(codec, of(...unknown, ...unknown))).toThrow('An extension is there twice');
  });

  it('refuses data that do not fill the extension', () => {
    expect(() => decode(codec, of(0, 43, 0, 4, 2, 3, 4, 0))).toThrow('1 octets are left');
    expect(() => decode(codec, of(0, 43, 0, 3, 4, 3, 4))).toThrow('beyond the end');
  });
});
