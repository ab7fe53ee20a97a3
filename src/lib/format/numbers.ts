/** Times and sizes as a reader of a language writes them. */
import { type Locale, languages } from '../i18n/locales.ts';

/** ms with one decimal below ten, none above: `0.4`, `335`, `1,240`. */
export function ms(value: number, locale: Locale): string {
  const digits = value !== 0 && Math.abs(value) < 10 ? 1 : 0;
  return number(value, locale, digits);
}

export const count = (value: number, locale: Locale): string => number(value, locale, 0);

function number(value: number, locale: Locale, digits: number): string {
  return new Intl.NumberFormat(languages[locale].tag, { maximumFractionDigits: digits }).format(
    value,
  );
}
