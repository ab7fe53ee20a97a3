import mdx from '@astrojs/mdx';
import svelte from '@astrojs/svelte';
import { defineConfig } from 'astro/config';
import { stampBuild } from './core/node/site-build.mjs';

export default defineConfig({
  publicDir: './src/public',
  i18n: {
    locales: ['en', 'zh'],
    defaultLocale: 'en',
    routing: { prefixDefaultLocale: true },
  },
  integrations: [mdx(), svelte(), bridgeInDev(), stampBuild()],
  vite: {
    // Astro's own marks in MDX modules are such directives: a long warning for each lesson.
    build: { rolldownOptions: { checks: { moduleLevelDirective: false } } },
  },
});

/** The bridge on the development server; a build does without it. */
function bridgeInDev() {
  return {
    name: 'bridge-in-dev',
    hooks: {
      'astro:config:setup': async ({ command, updateConfig }) => {
        if (command !== 'dev') return;
        const { bridge } = await import('./core/node/astro-bridge.ts');
        updateConfig({ integrations: [bridge()] });
      },
    },
  };
}
