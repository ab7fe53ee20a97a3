/**
 * Which sources a page can have, which one it begins with, and what takes its place when it cannot be had.
 */
import type { OwnSource, RunSource, SourceName, XraySource } from './run-source.ts';

/** What was meant to be shown and could not be. */
export interface Fallback {
  readonly instead: SourceName;
}

/** Ours, in order of preference. `bridged`: the page was served by a process with a bridge. */
export const sourcesFor = (bridged: boolean): readonly OwnSource[] =>
  bridged ? ['sockets', 'memory', 'page', 'recording'] : ['page', 'recording'];

/** Those with a real Xray, which are files and so are there with or without a bridge. */
export const xraySources: readonly XraySource[] = ['xray', 'xray-client', 'xray-server'];

export const isXray = (name: SourceName): name is XraySource => name.startsWith('xray');

/** The bridge and Xray give way to the page, the page to a recording. */
export const nextBest = (name: SourceName): SourceName | null =>
  name === 'recording' ? null : name === 'page' ? 'recording' : 'page';

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
    default:
      return (await import('./recording-source.ts')).recordingSource(name);
  }
}
