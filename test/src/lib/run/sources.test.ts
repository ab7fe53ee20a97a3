import { describe, expect, it } from 'vitest';
import type { SourceName } from '../../../../src/lib/run/run-source.ts';
import {
  isXray,
  nextBest,
  sourceOf,
  sourcesFor,
  xraySources,
} from '../../../../src/lib/run/sources.ts';

describe('the sources', () => {
  it('begin with real sockets where there is a bridge, and with the page where there is none', () => {
    expect(sourcesFor(true)).toEqual(['sockets', 'memory', 'page', 'recording']);
    expect(sourcesFor(false)).toEqual(['page', 'recording']);
  });

  it('give way in the end to a recording, and that to nothing', () => {
    const chain = (name: SourceName | null): unknown[] =>
      name ? [name, ...chain(nextBest(name))] : [];
    expect(chain('sockets')).toEqual(['sockets', 'page', 'recording']);
    expect(chain('memory')).toEqual(['memory', 'page', 'recording']);
    expect(chain('xray-client')).toEqual(['xray-client', 'page', 'recording']);
  });

  it('can each be made without running anything', async () => {
    for (const name of [...sourcesFor(true), ...xraySources])
      expect(await sourceOf(name)).toHaveProperty('create');
  });

  it('tell those with a real Xray from ours', () => {
    expect(xraySources.every(isXray)).toBe(true);
    expect(sourcesFor(true).some(isXray)).toBe(false);
  });
});
