import { describe, expect, it } from 'vitest';
import { noble } from '../../../core/crypto/noble.ts';
import { nodeCrypto } from '../../../core/node/crypto.ts';
import { type PeerRequirements, verifyPeer } from '../../../core/x509/pins.ts';
import { chainCase } from './cases.ts';

const { chain, roots, nowMs } = chainCase('one intermediate');
const [leaf, intermediate] = chain as [Uint8Array, Uint8Array];
const root = roots[0] as Uint8Array;
const pin = (octets: Uint8Array) => noble.hash('sha256', octets);
const plain: PeerRequirements = { pins: [], names: [], roots, serverName: 'a.example' };

const verdictOf = (
  requirements: Partial<PeerRequirements>,
  certificates: readonly Uint8Array[] = chain,
  now = nowMs,
) => {
  const verdict = verifyPeer(nodeCrypto, certificates, { ...plain, ...requirements }, now);
  return verdict.ok ? 'accepted' : verdict.message;
};
const late = Date.UTC(2099, 0, 1);

describe('A client without pins and names', () => {
  it('asks for a chain to its roots and the server name', () => {
    expect(verdictOf({})).toBe('accepted');
    expect(verdictOf({ serverName: 'b.example' })).toBe(
      'tls: failed to verify certificate: x509: certificate is valid for a.example, www.a.example, not b.example',
    );
    expect(verdictOf({ roots: [] })).toBe(
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    );
  });

  it('says where a certificate does not parse', () => {
    expect(verdictOf({ pins: [pin(leaf)] }, [leaf, leaf.subarray(2)])).toBe(
      'tls: failed to parse certificate from server: x509: malformed certificate',
    );
  });
});

describe('pinnedPeerCertSha256', () => {
  it('of the leaf accepts it, whatever its name, time and issuer', () => {
    const requirements = { pins: [pin(leaf)], roots: [], serverName: 'other.example' };
    expect(verdictOf(requirements, [leaf], late)).toBe('accepted');
    expect(verdictOf({ ...requirements, names: ['other.example'] }, [leaf], late)).toBe('accepted');
  });

  it('of nothing that is there refuses', () => {
    const text = 'peer cert is unrecognized (against pinnedPeerCertSha256)';
    expect(verdictOf({ pins: [pin(root)] })).toBe(text);
    expect(verdictOf({ pins: [pin(leaf).subarray(0, 31)] })).toBe(text);
    expect(verdictOf({ pins: [new Uint8Array(32)] })).toBe(text);
  });

  it('of an authority that is sent makes it the only root', () => {
    const requirements = { pins: [new Uint8Array(32), pin(intermediate)], roots: [] };
    expect(verdictOf(requirements)).toBe('accepted');
    expect(verdictOf({ ...requirements, serverName: 'b.example' })).toBe(
      'peer cert is invalid (against pinned CA and serverName)',
    );
    expect(verdictOf(requirements, chain, late)).toBe(
      'peer cert is invalid (against pinned CA and serverName)',
    );
    expect(verdictOf({ ...requirements, serverName: '' })).toBe(
      'Pinning CA needs a valid ServerName',
    );
    expect(verdictOf({ ...requirements, names: ['www.a.example'], serverName: '' })).toBe(
      'accepted',
    );
  });

  it('counts a certificate that is no authority for nothing, unless it is the leaf', () => {
    const other = chainCase('an IPv4 address').chain[0] as Uint8Array;
    expect(verdictOf({ pins: [pin(other)] }, [leaf, intermediate, other])).toBe(
      'peer cert is unrecognized (against pinnedPeerCertSha256)',
    );
  });
});

describe('verifyPeerCertByName', () => {
  it('takes the place of the server name; one name is enough', () => {
    const serverName = 'front.example';
    expect(verdictOf({ names: ['b.example', 'a.example'], serverName })).toBe('accepted');
    const text = 'peer cert is invalid (against root CAs and verifyPeerCertByName)';
    expect(verdictOf({ names: ['b.example'], serverName: 'a.example' })).toBe(text);
    expect(verdictOf({ names: ['a.example'], roots: [] })).toBe(text);
    expect(verdictOf({ names: ['a.example'] }, chain, late)).toBe(text);
  });
});
