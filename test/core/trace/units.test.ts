import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode, spansOf } from '../../../core/bytes/codec.ts';
import { dataUnits, fieldPaths, unitCodecs } from '../../../core/trace/units.ts';
import { codecs as http1 } from '../../laws/http1.laws.ts';
import { codecs as socks } from '../../laws/socks.laws.ts';
import { codecs as vless } from '../../laws/vless.laws.ts';

describe('the units', () => {
  it('each have field paths', () => {
    const names = [...Object.keys(unitCodecs), ...dataUnits];
    expect(Object.keys(fieldPaths).sort()).toEqual(names.sort());
  });

  it('have no field that is not listed', () => {
    const laws = Object.values({ ...http1, ...socks, ...vless });
    for (const [name, codec] of Object.entries(unitCodecs)) {
      const law = laws.find((entry) => entry.codec === codec);
      if (!law) throw new Error(`No law for the codec of ${name}`);
      for (const value of fc.sample(law.arbitrary, { numRuns: 50, seed: 1 })) {
        const paths = spansOf(codec, encode(law.codec, value)).map(({ path }) =>
          path.replace(/\.\d+\./, '.*.'),
        );
        expect(fieldPaths[name as keyof typeof unitCodecs]).toEqual(expect.arrayContaining(paths));
      }
    }
  });
});
