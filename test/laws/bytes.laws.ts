import fc from 'fast-check';
import { u8, u16, u24 } from '../../core/bytes/codec.ts';
import { type CodecLaws, namelessLaw } from '../support/codec-laws.ts';

export const codecs: CodecLaws = {
  'core/bytes/codec.ts#u8': namelessLaw(u8, fc.nat(0xff)),
  'core/bytes/codec.ts#u16': namelessLaw(u16, fc.nat(0xffff)),
  'core/bytes/codec.ts#u24': namelessLaw(u24, fc.nat(0xffffff)),
};
