/** Which lines of the two configuration texts a step comes from. */
import { lineRange, readDocument } from '../../../core/config/json.ts';
import { nodeAt } from '../../../core/config/json-path.ts';
import { parseConfig } from '../../../core/config/parse.ts';
import { configLinesOf } from '../../../core/scenarios/config-lines.ts';
import type { ConfigText } from '../../../core/scenarios/scenario.ts';
import type { Step } from '../../../core/trace/step.ts';
import type { ConfigFile, Mark } from './marks.ts';

/** Of one of the steps. */
export type Marker = (steps: readonly Step[], step: Step) => readonly Mark[];

/** Reads the texts once. Throws ConfigError. */
export function markerOf(texts: Readonly<Record<ConfigFile, ConfigText>>): Marker {
  const configs = { client: parseConfig([texts.client]), server: parseConfig([texts.server]) };
  const documents = {
    client: readDocument(texts.client.text),
    server: readDocument(texts.server.text),
  };
  return (steps, step) =>
    configLinesOf(configs, steps, step).flatMap(({ file, path }) => {
      const node = nodeAt(documents[file].root, path);
      return node ? [{ file, ...lineRange(texts[file].text, node) }] : [];
    });
}
