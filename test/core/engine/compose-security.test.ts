import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import { noble } from '../../../core/crypto/noble.ts';
import { runToEnd } from '../../../core/engine/run.ts';
import { cdnUpRealityDown } from '../../../core/scenarios/cdn-up-reality-down.ts';
import { identityOf } from '../../../core/scenarios/certificates.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';

const { configs } = cdnUpRealityDown;
const tlsSettings = '"tlsSettings": { "serverName": "cdn.example" }';
const changed = (from: string, to: string, roots = true) => {
  const text = configs.client.text.replace(from, to);
  const world = worldOf({
    ...cdnUpRealityDown,
    configs: { ...configs, client: { name: 'client.json', text } },
  });
  const { steps } = runToEnd(roots ? world : { ...world, roots: [] });
  const named = (name: string, host: string) =>
    steps.find((step) => step.name === name && step.at.host === host)?.data;
  return {
    answered: named('app:response_received', 'app') !== undefined,
    failed: named('tls:handshake_failed', 'client'),
  };
};

describe('TLS of an outbound', () => {
  it('does not believe a certificate whose authority it does not know', () => {
    const { answered, failed } = changed('', '', false);
    expect(answered).toBe(false);
    expect(failed).toMatchObject({ code: 'x509:unknown_authority' });
  });
  it('believes the certificate whose hash is pinned, whatever its authority', () => {
    const [leaf = new Uint8Array()] = identityOf('cdn.example').chain;
    const pin = toHex(noble.hash('sha256', leaf));
    const pinned = `"tlsSettings": { "serverName": "cdn.example", "pinnedPeerCertSha256": "${pin}" }`;
    expect(changed(tlsSettings, pinned, false).answered).toBe(true);
  });
  it('does not believe a certificate of another name', () => {
    const other = '"tlsSettings": { "serverName": "other.example" }';
    expect(changed(tlsSettings, other)).toMatchObject({
      answered: false,
      failed: { code: 'x509:name_mismatch' },
    });
  });
  it('takes the dialled name where none is set', () => {
    expect(changed(tlsSettings, '"tlsSettings": {}').answered).toBe(true);
  });
  it('speaks with Go’s own hello where the fingerprint says so', () => {
    const unsafe = '"tlsSettings": { "serverName": "cdn.example", "fingerprint": "unsafe" }';
    expect(changed(tlsSettings, unsafe).answered).toBe(true);
  });
});

describe('REALITY of an outbound', () => {
  it('is shown the target by a server whose key it does not have', () => {
    const { answered, failed } = changed(
      'AaYln-PEPywBYLHWWkIrDP5lFcJYr9pXfY-7bpQbQRg',
      'eaYx7t4b-cmPEgMs3q3Q56B5OY_HhriMyEbsia-FpRo',
    );
    expect(answered).toBe(false);
    expect(failed).toBeDefined();
  });
});
