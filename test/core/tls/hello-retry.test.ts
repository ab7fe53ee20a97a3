import { describe, expect, it } from 'vitest';
import { decode } from '../../../core/bytes/codec.ts';
import { changedHello, isSameHello } from '../../../core/tls/hello-retry.ts';
import {
  type ClientHello,
  clientHello,
  encodeClientHello,
} from '../../../core/tls/messages/client-hello.ts';
import { trace } from '../../support/rfc8448.ts';

const message = trace(3)('client ClientHello message');
const decoded = (octets: Uint8Array): ClientHello => decode(clientHello, octets)?.value as never;
const first = decoded(message);
const typesOf = ({ extensions }: ClientHello) => extensions.map((one) => one.extension_type);
const share = { group: 0x1d, key_exchange: new Uint8Array(32).fill(1) };
const cookie = Uint8Array.of(1, 2, 3);

describe('changedHello', () => {
  it('RFC 8446 §4.1.2: puts one share in place of all', () => {
    const second = decoded(changedHello(message, { share }));
    expect(typesOf(second)).toEqual(typesOf(first));
    const [before, after] = [first, second].map(
      ({ extensions }) => extensions.find((one) => one.extension_type === 51)?.extension_data,
    );
    expect(after).toEqual({ client_shares: [share] });
    expect(before).not.toEqual(after);
    expect(isSameHello(first, second)).toBe(true);
  });

  it('RFC 8446 §4.1.2: gives the cookie back, and lets the shares stay where nothing is wrong with them', () => {
    const second = decoded(changedHello(message, { cookie }));
    expect(second.extensions.find((one) => one.extension_type === 44)?.extension_data).toEqual({
      cookie,
    });
    expect(typesOf(second).filter((type) => type !== 44)).toEqual(typesOf(first));
    expect(typesOf(second).at(-1)).toBe(typesOf(first).at(-1));
    expect(isSameHello(first, second)).toBe(true);
  });

  it('changes not an octet of the rest', () => {
    expect(changedHello(message, {})).toEqual(message);
  });
});

describe('isSameHello', () => {
  it.each([
    ['random', { random: new Uint8Array(32) }],
    ['cipher suites', { cipher_suites: [0x1301] }],
    ['session id', { legacy_session_id: Uint8Array.of(1) }],
    ['extensions', { extensions: first.extensions.slice(1) }],
  ])('RFC 8446 §4.1.2: sees that the %s changed', (_what, changes) => {
    const second = decoded(encodeClientHello({ ...first, ...changes }));
    expect(isSameHello(first, second)).toBe(false);
  });
});
