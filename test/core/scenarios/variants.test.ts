import { expect, it } from 'vitest';
import { cdnUpRealityDown } from '../../../core/scenarios/cdn-up-reality-down.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';
import * as variants from '../../../core/scenarios/variants.ts';

it.each(Object.entries(variants))(
  '%s differs from the scenario that it was made of, and is a valid world',
  (_name, variant) => {
    const { id: _id, ...rest } = variant;
    for (const { id: _other, ...original } of [splitPlain, cdnUpRealityDown]) {
      expect(rest).not.toEqual(original);
    }
    expect(worldOf(variant).hosts.map(({ name }) => name)).toContain('site');
  },
);
