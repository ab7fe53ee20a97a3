import fc from 'fast-check';
import { derElement } from '../../core/crypto/der.ts';
import { type CodecLaws, law, octets } from '../support/codec-laws.ts';

const tag = fc.nat(255).filter((value) => (value & 31) !== 31);
const content = fc.oneof(octets({ maxLength: 20 }), octets({ minLength: 120, maxLength: 300 }));

export const codecs: CodecLaws = {
  'core/crypto/der.ts#derElement': law(derElement, fc.record({ tag, content })),
};
