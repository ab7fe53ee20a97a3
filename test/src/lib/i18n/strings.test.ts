import { describe, expect, it } from 'vitest';
import { merged, say } from '../../../../src/lib/i18n/strings.ts';

describe('say', () => {
  const strings = { plain: 'Run', counted: 'Step {step} of {steps}, {step}' };

  it('gives the text of a key', () => {
    expect(say(strings, 'plain')).toBe('Run');
  });

  it('fills places, each as often as it stands there', () => {
    expect(say(strings, 'counted', { step: 0, steps: 9 })).toBe('Step 0 of 9, 0');
  });

  it('refuses a key or a value that is not there', () => {
    expect(() => say(strings, 'other')).toThrow('No text for "other"');
    expect(() => say(strings, 'counted', { step: 1 })).toThrow('No value for {steps}');
  });
});

describe('merged', () => {
  it('makes one table of several', () => {
    expect(merged([{ a: 'A' }, {}, { b: 'B' }])).toEqual({ a: 'A', b: 'B' });
  });

  it('refuses the same key twice', () => {
    expect(() => merged([{ a: 'A' }, { a: 'A' }])).toThrow('Two texts for "a"');
  });
});
