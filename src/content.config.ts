/**
 * The texts of the site: collections over the top-level `content/`, a folder a language in each.
 */
import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';

const files = (kind: string, ending: string) =>
  glob({
    base: `./content/${kind}`,
    pattern: `{en,zh}/*.${ending}`,
    generateId: ({ entry }) => entry.slice(0, -ending.length - 1),
  });
const table = <Schema extends z.ZodType>(kind: string, value: Schema) =>
  defineCollection({ loader: files(kind, 'yaml'), schema: z.record(z.string(), value) });

const entry = z.strictObject({ title: z.string(), text: z.string() });

export const collections = {
  lessons: defineCollection({
    loader: files('lessons', 'mdx'),
    schema: z.strictObject({ title: z.string(), description: z.string() }),
  }),
  pages: defineCollection({
    loader: files('pages', 'mdx'),
    schema: z.strictObject({ title: z.string(), description: z.string() }),
  }),
  ui: table('ui', z.string()),
  steps: table('steps', entry),
  packets: table('packets', entry),
  errors: table('errors', entry),
  glossary: table('glossary', entry),
  headers: table('headers', z.string()),
  fields: table('fields', entry.extend({ fields: z.record(z.string(), z.string()) })),
  claims: table(
    'claims',
    z.strictObject({
      /** What is often said: a sentence that can be true or false. */
      statement: z.string(),
      is: z.enum(['true', 'half', 'false']),
      /** The same in words, as in "true here". */
      verdict: z.string(),
      /** What is so. */
      explanation: z.string(),
      /** Where in the lesson's run it is seen. */
      at: z.string(),
    }),
  ),
};
