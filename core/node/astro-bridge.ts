/**
 * The bridge inside Astro's development server: `npm run dev` answers on the bridge's path, and marks its pages.
 *
 * Sessions and runs are loaded through Vite for each visitor, so a saved change of the core is there on the next
 * connection.
 */
import type { AstroIntegration } from 'astro';
import { attachBridge, type UpgradeSource } from './bridge-server.ts';

const visitModule = '/core/node/bridge-visit.ts';

export function bridge(): AstroIntegration {
  let detach: (() => void) | undefined;
  return {
    name: 'bridge',
    hooks: {
      'astro:config:setup': ({ injectScript }) => {
        // what `serve.ts` writes into the page itself
        injectScript('head-inline', 'document.documentElement.dataset.bridge = "";');
      },
      'astro:server:setup': ({ server, logger }) => {
        if (!server.httpServer) return logger.warn('there is no HTTP server: the bridge is off');
        detach = attachBridge(server.httpServer as UpgradeSource, async () => {
          const loaded = await server.ssrLoadModule(visitModule);
          return (loaded as typeof import('./bridge-visit.ts')).visit;
        });
      },
      'astro:server:done': () => detach?.(),
    },
  };
}
