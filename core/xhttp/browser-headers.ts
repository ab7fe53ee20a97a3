/**
 * What makes a request look like a `fetch` of a browser.
 *
 * common/utils/browser.go:TryDefaultHeadersWith of Xray (v26.7.28), variant "fetch". Ours, and different from one Xray
 * to the next: Xray takes off every version a lag that depends on the machine; here versions are functions of the date
 * alone. The brand list is greased as Chromium does it (components/embedder_support/user_agent_utils.cc).
 */
import { chromeMajor, curlVersion, firefoxMajor, safariVersion } from './browser-versions.ts';
import { canonicalName } from './header-fields.ts';

/**
 * The header map of a request: the configured fields, and a browser's where no User-Agent is configured or where it is
 * one of six words. Without a User-Agent after that the HTTP library sends its own.
 */
export function requestHeaders(
  configured: ReadonlyMap<string, string>,
  epochMs: number,
): Map<string, string> {
  const headers = new Map([...configured].map(([name, value]) => [canonicalName(name), value]));
  const word = headers.get('User-Agent') ?? 'chrome';
  if (word === 'golang') headers.delete('User-Agent');
  else if (word === 'curl') headers.set('User-Agent', `curl/${curlVersion(epochMs)}`);
  else if (isBrowser(word)) addBrowser(headers, word, epochMs);
  return headers;
}

type Browser = 'chrome' | 'edge' | 'firefox' | 'safari';
const isBrowser = (word: string): word is Browser => Object.hasOwn(priorities, word);

const priorities: Readonly<Record<Browser, string>> = {
  chrome: 'u=1, i',
  edge: 'u=1, i',
  firefox: 'u=4',
  safari: 'u=3, i',
};

function addBrowser(headers: Map<string, string>, browser: Browser, epochMs: number): void {
  for (const [name, value] of Object.entries({
    ...browserFields[browser](epochMs),
    'Sec-Fetch-Mode': 'cors',
    'Sec-Fetch-Dest': 'empty',
    'Sec-Fetch-Site': 'same-origin',
  })) {
    headers.set(name, value);
  }
  for (const [name, value] of Object.entries({
    Priority: priorities[browser],
    'Cache-Control': 'no-cache',
    Pragma: 'no-cache',
    Accept: '*/*',
  })) {
    if (!headers.get(name)) headers.set(name, value);
  }
}

/** Names that are written past Go's canonical form keep these capitals on the wire of HTTP/1.1. */
const browserFields: Readonly<Record<Browser, (epochMs: number) => Record<string, string>>> = {
  chrome: (epochMs) => chromium(chromeMajor(epochMs), 'Google Chrome', ''),
  edge(epochMs) {
    const major = chromeMajor(epochMs);
    // without a space before it, unlike Edge's own
    return chromium(major, 'Microsoft Edge', `Edg/${major}.0.0.0`);
  },
  firefox(epochMs) {
    const major = firefoxMajor(epochMs);
    return {
      'User-Agent': `Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${major}.0) Gecko/20100101 Firefox/${major}.0`,
      DNT: '1',
      'Accept-Language': 'en-US,en;q=0.5',
    };
  },
  safari: (epochMs) => ({
    'User-Agent': `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${safariVersion(epochMs)} Safari/605.1.15`,
    'Accept-Language': 'en-US,en;q=0.9',
  }),
};

const chromium = (major: number, brand: string, suffix: string): Record<string, string> => ({
  'Sec-CH-UA': greasedBrands(major, brand),
  'Sec-CH-UA-Mobile': '?0',
  'Sec-CH-UA-Platform': '"Windows"',
  DNT: '1',
  'User-Agent': `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36${suffix}`,
  'Accept-Language': 'en-US,en;q=0.9',
});

const greaseCharacters = ' (:-./);=?_';
const greaseVersions = ['8', '99', '24'];
const orders = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

/** The value of Sec-CH-UA: a made-up brand, Chromium and the browser's, in an order that the version decides. */
export function greasedBrands(major: number, brand: string): string {
  const grease = (offset: number) =>
    greaseCharacters.charAt((major + offset) % greaseCharacters.length);
  const brands = [
    `"Not${grease(0)}A${grease(1)}Brand";v="${greaseVersions[major % 3]}"`,
    `"Chromium";v="${major}"`,
    `"${brand}";v="${major}"`,
  ];
  const places = orders[major % 6] ?? orders[0];
  const placed: string[] = [];
  for (const [i, each] of brands.entries()) placed[places[i] as number] = each;
  return placed.join(', ');
}
