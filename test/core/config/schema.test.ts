import { describe, expect, it } from 'vitest';
import { decodeRaw, type GoType } from '../../../core/config/decode.ts';
import { readDocument } from '../../../core/config/json.ts';
import { rootConfig, vlessOutboundSettings } from '../../../core/config/schema.ts';

function decode<T>(type: GoType<T>, value: unknown): T {
  const document = readDocument(JSON.stringify(value));
  const place = { file: 'c.json', path: '' };
  return decodeRaw(type, { node: document.root, document, place });
}

describe('rootConfig', () => {
  it('says of a section that it does not read whether it is there', () => {
    const decoded = decode(rootConfig, { dns: { servers: [5] }, policy: null });
    expect(decoded.dns).not.toBeNull();
    expect(decoded.policy).toBeNull();
    expect(decoded.api).toBeNull();
  });
});

describe('vlessOutboundSettings', () => {
  it('takes both styles', () => {
    expect(decode(vlessOutboundSettings, { address: '::1', port: 5 })).toMatchObject({
      address: { type: 'ipv6', host: '::1' },
      port: 5,
      vnext: null,
    });
    expect(decode(vlessOutboundSettings, { vnext: [{ address: 'a' }] })).toMatchObject({
      address: null,
      vnext: [{ address: { type: 'domain', host: 'a' }, users: null }],
    });
  });
});
