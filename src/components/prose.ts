/**
 * The texts of `content/` in one language, at build time.
 */
import { type DataEntryMap, getCollection } from 'astro:content';
import type { Locale } from '../lib/i18n/locales.ts';
import type { Prose } from '../lib/i18n/prose.ts';
import { merged, type Strings } from '../lib/i18n/strings.ts';

type Tables = 'ui' | 'steps' | 'packets' | 'fields' | 'headers' | 'errors' | 'glossary' | 'claims';

/** All of one kind in a language, the files of its folder put together; or one file of them. */
export async function tableOf<Kind extends Tables>(
  kind: Kind,
  locale: Locale,
  file?: string,
): Promise<DataEntryMap[Kind][string]['data']> {
  const entries = await getCollection(kind, ({ id }: { id: string }) =>
    file ? id === `${locale}/${file}` : id.startsWith(`${locale}/`),
  );
  // biome-ignore lint/suspicious/noExplicitAny: a union of record types of one shape each
  return merged<any>(entries.map(({ data }) => data));
}

/** The entry of an id. Throws where there is none, so that a build fails; `what` names it. */
export function entryOf<Entry>(
  table: Readonly<Record<string, Entry>>,
  what: string,
  id: string,
): Entry {
  const entry = table[id];
  if (!entry) throw new Error(`No ${what} "${id}"`);
  return entry;
}

/** The strings of the pages themselves. */
export const siteStrings = (locale: Locale): Promise<Strings> => tableOf('ui', locale, 'site');

/** The strings of the run widget. */
export const widgetStrings = (locale: Locale): Promise<Strings> => tableOf('ui', locale, 'widget');

/** What a widget tells of a run. */
export async function proseOf(locale: Locale): Promise<Prose> {
  const [steps, packets, units, headers, errors] = await Promise.all([
    tableOf('steps', locale),
    tableOf('packets', locale),
    tableOf('fields', locale),
    tableOf('headers', locale),
    tableOf('errors', locale),
  ]);
  return { steps, packets, units, headers, errors };
}
