import { expect, it } from 'vitest';
import { extensionType, namedGroup, nameOf } from '../../../core/tls/enums.ts';

it('a number has its name, or none', () => {
  expect(nameOf(extensionType, 51)).toBe('key_share');
  expect(nameOf(namedGroup, 0x11ec)).toBe('X25519MLKEM768');
  expect(nameOf(namedGroup, 0x2a2a)).toBeNull();
});
