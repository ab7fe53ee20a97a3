/**
 * A run as sentences, one a row, for a page without script. For build time: it runs the core.
 */
import { titleOf } from '../../../core/inspect/dissect.ts';
import { Wording } from '../format/wording.ts';
import type { Locale } from '../i18n/locales.ts';
import type { Prose } from '../i18n/prose.ts';
import type { Strings } from '../i18n/strings.ts';
import { rowsOf, sequenceOf } from '../view/sequence.ts';
import { initialOf } from './initial.ts';
import { wholeRun } from './scenario-run.ts';

export function runAsList(
  scenario: string,
  locale: Locale,
  strings: Strings,
  prose: Prose,
): readonly string[] {
  const steps = wholeRun(scenario);
  const wording = new Wording(locale, strings, prose, titleOf);
  const { lanes } = initialOf(scenario);
  return rowsOf(sequenceOf(steps), 'core').map((row) => wording.sentence(row, steps, lanes));
}
