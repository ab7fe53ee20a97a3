/**
 * Who may import whom, as data. `imports.test.ts` holds the sources to it.
 *
 * An entry of `may` is a folder or a file of the project, a package, `node:` for Node's modules, or
 * a pattern. A folder may always import itself. `types:` before an entry allows `import type` only.
 */

export interface Rule {
  /** A folder, or a file that may import more than its folder. The longest fitting path rules. */
  readonly of: string;
  readonly may: readonly (string | RegExp)[];
}

const protocols = [
  ...['core/tls', 'core/reality', 'core/http', 'core/http1', 'core/http2', 'core/xhttp'],
  ...['core/vless', 'core/socks', 'core/http-proxy', 'core/dokodemo', 'core/freedom'],
  ...['core/blackhole', 'core/routing'],
];
const protocolPattern = `core/(${protocols.map((folder) => folder.slice('core/'.length)).join('|')})`;

/** All of a protocol except its machines and its wiring to other machines. */
const codecs = new RegExp(`^${protocolPattern}/(?!(client|server|inbound|outbound|hub)\\.ts$)`);
const transitionTables = new RegExp(`^${protocolPattern}/(.*-)?states\\.ts$`);

const engine = ['core/bytes', 'core/sansio', 'core/trace', 'core/config'];
const trace = ['core/bytes', 'core/sansio', /^types:core\/[a-z0-9-]+\/facts\.ts$/];

const coreOfSite = [
  ...['core/trace', 'core/inspect', 'core/bridge/protocol.ts', 'core/scenarios', 'core/engine'],
  ...['core/bytes', 'core/config', 'core/crypto'],
];

export const rules: readonly Rule[] = [
  { of: 'core/bytes', may: [] },
  { of: 'core/sansio', may: ['core/bytes'] },
  { of: 'core/crypto', may: ['core/bytes'] },
  { of: 'core/crypto/noble.ts', may: ['core/bytes', /^@noble\//] },
  { of: 'core/crypto/symmetric.ts', may: ['core/bytes', /^@noble\//] },
  { of: 'core/x509', may: ['core/bytes', 'core/crypto'] },
  { of: 'core/tls', may: ['core/bytes', 'core/sansio', 'core/crypto', 'core/x509'] },
  {
    of: 'core/reality',
    may: ['core/bytes', 'core/sansio', 'core/crypto', 'core/x509', 'core/tls'],
  },
  { of: 'core/http', may: ['core/bytes'] },
  { of: 'core/http1', may: ['core/bytes', 'core/sansio', 'core/http'] },
  { of: 'core/http2', may: ['core/bytes', 'core/sansio', 'core/http'] },
  {
    of: 'core/xhttp',
    // Padding in the `tokenish` manner counts Huffman octets.
    may: ['core/bytes', 'core/sansio', 'core/http', 'core/http2/hpack/huffman.ts'],
  },
  { of: 'core/http-proxy', may: ['core/bytes', 'core/sansio', 'core/http', 'core/http1'] },
  { of: 'core/vless', may: ['core/bytes', 'core/sansio', 'core/crypto'] },
  { of: 'core/socks', may: ['core/bytes', 'core/sansio'] },
  { of: 'core/dokodemo', may: ['core/bytes', 'core/sansio'] },
  { of: 'core/freedom', may: ['core/bytes', 'core/sansio'] },
  { of: 'core/blackhole', may: ['core/bytes', 'core/sansio'] },
  { of: 'core/routing', may: ['core/bytes', 'core/sansio'] },
  {
    of: 'core/peers',
    may: [
      ...['core/bytes', 'core/sansio', 'core/http', 'core/http1', 'core/http2'],
      ...['core/tls', 'core/socks'],
    ],
  },
  { of: 'core/config', may: ['core/bytes', 'types:core/routing/rules.ts'] },
  { of: 'core/trace', may: trace },
  { of: 'core/trace/units.ts', may: [...trace, codecs] },
  { of: 'core/engine', may: engine },
  ...['', '-core', '-inbound', '-outbound', '-security', '-web'].map((name) => ({
    of: `core/engine/compose${name}.ts`,
    may: [...engine, ...protocols, 'core/peers', 'core/crypto'],
  })),
  { of: 'core/engine/core-parts.ts', may: [...engine, 'types:core/crypto'] },
  { of: 'core/engine/run.ts', may: [...engine, 'core/crypto'] },
  { of: 'core/inspect', may: ['core/bytes', 'core/crypto', 'core/trace', codecs] },
  {
    of: 'core/scenarios',
    may: [
      ...['core/bytes', 'core/engine', 'core/config', 'core/trace', 'core/inspect'],
      'types:core/sansio',
    ],
  },
  { of: 'core/bridge', may: ['core/trace', 'types:core/engine', 'core/scenarios'] },
  {
    of: 'core/node',
    may: [/^core\//, 'node:', 'ws', 'websocket-stream', 'sirv', 'astro'],
  },
  // `x25519` prints a BLAKE3 digest, which no protocol needs
  { of: 'core/node/key-commands.ts', may: [/^core\//, 'node:', '@noble/hashes'] },

  { of: 'src/lib', may: ['svelte', ...coreOfSite] },
  { of: 'src/widgets', may: ['svelte', /^@xterm\//, 'src/lib', 'src/styles', ...coreOfSite] },
  {
    of: 'src/components',
    // Markdown cannot hydrate a widget: an .astro component holds it and its `client:` directive.
    may: ['src/lib', 'src/styles', 'src/widgets', transitionTables, /^astro(:|$)/],
  },
  { of: 'src/layouts', may: ['src/lib', 'src/styles', 'src/components', /^astro(:|$)/] },
  { of: 'src/pages', may: [/^src\//, /^astro(:|$)/] },
  { of: 'src/content.config.ts', may: ['src/lib', /^astro(:|$)/] },
];

/** The rule for a file: the one with the longest path that fits. */
export function ruleOf(path: string): Rule | undefined {
  return rules
    .filter(({ of }) => path === of || path.startsWith(`${of}/`))
    .sort((a, b) => b.of.length - a.of.length)[0];
}

/** The folder that the table speaks of: the first two names of a path. */
export function folderOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

/** Whether a file may import a target, itself a path from the root, a package or a Node module. */
export function mayImport(from: string, target: string, isTypeOnly: boolean): boolean {
  if (folderOf(target) === folderOf(from)) return true;
  const fits = (entry: string | RegExp, wanted: string) =>
    entry instanceof RegExp
      ? entry.test(wanted)
      : wanted === entry || wanted.startsWith(entry.endsWith(':') ? entry : `${entry}/`);
  const entries = ruleOf(from)?.may ?? [];
  return entries.some(
    (entry) => fits(entry, target) || (isTypeOnly && fits(entry, `types:${target}`)),
  );
}
