import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SitePages } from '../../../core/node/site-pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-'));
const write = (path: string, text: string) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};
write('index.html', '<!doctype html><html lang="en"><p>home</p></html>');
write('en/lessons/one/index.html', '<!DOCTYPE html><HTML lang="en">lesson</HTML>');
write('404.html', '<html>none</html>');
write('style.css', 'html { color: red }');
afterAll(() => rmSync(folder, { recursive: true }));

describe('a page of the site', () => {
  const pages = new SitePages(folder);
  const text = (path: string) => pages.at(path)?.body.toString();

  it('has the mark that tells it of the bridge, once', () => {
    expect(text('/')).toBe('<!doctype html><html data-bridge lang="en"><p>home</p></html>');
  });
  it('is found with and without its slash, and by its file', () => {
    const lesson = '<!DOCTYPE html><html data-bridge lang="en">lesson</HTML>';
    expect(text('/en/lessons/one/')).toBe(lesson);
    expect(text('/en/lessons/one')).toBe(lesson);
    expect(text('/en/lessons/one/index.html')).toBe(lesson);
  });
  it.each(['/style.css', '/en/', '/../index.html', '/%', '', '/en/lessons/one//'])(
    'is not found at %j',
    (path) => {
      expect(pages.at(path)).toBeNull();
    },
  );
  it('is kept until its file changes, and then has another tag', () => {
    const first = pages.at('/404.html');
    expect(pages.at('/404.html')).toBe(first);
    write('404.html', '<html>nothing</html>');
    utimesSync(join(folder, '404.html'), new Date(0), new Date(1000));
    const second = pages.at('/404.html');
    expect(second?.body.toString()).toContain('nothing');
    expect(second?.etag).not.toBe(first?.etag);
  });
  it('that has been taken away by a new build is not found, until it is there again', () => {
    rmSync(join(folder, 'index.html'));
    expect(pages.at('/')).toBeNull();
    write('index.html', '<html>back</html>');
    expect(text('/')).toBe('<html data-bridge>back</html>');
  });
});
