import fc from 'fast-check';
import { authority, identityOf } from '../../core/scenarios/certificates.ts';
import { certificate, parseCertificate } from '../../core/x509/certificate.ts';
import { type CodecLaws, law } from '../support/codec-laws.ts';

const certificates = [authority(), ...identityOf('vps.example').chain].map(parseCertificate);

export const codecs: CodecLaws = {
  'core/x509/certificate.ts#certificate': law(certificate, fc.constantFrom(...certificates)),
};
