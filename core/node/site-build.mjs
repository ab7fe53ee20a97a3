/**
 * Tells whether `dist/` was built from the sources as they are: a build leaves the hash of what it
 * was made from in `dist/.sources`.
 *
 * Plain JavaScript for Node 20: the set-up reads it before the project's own Node is there.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project-node.mjs';

const sources = [
  'astro.config.mjs',
  'content',
  'core',
  'package-lock.json',
  'src',
  'svelte.config.js',
  'tsconfig.json',
];
const stamp = join(root, 'dist', '.sources');

/** Whether there is no build, or one of other sources. */
export function isBuildStale() {
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== hashOfSources();
}

/** The Astro integration that stamps each build, whoever started it. */
export function stampBuild() {
  let hash = '';
  return {
    name: 'stamp-build',
    hooks: {
      // Taken before the build reads anything: a file saved meanwhile makes the build stale.
      'astro:build:start': () => {
        hash = hashOfSources();
      },
      'astro:build:done': () => writeFileSync(stamp, hash),
    },
  };
}

function hashOfSources() {
  const hash = createHash('sha256');
  for (const path of sources.flatMap(filesOf)) {
    const octets = readFileSync(join(root, path));
    hash.update(`${path}\0${octets.length}\0`).update(octets);
  }
  return hash.digest('hex');
}

function filesOf(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full)
    .sort()
    .map((name) => `${path}/${name}`)
    .filter((inner) => inner !== 'core/node') // serves the site, is no part of it
    .flatMap(filesOf);
}
