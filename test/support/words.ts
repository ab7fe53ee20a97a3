/** The words of the run widget in one language. */
import type { Locale } from '../../src/lib/i18n/locales.ts';
import type { Prose } from '../../src/lib/i18n/prose.ts';
import type { Strings } from '../../src/lib/i18n/strings.ts';
import { tableOf } from '../architecture/content-files.ts';

export const stringsOf = (locale: Locale): Strings =>
  Object.fromEntries(tableOf<string>('ui', locale));

export const proseOf = (locale: Locale): Prose =>
  Object.fromEntries(
    ['steps', 'packets', 'units', 'headers', 'errors'].map((name) => [
      name,
      Object.fromEntries(tableOf<never>(name === 'units' ? 'fields' : name, locale)),
    ]),
  ) as unknown as Prose;
