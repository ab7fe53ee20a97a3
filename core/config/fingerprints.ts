/**
 * Names of ClientHellos: which program's hello a TLS client plays.
 *
 * GetFingerprint and its tables in transport/internet/tls/tls.go of Xray (v26.7.28). This core has two hellos: Chrome's
 * of uTLS's HelloChrome_133, and one of a program that plays no browser.
 */

/** Names that Xray has the same hello for. */
const chrome = ['', 'chrome', 'hellochrome_auto', 'hellochrome_133'];
const own = ['unsafe', 'hellogolang'];

const presets = 'firefox safari ios android edge 360 qq random randomized randomizednoalpn';
const versions: Readonly<Record<string, string>> = {
  '': 'randomized randomizedalpn randomizednoalpn',
  firefox_: 'auto 55 56 63 65 99 102 105 120 148',
  chrome_:
    '58 62 70 72 83 87 96 100 102 106_shuffle 120 131 100_psk 112_psk_shuf 114_padding_psk_shuf 115_pq 115_pq_psk 120_pq',
  ios_: 'auto 11_1 12_1 13 14',
  android_: '11_okhttp',
  edge_: 'auto 85 106',
  safari_: 'auto 16_0 26_3',
  '360_': 'auto 7_5 11_0',
  qq_: 'auto 11_1',
};
const others = new Set([
  ...presets.split(' '),
  ...Object.entries(versions).flatMap(([program, list]) =>
    list.split(' ').map((version) => `hello${program}${version}`),
  ),
]);

/** What a name in lower case stands for; `other` is a hello that this core does not play. */
export function fingerprintOf(name: string): 'chrome' | 'unsafe' | 'other' | 'unknown' {
  if (chrome.includes(name)) return 'chrome';
  if (own.includes(name)) return 'unsafe';
  return others.has(name) ? 'other' : 'unknown';
}
