/**
 * Texts by key, as `content/ui` has them: `{ 'header.skip': 'Skip to the text' }`.
 */

export type Strings = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, string | number>>;

/** The text of a key, its `{name}` places filled. Throws when there is no such key or value. */
export function say(strings: Strings, key: string, values: Values = {}): string {
  const text = strings[key];
  if (text === undefined) throw new Error(`No text for "${key}"`);
  return filled(text, values);
}

/** A text with its `{name}` places filled. Throws when there is no such value. */
export const filled = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`No value for {${name}} in "${text}"`);
    return String(value);
  });

/** One table out of several. Throws when two have the same key. */
export function merged<T>(tables: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  const all: Record<string, T> = {};
  for (const [key, value] of tables.flatMap((table) => Object.entries(table))) {
    if (key in all) throw new Error(`Two texts for "${key}"`);
    all[key] = value;
  }
  return all;
}
