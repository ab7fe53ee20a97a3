import { describe, expect, it } from 'vitest';
import { decode } from '../../../core/bytes/codec.ts';
import { toHex } from '../../../core/bytes/hex.ts';
import { noble as crypto } from '../../../core/crypto/noble.ts';
import { seededRandom } from '../../../core/engine/random.ts';
import { chromeHello } from '../../../core/tls/chrome-hello.ts';
import type { HelloInputs } from '../../../core/tls/client-profile.ts';
import { type ClientHello, clientHello } from '../../../core/tls/messages/client-hello.ts';
import { extensionOf } from '../../../core/tls/messages/extensions.ts';

const builder = chromeHello(crypto);
const key = (group: 'x25519' | 'X25519MLKEM768', octets: number) => ({
  group,
  share: new Uint8Array(octets).fill(1),
  x25519PrivateKey: new Uint8Array(32),
  agree: () => null,
});
const inputs = (seed: number, more: Partial<HelloInputs> = {}): HelloInputs => ({
  random: new Uint8Array(32).fill(3),
  sessionId: new Uint8Array(32).fill(4),
  keys: [key('X25519MLKEM768', 1216), key('x25519', 32)],
  serverName: 'site.example',
  alpn: ['h2', 'http/1.1'],
  chance: seededRandom(seed)(builder.randomOctets),
  canDecompress: true,
  ...more,
});
const built = (seed: number, more: Partial<HelloInputs> = {}, of = builder): ClientHello => {
  const unit = decode(clientHello, of.build(inputs(seed, more)));
  if (!unit || unit.rest.length) throw new Error('Not one message');
  return unit.value;
};
const types = ({ extensions }: ClientHello): number[] =>
  extensions.map(({ extension_type }) => extension_type);
const isGrease = (value: number): boolean =>
  (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 255);
const many = Array.from({ length: 40 }, (_, seed) => built(seed));

describe("Chrome's ClientHello", () => {
  it('offers the cipher suites of Chrome 133 after one of GREASE', () => {
    const [grease = 0, ...suites] = built(1).cipher_suites;
    expect(isGrease(grease)).toBe(true);
    expect(suites.map((suite) => suite.toString(16)).join(' ')).toBe(
      '1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c013 c014 9c 9d 2f 35',
    );
  });

  it('has the same extensions whatever the chance, between two of GREASE', () => {
    for (const hello of many) {
      const [first = 0, ...others] = types(hello);
      const last = others.pop() ?? 0;
      expect(isGrease(first) && isGrease(last) && first !== last).toBe(true);
      expect(others.sort((a, b) => a - b)).toEqual([
        ...[0, 5, 10, 11, 13, 16, 18, 23, 27, 35, 43, 45, 51, 17613, 0xfe0d, 0xff01],
      ]);
    }
  });

  it('shuffles them', () => {
    const orders = new Set(many.map((hello) => types(hello).slice(1, -1).join(' ')));
    expect(orders.size).toBe(many.length);
    const firsts = new Set(many.map((hello) => types(hello)[1]));
    expect(firsts.size).toBeGreaterThan(8);
  });

  it('offers a hybrid share and one of X25519 after GREASE of the group that it names', () => {
    for (const { extensions } of many) {
      const [grease, hybrid, alone] = extensionOf(extensions, 'key_share')?.client_shares ?? [];
      const groups = extensionOf(extensions, 'supported_groups')?.named_group_list ?? [];
      expect(grease?.group).toBe(groups[0]);
      expect(isGrease(grease?.group ?? 0)).toBe(true);
      expect(groups.slice(1)).toEqual([0x11ec, 0x001d, 0x0017, 0x0018]);
      expect([hybrid?.group, hybrid?.key_exchange.length]).toEqual([0x11ec, 1216]);
      expect([alone?.group, alone?.key_exchange.length]).toEqual([0x001d, 32]);
      const [version, ...versions] = extensionOf(extensions, 'supported_versions')?.versions ?? [];
      expect(isGrease(version ?? 0)).toBe(true);
      expect(versions).toEqual([0x0304, 0x0303]);
    }
  });

  it('RFC 9849 §6.2: has an encrypted_client_hello of GREASE, of four lengths', () => {
    const lengths = new Set(
      many.map(({ extensions }) => {
        const found = extensions.find(({ extension_type: type }) => type === 0xfe0d);
        const octets = found?.extension_data as Uint8Array;
        expect(toHex(octets.subarray(0, 5))).toBe('0000010001');
        expect(toHex(octets.subarray(6, 8))).toBe('0020');
        return octets.length;
      }),
    );
    expect([...lengths].sort((a, b) => a - b)).toEqual([186, 218, 250, 282]);
  });

  it('RFC 6066 §3: names a host and no address', () => {
    const names = (serverName: string) =>
      extensionOf(built(1, { serverName }).extensions, 'server_name')?.server_name_list;
    expect(names('a.example.')).toEqual([
      { name_type: 0, name: new TextEncoder().encode('a.example') },
    ]);
    for (const none of ['', '192.0.2.1', '2001:db8::1']) expect(names(none)).toBeUndefined();
  });

  it('asks for no compressed certificate where none can be read, nor for settings where none are wanted', () => {
    expect(types(built(1, { canDecompress: false }))).not.toContain(27);
    const plain = chromeHello(crypto, { applicationSettings: false });
    expect(types(built(1, {}, plain))).not.toContain(17613);
    expect(types(built(1, {}, plain))).toContain(27);
  });

  it('offers both versions of HTTP whatever the caller speaks', () => {
    const list = extensionOf(
      built(1, { alpn: ['http/1.1'] }).extensions,
      'application_layer_protocol_negotiation',
    )?.protocol_name_list;
    expect(list?.map((name) => new TextDecoder().decode(name))).toEqual(['h2', 'http/1.1']);
  });
});
