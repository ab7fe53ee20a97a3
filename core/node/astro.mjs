/**
 * Astro's command line with its telemetry off: `node core/node/astro.mjs build`.
 *
 * A file, because `NAME=value command` in an npm script does not work on Windows.
 */
process.env.ASTRO_TELEMETRY_DISABLED = '1';
await import('../../node_modules/astro/bin/astro.mjs');
