import { describe, expect, it } from 'vitest';
import {
  changed,
  clientOpening,
  initialSettings,
  serverOpening,
  wireSettings,
} from '../../../core/http2/settings.ts';

const after = (...said: (readonly [number, number])[]) =>
  changed(
    initialSettings,
    said.map(([identifier, value]) => ({ identifier, value })),
  );

describe('settings', () => {
  it('RFC 9113 §6.5.2: change by their identifiers', () => {
    expect(after([1, 0], [2, 0], [3, 10], [4, 1], [5, 20_000], [6, 9])).toEqual({
      HEADER_TABLE_SIZE: 0,
      ENABLE_PUSH: 0,
      MAX_CONCURRENT_STREAMS: 10,
      INITIAL_WINDOW_SIZE: 1,
      MAX_FRAME_SIZE: 20_000,
      MAX_HEADER_LIST_SIZE: 9,
    });
  });

  it('RFC 9113 §6.5.3: take the last of several values', () => {
    expect(after([4, 1], [4, 2]).INITIAL_WINDOW_SIZE).toBe(2);
  });

  it('RFC 9113 §6.5.2: ignore what they do not know', () => {
    expect(after([0x99, 1])).toEqual(initialSettings);
  });

  it.each([
    ['ENABLE_PUSH', 2, 2, 'http2:malformed_setting'],
    ['INITIAL_WINDOW_SIZE', 4, 2 ** 31, 'http2:initial_window_too_large'],
    ['MAX_FRAME_SIZE', 5, 16_383, 'http2:malformed_setting'],
    ['MAX_FRAME_SIZE', 5, 2 ** 24, 'http2:malformed_setting'],
  ])('RFC 9113 §6.5.2: refuse %s with the value %i %i', (_name, id, value, code) => {
    expect(() => after([id, value])).toThrow(expect.objectContaining({ code }));
  });

  it('are those of Go’s client', () => {
    expect(wireSettings(clientOpening.settings)).toEqual([
      { identifier: 2, value: 0 },
      { identifier: 4, value: 4_194_304 },
      { identifier: 5, value: 16_384 },
      { identifier: 6, value: 10_485_760 },
    ]);
  });

  it('are those of Go’s server', () => {
    expect(wireSettings(serverOpening(8_192).settings)).toEqual([
      { identifier: 5, value: 1_048_576 },
      { identifier: 3, value: 250 },
      { identifier: 6, value: 8_512 },
      { identifier: 1, value: 4_096 },
      { identifier: 4, value: 1_048_576 },
    ]);
  });
});
