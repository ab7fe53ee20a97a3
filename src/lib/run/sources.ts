/**
 * Which sources a page can have, which one it begins with, and what takes its place when it cannot be had.
 */
import type { RunSource, SourceName } from './run-source.ts';

/** What was meant to be shown and could not be. */
export interface Fallback {
  readonly instead: SourceName;
}

/** In order of preference. `bridged`: the page was served by a process with a bridge. */
export const sourcesFor = (bridged: boolean): readonly SourceName[] =>
  bridged ? ['sockets', 'memory', 'page', 'recording'] : ['page', 'recording'];

export const isSourceName = (name: string | null): name is SourceName =>
  name === 'sockets' || name === 'memory' || name === 'page' || name === 'recording';

/** The bridge gives way to the page, the page to a recording. */
export const nextBest = (name: SourceName): SourceName | null =>
  name === 'sockets' || name === 'memory' ? 'page' : name === 'page' ? 'recording' : null;

export async function sourceOf(name: SourceName): Promise<RunSource> {
  switch (name) {
    case 'sockets':
    case 'memory': {
      const { BridgeSource } = await import('./bridge-source.ts');
      return new BridgeSource(name);
    }
    case 'page': {
      // the core is asked for at once, not when the source asks for it
      const [{ pageSource }] = await Promise.all([
        import('./page-source.ts'),
        import('./start-run.ts'),
      ]);
      return pageSource();
    }
    case 'recording':
      return (await import('./recording-source.ts')).recordingSource();
  }
}
