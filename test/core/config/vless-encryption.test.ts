import { describe, expect, it } from 'vitest';
import { isDecryption, isEncryption } from '../../../core/config/vless-encryption.ts';
import { complaint, facts } from '../../support/config-facts.ts';

const key = (length: number) => 'A'.repeat(length);
const words = {
  in: 'infra/conf: failed to build inbound config with tag v > ',
  handler:
    'infra/conf: failed to build inbound config with tag v > infra/conf: failed to build inbound handler for protocol vless > ',
  settings:
    'infra/conf: failed to build inbound config with tag v > infra/conf: failed to load inbound detour config for protocol vless > ',
};

describe('a text for VLESS encryption', () => {
  it.each([
    ['native.600s', 43],
    ['native.600', 43],
    ['native.300-600s', 43],
    ['xorpub.600s', 86],
    ['random.600s.100-111-1111.75-0-111', 86],
  ])('is one of an inbound: %s with a key of %i characters', (start, length) => {
    expect(isDecryption(`mlkem768x25519plus.${start}.${key(length)}`)).toBe(true);
  });

  it.each([
    ['native.0rtt', 43],
    ['native.1rtt', 1579],
    ['native.1rtt.x', 43],
  ])('is one of an outbound: %s with a key of %i characters', (start, length) => {
    expect(isEncryption(`mlkem768x25519plus.${start}.${key(length)}`)).toBe(true);
  });

  it('is not one of the other side', () => {
    expect(isEncryption(`mlkem768x25519plus.native.600s.${key(43)}`)).toBe(false);
    expect(isDecryption(`mlkem768x25519plus.native.1rtt.${key(43)}`)).toBe(false);
  });

  it.each(
    facts(
      `
{"decryption":"mlkem768x25519plus.native.s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} => [handler]infra/conf: VLESS settings: unsupported "decryption": mlkem768x25519plus.native.s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
{"decryption":"mlkem768x25519plus.native.-1s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} => [handler]infra/conf: VLESS settings: unsupported "decryption": mlkem768x25519plus.native.-1s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
{"decryption":"mlkem768x25519plus.native.1-s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} => [handler]infra/conf: VLESS settings: unsupported "decryption": mlkem768x25519plus.native.1-s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
{"decryption":"mlkem768x25519plus.foo.600s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} => [handler]infra/conf: VLESS settings: unsupported "decryption": mlkem768x25519plus.foo.600s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
{"decryption":"mlkem768x25519plus.native.600s"} => [handler]infra/conf: VLESS settings: unsupported "decryption": mlkem768x25519plus.native.600s
{"decryption":"mlkem768x25519plus.native.600s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} => [handler]infra/conf: VLESS settings: unsupported "decryption": mlkem768x25519plus.native.600s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
{"decryption":"mlkem768x25519plus.native.600s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!"} => [handler]infra/conf: VLESS settings: unsupported "decryption": mlkem768x25519plus.native.600s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!
{"decryption":"mlkem768x25519plus.native.1-2-3s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} => [handler]infra/conf: VLESS settings: unsupported "decryption": mlkem768x25519plus.native.1-2-3s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
{"decryption":"mlkem768x25519plus.native.600s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","fallbacks":[]} => [handler]infra/conf: VLESS settings: "fallbacks" can not be used together with "decryption"
`,
      words,
    ),
  )('says of %s what Xray says', (settings, said) => {
    const config = `{"inbounds":[{"tag":"v","port":1,"protocol":"vless","settings":${settings}}]}`;
    expect(complaint(config)).toBe(said);
  });
});
