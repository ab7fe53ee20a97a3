/**
 * What a widget is given before a run: who takes part, and the texts that configure them. For build time.
 */
import { addresses, type ConfigText, lanesOf } from '../../../core/scenarios/scenario.ts';

import type { Lane } from '../view/lanes.ts';
import type { ConfigFile } from '../view/marks.ts';
import { wellKnown } from './scenario-run.ts';

export type Texts = Readonly<Record<ConfigFile, ConfigText>>;

export interface Initial {
  readonly lanes: readonly Lane[];
  readonly texts: Texts;
  /** Of the scenario to compare with. */
  readonly otherTexts: Texts | null;
}

export function initialOf(scenario: string, compareWith?: string): Initial {
  const wanted = wellKnown(scenario);
  return {
    lanes: lanesOf(wanted).map((lane) => ({ ...lane, addresses: leadingTo[lane.id] })),
    texts: wanted.configs,
    otherTexts: compareWith === undefined ? null : wellKnown(compareWith).configs,
  };
}

const leadingTo: Readonly<Record<Lane['id'], readonly string[]>> = {
  app: [],
  client: [addresses.client, '127.0.0.1:10808'],
  cdn: [`${addresses.cdn}:443`, 'cdn.example:443'],
  vps443: [`${addresses.vps}:443`],
  vps6666: [`${addresses.vps}:6666`, 'localhost:6666', '127.0.0.1:6666'],
  target: [`${addresses.target}:443`, 'target.example:443'],
  site: [`${addresses.site}:80`, 'site.example:80'],
};
