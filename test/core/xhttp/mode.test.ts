import { describe, expect, it } from 'vitest';
import { permits, resolvedMode, shapeOf } from '../../../core/xhttp/mode.ts';

describe('XHTTP (Xray 26.7.28) dialer.go: mode auto', () => {
  it.each([
    [false, false, 'packet-up'],
    [false, true, 'packet-up'],
    [true, false, 'stream-one'],
    [true, true, 'stream-up'],
  ] as const)(
    'with REALITY %s and downloadSettings %s is %s',
    (isReality, hasDownloadSettings, mode) => {
      expect(resolvedMode('auto', { isReality, hasDownloadSettings })).toBe(mode);
    },
  );

  it('is the only one that is resolved', () => {
    const upload = { isReality: true, hasDownloadSettings: true };
    expect(resolvedMode('packet-up', upload)).toBe('packet-up');
  });
});

describe('XHTTP (Xray 26.7.28) hub.go: the shape of a request', () => {
  it.each([
    ['GET', '', '', 'stream-one'],
    ['POST', '', '5', 'stream-one'],
    ['GET', 'id', '', 'stream-down'],
    ['PUT', 'id', '', 'stream-up'],
    ['POST', 'id', '0', 'packet-up'],
    ['GET', 'id', '0', 'packet-up'],
  ])('%s with id "%s" and seq "%s" is %s', (method, id, seq, shape) => {
    expect(shapeOf(method, id, seq)).toBe(shape);
  });

  it.each([
    ['auto', ['stream-one', 'stream-up', 'packet-up', 'stream-down']],
    ['packet-up', ['packet-up', 'stream-down']],
    ['stream-up', ['stream-one', 'stream-up', 'stream-down']],
    ['stream-one', ['stream-one', 'stream-down']],
  ] as const)('is permitted by mode %s where it is one of %s', (mode, shapes) => {
    const all = ['stream-one', 'stream-up', 'packet-up', 'stream-down'] as const;
    expect(all.filter((shape) => permits(mode, shape))).toEqual(shapes);
  });
});
