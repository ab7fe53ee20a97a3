/**
 * What makes a request look like a `fetch` of Chrome on Windows.
 *
 * common/utils/browser.go:TryDefaultHeadersWith of Xray (v26.7.28), variant "fetch". Ours, and different from one Xray
 * to the next: Xray takes off the version up to three steps that depend on the machine; here the version is a function
 * of the date alone. The brand list is greased as Chromium does it (components/embedder_support/user_agent_utils.cc).
 * Of the words that Xray knows as a User-Agent, `chrome` and `golang` are played; `edge`, `firefox`, `safari` and
 * `curl` are left out: `core/config` refuses them.
 */
import { canonicalName } from './header-fields.ts';

/** The header map of a request: the configured fields, and Chrome's unless a User-Agent was configured. */
export function requestHeaders(
  configured: ReadonlyMap<string, string>,
  epochMs: number,
): Map<string, string> {
  const headers = new Map([...configured].map(([name, value]) => [canonicalName(name), value]));
  const userAgent = headers.get('User-Agent');
  if (userAgent === undefined || userAgent === 'chrome') addChrome(headers, chromeMajor(epochMs));
  else if (userAgent === 'golang') headers.set('User-Agent', 'Go-http-client/1.1');
  return headers;
}

const dayMs = 86_400_000;

/** 144 until 17 February 2026 and one more for every 35 days after. */
export function chromeMajor(epochMs: number): number {
  const steps = Math.floor((epochMs - Date.UTC(2026, 1, 17)) / (35 * dayMs));
  return 144 + Math.max(0, steps);
}

function addChrome(headers: Map<string, string>, major: number): void {
  // written past Go's canonical form, so these names keep Chrome's capitals on the wire
  headers.set('Sec-CH-UA', greasedBrands(major));
  headers.set('Sec-CH-UA-Mobile', '?0');
  headers.set('Sec-CH-UA-Platform', '"Windows"');
  headers.set('DNT', '1');
  headers.set(
    'User-Agent',
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`,
  );
  headers.set('Accept-Language', 'en-US,en;q=0.9');
  headers.set('Sec-Fetch-Mode', 'cors');
  headers.set('Sec-Fetch-Dest', 'empty');
  headers.set('Sec-Fetch-Site', 'same-origin');
  for (const [name, value] of Object.entries({
    Priority: 'u=1, i',
    'Cache-Control': 'no-cache',
    Pragma: 'no-cache',
    Accept: '*/*',
  })) {
    if (!headers.has(name)) headers.set(name, value);
  }
}

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

/** The value of Sec-CH-UA: a made-up brand, Chromium and Google Chrome, in an order that the version decides. */
export function greasedBrands(major: number): string {
  const grease = (offset: number) =>
    greaseCharacters.charAt((major + offset) % greaseCharacters.length);
  const brands = [
    `"Not${grease(0)}A${grease(1)}Brand";v="${greaseVersions[major % 3]}"`,
    `"Chromium";v="${major}"`,
    `"Google Chrome";v="${major}"`,
  ];
  const places = orders[major % 6] ?? orders[0];
  const placed: string[] = [];
  for (const [i, brand] of brands.entries()) placed[places[i] as number] = brand;
  return placed.join(', ');
}
