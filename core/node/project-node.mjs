/**
 * Finds the Node this project runs on: the one that runs this code if it is new enough, else the
 * one that npm installed with the packages (`optionalDependencies`, one package a platform).
 *
 * Plain JavaScript for Node 20, because it is read before that Node is there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The oldest Node that runs the project, as `engines` in package.json says. */
export const oldestMajor = 24;

/** Whether a version such as `26.10.0` is new enough. */
export function recentEnough(version) {
  return Number.parseInt(version, 10) >= oldestMajor;
}

/** The path of a Node that is new enough, or undefined when there is none. */
export function projectNode() {
  if (recentEnough(process.versions.node)) return process.execPath;
  const { optionalDependencies } = readJson(join(root, 'package.json'));
  for (const name of Object.keys(optionalDependencies)) {
    const folder = join(root, 'node_modules', name);
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) return join(folder, readJson(manifest).bin.node);
  }
  return undefined;
}

/** The parsed JSON of a file. */
export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
