import { compileModule } from 'svelte/compiler';
import { defineConfig } from 'vitest/config';

/** Runes in `.svelte.ts` modules, as in a browser. */
const runes = {
  name: 'runes',
  transform: (code: string, id: string) =>
    id.endsWith('.svelte.ts')
      ? compileModule(code, { filename: id, generate: 'client' }).js
      : undefined,
};

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [runes],
        test: {
          name: 'core',
          include: ['test/{core,src,architecture,scenarios}/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'interop',
          include: ['test/interop/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'site',
          include: ['test/site/**/*.test.ts'],
          globalSetup: ['test/site/setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false, // one Chromium at a time
        },
      },
    ],
  },
});
