import { describe, expect, it } from 'vitest';
import { isLocale, pathIn } from '../../../../src/lib/i18n/locales.ts';

describe('a path', () => {
  it('in another language names the same page', () => {
    expect(pathIn('zh', '/en/lessons/a/')).toBe('/zh/lessons/a/');
    expect(pathIn('en', '/en/')).toBe('/en/');
  });

  it('without a language gets one', () => {
    expect(pathIn('zh', '/')).toBe('/zh/');
    expect(pathIn('zh', '/about/')).toBe('/zh/about/');
    expect(pathIn('zh', '/entrance/')).toBe('/zh/entrance/');
  });
});

describe('a locale', () => {
  it('is one of ours', () => {
    expect(['en', 'zh', 'fr', undefined].filter(isLocale)).toEqual(['en', 'zh']);
  });
});
