/** Queries as Go's net/url reads and changes them (url.go:ParseQuery, Values.Set, Values.Encode). */
import { escapeQuery, percentDecoded } from './escapes.ts';

/** The first value of a key in a query, empty when there is none; pairs that are malformed do not count. */
export const queryValue = (query: string, key: string): string =>
  pairsOf(query).find(([name]) => name === key)?.[1] ?? '';

/** A query with this key once. All of it is written anew: by key, and without what was malformed. */
export function withQueryValue(query: string, key: string, value: string): string {
  const others = pairsOf(query).filter(([name]) => name !== key);
  return [...others, [key, value] as const]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, of]) => `${escapeQuery(name)}=${escapeQuery(of)}`)
    .join('&');
}

function pairsOf(query: string): [string, string][] {
  return query.split('&').flatMap((pair): [string, string][] => {
    if (pair === '' || pair.includes(';')) return [];
    const at = pair.indexOf('=');
    const name = decoded(at < 0 ? pair : pair.slice(0, at));
    const value = decoded(at < 0 ? '' : pair.slice(at + 1));
    return name === null || value === null ? [] : [[name, value]];
  });
}

const decoded = (text: string): string | null => percentDecoded(text.replaceAll('+', ' '));
