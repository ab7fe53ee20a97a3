import { describe, expect, it } from 'vitest';
import type { SourceName } from '../../../../src/lib/run/run-source.ts';
import { isSourceName, nextBest, sourceOf, sourcesFor } from '../../../../src/lib/run/sources.ts';

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
  });

  it('can each be made without running anything', async () => {
    for (const name of sourcesFor(true)) expect(await sourceOf(name)).toHaveProperty('create');
  });

  it('are told from other words of a link', () => {
    expect(isSourceName('page')).toBe(true);
    expect(isSourceName('bridge')).toBe(false);
    expect(isSourceName(null)).toBe(false);
  });
});
