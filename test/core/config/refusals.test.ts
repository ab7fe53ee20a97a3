import { describe, expect, it } from 'vitest';
import { breaksXray, refuseNull, unsupported } from '../../../core/config/refusals.ts';

const place = { file: 'c.json', path: 'a.b' };

describe('a refusal', () => {
  it('says what was expected, what there is, and why', () => {
    const fault = unsupported(place, '"x"', '"y"', 'this core has no y');
    expect(fault.message).toBe('xhttp-lab: a.b: expected "x", got "y"; this core has no y');
    expect(fault.code).toBe('config:unsupported');
    expect(breaksXray(place, '1', '2', 'Xray panics').code).toBe('config:breaks_xray');
  });
});

describe('refuseNull', () => {
  it('names the element that is null', () => {
    expect(() => refuseNull(null, place, 3)).toThrow(
      'xhttp-lab: a.b[3]: expected an object, got null',
    );
    expect(() => refuseNull({}, place, 3)).not.toThrow();
  });
});
