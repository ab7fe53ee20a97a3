import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../core/sansio/machine.ts';
import {
  type CertificatePolicyOptions,
  certificatePolicy,
} from '../../../core/tls/certificate-policy.ts';
import type { PeerCertificates, Verdict } from '../../../core/tls/client-profile.ts';
import { parseCertificate } from '../../../core/x509/certificate.ts';
import { epochMs, testAuthority, testCrypto, testIdentity } from '../../support/tls-machines.ts';

const { chain } = testIdentity();
const [leaf] = chain as readonly [Uint8Array];
const nothing = new Uint8Array();

function judged(
  options: Partial<CertificatePolicyOptions> = {},
  peer: Partial<PeerCertificates> = {},
): { readonly verdict: Verdict; readonly facts: readonly Fact[] } {
  const policy = { crypto: testCrypto, epochMs, roots: [testAuthority], ...options };
  const hellos = { clientHello: nothing, serverHello: nothing };
  const shown = { chain, serverName: 'server.example', now: 0, ...hellos, ...peer };
  const judging = certificatePolicy(policy)(shown);
  const facts: Fact[] = [];
  for (let next = judging.next(); ; next = judging.next()) {
    if (next.done) return { verdict: next.value, facts };
    facts.push(next.value as Fact);
  }
}

describe('certificatePolicy', () => {
  it('believes a certificate of its roots for the name, and gives its key', () => {
    const { verdict, facts } = judged();
    const publicKey = parseCertificate(leaf).subjectPublicKeyInfo;
    expect(verdict).toEqual({ ok: true, publicKey });
    expect(facts).toEqual([
      {
        type: 'fact',
        name: 'tls:certificate_verified',
        data: { server_name: 'server.example', by: 'roots' },
      },
    ]);
  });

  it.each([
    ['another authority', { roots: [] }, {}, 'x509:unknown_authority', /unknown authority$/],
    [
      'another name',
      {},
      { serverName: 'other.example' },
      'x509:name_mismatch',
      /valid for server.example, not other.example$/,
    ],
    [
      'another time',
      {},
      { now: 30 * 365 * 24 * 3600 * 1000 },
      'x509:expired',
      /certificate has expired or is not yet valid/,
    ],
    ['another pin', { pins: [new Uint8Array(32)] }, {}, 'x509:not_pinned', /unrecognized/],
    ['other names', { names: ['x.example'] }, {}, 'x509:not_of_names', /verifyPeerCertByName/],
  ])('refuses %s as a bad certificate', (_what, options, peer, code, message) => {
    const { verdict, facts } = judged(options, peer);
    expect(verdict).toMatchObject({ ok: false, alert: 'bad_certificate', code });
    expect(verdict).toHaveProperty('message', expect.stringMatching(message));
    expect(facts).toEqual([]);
  });

  it('says so where it cannot read one', () => {
    const { verdict } = judged({}, { chain: [Uint8Array.of(1, 2, 3)] });
    expect(verdict).toMatchObject({ ok: false, alert: 'decode_error' });
  });

  it('believes what is pinned, whatever it says', () => {
    const pins = [testCrypto.hash('sha256', leaf)];
    const { verdict, facts } = judged({ pins, roots: [] }, { serverName: 'other.example' });
    expect(verdict.ok).toBe(true);
    expect(facts[0]?.data.by).toBe('pins');
  });

  it('takes other names for the server’s', () => {
    const { verdict, facts } = judged({ names: ['server.example'] }, { serverName: 'x.example' });
    expect(verdict.ok).toBe(true);
    expect(facts[0]?.data.by).toBe('names');
  });
});
