import { describe, expect, it } from 'vitest';
import { isStep, otherSide, type Step } from '../../../core/trace/step.ts';

const step = (name: string, data: object): Step =>
  ({
    id: 0,
    cause: null,
    time: 0,
    at: { host: 'vps', machine: 'front/vless#1' },
    scope: 1,
    kind: 'fact',
    name,
    importance: 'core',
    data,
    state: '',
  }) as unknown as Step;

describe('a step', () => {
  it('of a name gives the data that this name has', () => {
    const found = step('vless:first_read', { length: 1455 });
    expect(isStep(found, 'vless:first_read') && found.data.length).toBe(1455);
  });
  it('is not taken for one of another name', () => {
    expect(isStep(step('send', {}), 'received')).toBe(false);
  });
});

it('a side names the other side', () => {
  expect(otherSide('dialler')).toBe('acceptor');
  expect(otherSide('acceptor')).toBe('dialler');
});
