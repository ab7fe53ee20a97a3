/**
 * Versions of browsers as Xray reckons them from the date (common/utils/browser.go, v26.7.28), without the lag that it
 * draws for each machine. Dates are in ms since 1970.
 */

const dayMs = 86_400_000;
const daysSince = (year: number, month: number, day: number, epochMs: number): number =>
  Math.floor((epochMs - Date.UTC(year, month - 1, day)) / dayMs);

/** 144, and one more for every 35 days after 17 February 2026. */
export const chromeMajor = (epochMs: number): number =>
  144 + Math.max(0, Math.floor(daysSince(2026, 2, 17, epochMs) / 35));

/** 128, and one more for every 30 days after 23 August 2024. */
export const firefoxMajor = (epochMs: number): number =>
  128 + Math.floor((daysSince(2024, 7, 29, epochMs) - 25) / 30);

/** 8.0.0 of 19 May 2023, and a minor version more for every 57 days. */
export const curlVersion = (epochMs: number): string =>
  `8.${Math.floor((daysSince(2023, 3, 20, epochMs) - 60) / 57)}.0`;

/** Minor versions by half-months since 23 September, when Safari takes its new major. */
const safariMinors = [
  ...[0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4],
  ...[4, 5, 5, 5, 5, 5, 6, 6, 6, 6],
];

export function safariVersion(epochMs: number): string {
  const year = new Date(epochMs).getUTCFullYear();
  const isOut = daysSince(year, 9, 23, epochMs) >= 0;
  const release = isOut ? year : year - 1;
  const halfMonths = Math.floor(daysSince(release, 9, 23, epochMs) / 15);
  return `${release - 1999}.${safariMinors[halfMonths] ?? 6}`;
}
