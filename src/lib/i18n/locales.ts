/**
 * The languages of the site and where each lives: `/en/…` and `/zh/…`, same pages below.
 */

export const locales = ['en', 'zh'] as const;
export type Locale = (typeof locales)[number];

/** What a language is called by its own readers, and its BCP 47 tag. */
export const languages: Readonly<Record<Locale, { readonly name: string; readonly tag: string }>> =
  {
    en: { name: 'English', tag: 'en' },
    zh: { name: '中文', tag: 'zh-CN' },
  };

export const isLocale = (text: string | undefined): text is Locale =>
  locales.some((locale) => locale === text);

/** The same page in another language; a path without a language gets one in front. */
export function pathIn(locale: Locale, path: string): string {
  const [, first, ...rest] = path.split('/');
  return isLocale(first) ? ['', locale, ...rest].join('/') : `/${locale}${path}`;
}
