import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode, spansOf } from '../../../core/bytes/codec.ts';
import { dataUnits, fieldPaths, unitCodecs } from '../../../core/trace/units.ts';
import { codecs as http1 } from '../../laws/http1.laws.ts';
import { codecs as http2 } from '../../laws/http2.laws.ts';
import { codecs as reality } from '../../laws/reality.laws.ts';
import { codecs as socks } from '../../laws/socks.laws.ts';
import { codecs as tls } from '../../laws/tls.laws.ts';
import { codecs as vless } from '../../laws/vless.laws.ts';

/** Frames have one codec, and a unit for each type; a field and a size update are two representations. */
const isOf = (
  unit: string,
  value: { readonly type?: unknown; readonly form?: unknown },
): boolean => {
  if (unit === 'hpack:field') return value.form !== 'size_update';
  if (unit === 'hpack:size_update') return value.form === 'size_update';
  if (!unit.startsWith('http2:') || typeof value?.type !== 'string') return true;
  const type = value.type === 'UNKNOWN' ? 'unknown_frame' : value.type.toLowerCase();
  return unit === `http2:${type}`;
};

describe('the units', () => {
  it('each have field paths', () => {
    const names = [...Object.keys(unitCodecs), ...dataUnits];
    expect(Object.keys(fieldPaths).sort()).toEqual(names.sort());
  });

  it('have no field that is not listed', () => {
    const laws = Object.values({
      ...{ ...http1, ...http2, ...reality, ...socks, ...tls, ...vless },
    });
    for (const [name, codec] of Object.entries(unitCodecs)) {
      const law = laws.find((entry) => entry.codec === codec);
      if (!law) throw new Error(`No law for the codec of ${name}`);
      const values = fc.sample(law.arbitrary, { numRuns: 200, seed: 1 });
      for (const value of values.filter((one) => isOf(name, one))) {
        const paths = spansOf(codec, encode(law.codec, value)).map(({ path }) =>
          path.replace(/\.\d+(?=\.|$)/g, '.*'),
        );
        expect(fieldPaths[name as keyof typeof unitCodecs]).toEqual(expect.arrayContaining(paths));
      }
    }
  });
});
