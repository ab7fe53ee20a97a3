/**
 * The bridge inside Astro's development server.
 */
import type { AstroIntegration } from 'astro';

/** The integration that lets `npm run dev` answer on the bridge's path. */
export function bridge(): AstroIntegration {
  return { name: 'bridge', hooks: {} };
}
