import { describe, expect, it } from 'vitest';
import { huffmanOctets } from '../../../core/http2/hpack/huffman.ts';
import { drawPadding, isAccepted, token } from '../../../core/xhttp/padding-text.ts';
import { runDoing } from '../../support/doing.ts';
import { clientSettings } from '../../support/xhttp-settings.ts';

const fixed = (value: number) => ({ from: value, to: value });

describe('XHTTP (Xray 26.7.28) xpadding.go: the text of padding', () => {
  it('is a run of X of a length that is drawn', () => {
    expect(runDoing(drawPadding({ ...clientSettings, xPaddingBytes: fixed(3) }))).toBe('XXX');
    expect(runDoing(drawPadding(clientSettings))).toMatch(/^X{100,999}$/);
  });

  it('looks like a token only when it is obfuscated', () => {
    const tokenish = { ...clientSettings, xPaddingMethod: 'tokenish' as const };
    expect(runDoing(drawPadding(tokenish))).toMatch(/^X+$/);
    expect(runDoing(drawPadding({ ...tokenish, xPaddingObfsMode: true }))).toMatch(
      /^[0-9A-Za-z]+$/,
    );
  });

  it.each([1, 2, 5, 100, 613, 5_000])(
    'as a token has %d octets of Huffman code, give or take two',
    (octets) => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const text = runDoing(token(octets), [], seed);
        expect(Math.abs(huffmanOctets(text) - octets)).toBeLessThanOrEqual(2);
      }
    },
  );
});

describe('XHTTP (Xray 26.7.28) xpadding.go: IsPaddingValid', () => {
  const settings = { xPaddingBytes: { from: 100, to: 1000 }, xPaddingMethod: 'repeat-x' } as const;

  it.each([
    [0, false],
    [99, false],
    [100, true],
    [1000, true],
    [1001, false],
  ])('of %d octets is %s, as both ends belong to the range', (length, accepted) => {
    expect(isAccepted('X'.repeat(length), settings)).toBe(accepted);
  });

  it.each([
    [97, false],
    [98, true],
    [1002, true],
    [1003, false],
  ])('of a token, X has 8 bits: %d is %s', (length, accepted) => {
    expect(isAccepted('X'.repeat(length), { ...settings, xPaddingMethod: 'tokenish' })).toBe(
      accepted,
    );
  });

  it('measures a token as HPACK codes it', () => {
    const tokenish = { xPaddingBytes: fixed(50), xPaddingMethod: 'tokenish' } as const;
    // 0 has five bits
    expect(isAccepted('0'.repeat(80), tokenish)).toBe(true);
    expect(isAccepted('0'.repeat(50), tokenish)).toBe(false);
  });

  it('takes no empty text, whatever the range', () => {
    expect(isAccepted('', { xPaddingBytes: { from: 1, to: 1 }, xPaddingMethod: 'tokenish' })).toBe(
      false,
    );
  });
});
