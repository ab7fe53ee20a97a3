import { expect, it } from 'vitest';
import { otherSide } from '../../../core/engine/network.ts';

it('names the other side', () => {
  expect(otherSide('dialler')).toBe('acceptor');
  expect(otherSide('acceptor')).toBe('dialler');
});
