/**
 * Reads the files of a configuration, and lays them over one another.
 *
 * infra/conf/serial (what Xray says of a file that is no JSON or has a wrong type, and where) and Config.Override in
 * infra/conf/xray.go, of Xray (v26.7.28). JSON only: no YAML, TOML or protobuf.
 */
import { toUtf8 } from '../bytes/utf8.ts';
import { originalOffset, strippedOffset } from './comments.ts';
import { Decoding } from './decode.ts';
import { Fault, fault, linkText, type Place, within, wrapped } from './errors.ts';
import { type JsonDocument, readDocument, stripText } from './json.ts';
import { JsonFault } from './json-scanner.ts';
import { type RootSection, rootConfig } from './schema.ts';

export interface ConfigFile {
  /** As the user named it; messages repeat it. `stdin:` is read as JSON whatever its name. */
  readonly name: string;
  readonly text: string;
}

/** Throws Fault when the name of a file does not say that it is JSON. */
export function checkFormat(name: string): void {
  if (name === 'stdin:' || /\.jsonc?$/i.test(name)) return;
  const place = { file: name, path: '' };
  const format = /\.(?:pb|protobuf|ya?ml|toml)$/i.exec(name)?.[0];
  if (format === undefined) throw fault(place, 'config:unknown_format', name);
  throw fault(
    place,
    'config:unsupported',
    `${name}: expected .json or .jsonc, got ${format}; this core reads JSON`,
  );
}

/** Throws Fault. */
export function readConfigFile({ name, text }: ConfigFile): RootSection {
  const place = { file: name, path: '' };
  return within(linkText('config:file_not_decoded', name), () => decode(parse(text, place), place));
}

function parse(text: string, place: Place): JsonDocument {
  try {
    return readDocument(text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const { kind, offset, message } = error;
    if (kind === 'limit') throw fault(place, 'config:limit_exceeded', message);
    const stripped = stripText(text);
    const said =
      kind === 'syntax' ? message : /[^ \t\r\n]/.test(stripped.text) ? 'unexpected EOF' : 'EOF';
    const octetsRead = kind === 'syntax' ? octetLength(stripped.text, offset) + 1 : undefined;
    const details = { offset: originalOffset(stripped, offset) };
    throw wrapped(
      notRead(stripped.text, offset, octetsRead),
      new Fault('config:json_malformed', place, said, details),
    );
  }
}

function decode(document: JsonDocument, place: Place): RootSection {
  const { root, stripped } = document;
  const decoding = new Decoding(document);
  const end = strippedOffset(stripped, root.end - 1);
  try {
    const decoded = rootConfig.decode(decoding, root, place, rootConfig.zero(place));
    if (!decoding.mismatch) return decoded;
    const { message, place: at, offset } = decoding.mismatch;
    const octetsRead = octetLength(stripped.text, offset);
    throw new Fault('config:json_type_mismatched', at, message, { octetsRead });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw wrapped(notRead(stripped.text, end, error.details.octetsRead), error);
  }
}

/**
 * Xray's link with its line and char. It looks the octet that Go had come to up in what was read of the file until
 * then, without comments, and names no place when that is not there: at the end of the text, and of a chunk.
 */
function notRead(stripped: string, lastNeeded: number, octetsRead: number | undefined): string {
  const octets = toUtf8(stripped);
  const needed = Math.min(octetLength(stripped, lastNeeded) + 1, octets.length);
  // Go's Decoder reads into a buffer that grows so, and Xray's reader leaves two octets of it free
  let buffer = 512;
  while (buffer - 2 < needed) buffer = 2 * buffer + 512;
  const known = Math.min(buffer - 2, octets.length);
  if (octetsRead === undefined || octetsRead >= known) return linkText('config:file_not_read', '');
  const before = octets.subarray(0, octetsRead);
  const line = before.reduce((lines, octet) => (octet === 0x0a ? lines + 1 : lines), 1);
  const char = octetsRead - 1 - before.lastIndexOf(0x0a);
  return linkText('config:file_not_read', ` at line ${line} char ${char}`);
}

const octetLength = (text: string, end: number): number => toUtf8(text.slice(0, end)).length;

/**
 * One configuration of several: later sections replace earlier ones, inbounds and outbounds do by tag. New outbounds go
 * first, unless the name of the file has "tail" in it.
 */
export const merge = (
  roots: readonly { readonly name: string; readonly root: RootSection }[],
): RootSection =>
  roots
    .slice(1)
    .reduce(
      (base, { name, root }) => overlay(base, root, name),
      (roots[0] as { readonly root: RootSection }).root,
    );

function overlay(base: RootSection, over: RootSection, name: string): RootSection {
  const sections = Object.entries(over).filter(
    ([key, value]) => value !== null && !key.startsWith('$'),
  );
  const outbounds = replaceTagged(base.outbounds ?? [], over.outbounds ?? []);
  return {
    ...base,
    ...Object.fromEntries(sections),
    inbounds: appendTagged(base.inbounds ?? [], over.inbounds ?? []),
    outbounds: name.toLowerCase().includes('tail')
      ? appendTagged(base.outbounds ?? [], over.outbounds ?? [])
      : [...outbounds.added, ...outbounds.replaced],
  };
}

interface Tagged {
  readonly tag: string;
}

/** Puts those of `over` whose tags `base` has in their places; no tag is a tag like any other. */
function replaceTagged<T extends Tagged>(
  base: readonly T[],
  over: readonly T[],
): { replaced: T[]; added: T[] } {
  const replaced = [...base];
  const added: T[] = [];
  for (const one of over) {
    const index = replaced.findIndex(({ tag }) => tag === one.tag);
    if (index >= 0) replaced[index] = one;
    else added.push(one);
  }
  return { replaced, added };
}

/** The same, and each of the others at the end, where a later one with its tag replaces it. */
const appendTagged = <T extends Tagged>(base: readonly T[], over: readonly T[]): readonly T[] =>
  over.reduce<readonly T[]>((list, one) => {
    const { replaced, added } = replaceTagged(list, [one]);
    return [...replaced, ...added];
  }, base);
