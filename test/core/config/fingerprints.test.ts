import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../core/config/fingerprints.ts';

describe('fingerprintOf', () => {
  it.each(['', 'chrome', 'hellochrome_auto', 'hellochrome_133'])('plays Chrome for %j', (name) => {
    expect(fingerprintOf(name)).toBe('chrome');
  });

  it.each(['unsafe', 'hellogolang'])('plays no browser for %s', (name) => {
    expect(fingerprintOf(name)).toBe('unsafe');
  });

  it.each(['firefox', 'random', '360', 'hello360_7_5', 'hellochrome_131', 'hellorandomizedalpn'])(
    'knows %s, which it does not play',
    (name) => {
      expect(fingerprintOf(name)).toBe('other');
    },
  );

  it.each(['Chrome', 'opera', 'hello', 'hellofirefox', 'hellochrome_134', 'constructor'])(
    'does not know %s',
    (name) => {
      expect(fingerprintOf(name)).toBe('unknown');
    },
  );
});
