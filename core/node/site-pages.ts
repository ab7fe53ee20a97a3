/**
 * The built site's pages, each with the mark on `<html>` that tells it of the bridge, so that pages of other hosts
 * never look for one.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

export interface Page {
  readonly body: Buffer;
  readonly etag: string;
}

interface Kept extends Page {
  readonly modifiedMs: number;
}

export class SitePages {
  readonly #files = new Map<string, string>();
  readonly #kept = new Map<string, Kept>();

  constructor(folder: string) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.html')) continue;
      const path = `/${name.split(sep).join('/')}`;
      const file = join(folder, name);
      this.#files.set(path, file);
      if (!path.endsWith('/index.html')) continue;
      const index = path.slice(0, -'index.html'.length);
      this.#files.set(index, file);
      if (index !== '/') this.#files.set(index.slice(0, -1), file);
    }
  }

  /** The page at a path of the site, percent-encoding decoded; null when that is none of its pages, or gone. */
  at(path: string): Page | null {
    const file = this.#files.get(path);
    if (file === undefined) return null;
    // a build beneath a running server takes its pages away for a while
    const modifiedMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (modifiedMs === undefined) return null;
    const kept = this.#kept.get(file);
    if (kept?.modifiedMs === modifiedMs) return kept;
    const body = Buffer.from(markPage(readFileSync(file, 'utf8')));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const page = { body, etag, modifiedMs };
    this.#kept.set(file, page);
    return page;
  }
}

export const markPage = (html: string): string => html.replace(/<html\b/i, '<html data-bridge');
