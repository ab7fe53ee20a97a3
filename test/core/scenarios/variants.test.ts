import { expect, it } from 'vitest';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';
import * as variants from '../../../core/scenarios/variants.ts';

it.each(Object.entries(variants))(
  '%s differs from split-plain and is a valid world',
  (_name, variant) => {
    const { id: _id, ...rest } = variant;
    const { id: _other, ...original } = splitPlain;
    expect(rest).not.toEqual(original);
    expect(worldOf(variant).hosts).toHaveLength(5);
  },
);
