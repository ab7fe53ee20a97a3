import type { APIRoute } from 'astro';
import { proseOf } from '../../components/prose.ts';
import { type Locale, locales } from '../../lib/i18n/locales.ts';

export const getStaticPaths = () => locales.map((lang) => ({ params: { lang } }));

export const GET: APIRoute<Record<string, never>, { lang: Locale }> = async ({ params }) =>
  Response.json(await proseOf(params.lang));
