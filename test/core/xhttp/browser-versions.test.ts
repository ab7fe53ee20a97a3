import { describe, expect, it } from 'vitest';
import {
  chromeMajor,
  curlVersion,
  firefoxMajor,
  safariVersion,
} from '../../../core/xhttp/browser-versions.ts';

const day = (text: string) => Date.parse(`${text}T12:00:00Z`);

describe('XHTTP (Xray 26.7.28) browser.go: versions by date', () => {
  it.each([
    ['2025-01-01', 144],
    ['2026-02-17', 144],
    ['2026-03-23', 144],
    ['2026-03-24', 145],
    // what an Xray on a machine with little lag said that day, as of the next two
    ['2026-11-22', 151],
  ])('Chrome’s on %s is %d', (date, major) => {
    expect(chromeMajor(day(date))).toBe(major);
  });

  it.each([
    ['2024-08-23', 128],
    ['2024-09-21', 128],
    ['2024-09-22', 129],
    ['2026-11-22', 155],
  ])('Firefox’s on %s is %d', (date, major) => {
    expect(firefoxMajor(day(date))).toBe(major);
  });

  it.each([
    ['2026-09-22', '26.6'],
    ['2026-09-23', '27.0'],
    ['2026-11-22', '27.1'],
    ['2027-02-01', '27.2'],
  ])('Safari’s on %s is %s', (date, version) => {
    expect(safariVersion(day(date))).toBe(version);
  });

  it.each([
    ['2023-05-19', '8.0.0'],
    ['2023-07-15', '8.1.0'],
    ['2026-08-19', '8.20.0'],
  ])('curl’s on %s is %s', (date, version) => {
    expect(curlVersion(day(date))).toBe(version);
  });
});
