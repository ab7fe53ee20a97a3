import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import {
  handshakeScheme,
  handshakeSchemes,
  signatureContent,
} from '../../../core/tls/signature.ts';

describe('signatureContent', () => {
  it('RFC 8446 §4.4.3: is 64 spaces, the context, a zero octet and the transcript hash', () => {
    const hash = new Uint8Array(32).fill(1);
    const context = new TextEncoder().encode('TLS 1.3, server CertificateVerify');
    const expected = [new Uint8Array(64).fill(0x20), context, Uint8Array.of(0), hash];
    expect(signatureContent('server', hash)).toEqual(concat(expected));
  });

  it('differs between the two ends', () => {
    const hash = new Uint8Array(32);
    expect(signatureContent('client', hash)).not.toEqual(signatureContent('server', hash));
  });
});

describe('handshakeScheme', () => {
  it('RFC 8446 §4.2.3: knows no PKCS #1 v1.5', () => {
    expect(handshakeScheme(0x0401)).toBeNull();
    expect(handshakeSchemes).not.toContain(0x0401);
  });

  it('knows each scheme by its number', () => {
    const names = handshakeSchemes.map(handshakeScheme);
    expect(names).toContain('ed25519');
    expect(new Set(names).size).toBe(6);
  });
});
