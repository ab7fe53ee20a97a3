/**
 * From configuration texts to what the core runs.
 *
 * Config.Build in infra/conf/xray.go and the checks of core.New of Xray (v26.7.28), in Xray's order:
 * files, routing, removed sections, inbounds, outbounds; then, as when Xray creates the server, routing, users and tags.
 */
import { placeOf } from './decode.ts';
import {
  ConfigError,
  type ConfigErrorCode,
  creationFault,
  Fault,
  fault,
  linkText,
  type Place,
  within,
} from './errors.ts';
import { buildInbound, createInbound } from './inbound.ts';
import { lineAndColumn, readDocument } from './json.ts';
import { memberPath, nearestNode } from './json-path.ts';
import { JsonFault } from './json-scanner.ts';
import { Loading, type ReadFile } from './loading.ts';
import { buildOutbound } from './outbound.ts';
import { type ConfigFile, checkFormat, merge, readConfigFile } from './read.ts';
import { unsupported } from './refusals.ts';
import { buildRouting, createRouting } from './routing.ts';
import type { InboundSection, LogSection, RootSection } from './schema.ts';
import type { CoreConfig, LogLevel, LogSettings } from './types.ts';
import { refuseSections } from './unsupported.ts';

export type { ReadFile } from './loading.ts';
export type { ConfigFile } from './read.ts';

/**
 * Reads a configuration of one file or more. Throws ConfigError. `readFile` is for the files that it names; without it
 * a configuration that names one is refused.
 */
export function parseConfig(
  files: readonly [ConfigFile, ...ConfigFile[]],
  { readFile = null }: { readonly readFile?: ReadFile | null } = {},
): CoreConfig {
  const loading = new Loading(readFile);
  try {
    for (const { name } of files) checkFormat(name);
    const roots = files.map((file) => ({ name: file.name, root: readConfigFile(file) }));
    return build(merge(roots), loading);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new ConfigError(error, position(error, files), loading.warnings);
  }
}

function build(root: RootSection, loading: Loading): CoreConfig {
  const routing = root.routing;
  const rules = routing
    ? within(linkText('config:routing_not_built'), () => buildRouting(routing))
    : { rules: [] };
  if (root.reverse) throw fault(placeOf(root, 'reverse'), 'config:legacy_reverse_removed');
  if (root.transport?.size) {
    throw fault(placeOf(root, 'transport'), 'config:global_transport_removed');
  }
  const inbounds = (root.inbounds ?? []).map((section) =>
    within(linkText('config:inbound_not_built', section.tag), () => buildInbound(section, loading)),
  );
  const outbounds = (root.outbounds ?? []).map((section) =>
    within(linkText('config:outbound_not_built', section.tag), () =>
      buildOutbound(section, loading),
    ),
  );
  const log = buildLog(root.log);
  refuseSections(root);

  const created = createRouting(rules);
  const inboundTags = new Set<string>();
  for (const [i, inbound] of inbounds.entries()) {
    createInbound(inbound, root.inbounds?.[i] as InboundSection);
    claimTag(inboundTags, inbound, 'config:inbound_tag_repeated');
  }
  const outboundTags = new Set<string>();
  for (const outbound of outbounds) {
    claimTag(outboundTags, outbound, 'config:outbound_tag_repeated');
  }
  return { warnings: loading.warnings, log, inbounds, outbounds, routing: created };
}

function claimTag(
  tags: Set<string>,
  { at, tag }: { readonly at: Place; readonly tag: string },
  code: Extract<ConfigErrorCode, `config:${string}_tag_repeated`>,
): void {
  if (tags.has(tag)) throw creationFault({ ...at, path: memberPath(at.path, 'tag') }, code, tag);
  if (tag !== '') tags.add(tag);
}

const levels: readonly string[] = [
  'debug',
  'info',
  'warning',
  'error',
  'none',
] satisfies LogLevel[];

function buildLog(section: LogSection | null): LogSettings {
  if (section === null) return { level: 'warning', access: false, error: true };
  const { access, error, dnsLog, maskAddress } = section;
  for (const field of ['access', 'error'] as const) {
    if (['', 'none'].includes(section[field])) continue;
    throw unsupported(
      placeOf(section, field),
      '"none" or nothing',
      `"${section[field]}"`,
      'this core does not write log files',
    );
  }
  if (maskAddress !== '') {
    throw unsupported(
      placeOf(section, 'maskAddress'),
      'nothing',
      `"${maskAddress}"`,
      'this core does not mask addresses',
    );
  }
  if (dnsLog) {
    throw unsupported(placeOf(section, 'dnsLog'), 'false', 'true', 'this core asks no DNS servers');
  }
  const written = section.loglevel.toLowerCase();
  const level = levels.includes(written) ? (written as LogLevel) : 'warning';
  return {
    level,
    access: access !== 'none' && level !== 'none',
    error: error !== 'none' && level !== 'none',
  };
}

/** Line and column of a fault; the first character of the file when there is nothing to point at. */
function position(
  { place, details }: Fault,
  files: readonly ConfigFile[],
): { line: number; column: number } {
  const text = files.findLast(({ name }) => name === place.file)?.text ?? '';
  if (details.offset !== undefined) return lineAndColumn(text, details.offset);
  try {
    const { line, column } = nearestNode(readDocument(text).root, place.path);
    return { line, column };
  } catch (error) {
    if (error instanceof JsonFault) return { line: 1, column: 1 };
    throw error;
  }
}
