import { describe, expect, it } from 'vitest';
import { PeerSettings } from '../../../core/http2/peer-settings.ts';

const settings = { tableSize: 1, push: 2, streams: 3, window: 4 };
const said = (identifier: number, value: number) => [{ identifier, value }];

describe('the settings of a peer', () => {
  it('allow 100 streams at first, and as many as the peer tells, or 1,000', () => {
    const peer = new PeerSettings(false);
    expect([peer.mostStreams, peer.haveCome]).toEqual([100, false]);
    peer.change([]);
    expect([peer.mostStreams, peer.haveCome]).toEqual([1_000, true]);
    peer.change(said(settings.streams, 7));
    expect(peer.mostStreams).toBe(7);
  });

  it('RFC 9113 §6.9.2: tell by how much windows grow', () => {
    const peer = new PeerSettings(true);
    expect(peer.change(said(settings.window, 65_536))).toBe(1);
    expect(peer.change(said(settings.window, 0))).toBe(-65_536);
    expect(peer.current.INITIAL_WINDOW_SIZE).toBe(0);
  });

  it('RFC 9113 §6.5.2: are refused when a server enables push', () => {
    const push = said(settings.push, 1);
    expect(() => new PeerSettings(false).change(push)).toThrow(
      expect.objectContaining({ code: 'http2:malformed_setting' }),
    );
    expect(new PeerSettings(true).change(push)).toBe(0);
  });

  it.each([
    ['before anything else', [], 1, 'http2:missing_settings'],
    ['more often than sent', [[]], 2, 'http2:unexpected_settings_ack'],
  ])('RFC 9113 §6.5.3: are not acknowledged %s', (_what, changes, times, code) => {
    const peer = new PeerSettings(true);
    peer.sent();
    for (const change of changes) peer.change(change);
    expect(() => {
      for (let i = 0; i < times; i++) peer.acknowledge([]);
    }).toThrow(expect.objectContaining({ code }));
  });

  it('RFC 9113 §6.5: say nothing with an acknowledgement', () => {
    expect(() => new PeerSettings(true).acknowledge(said(1, 1))).toThrow(
      expect.objectContaining({ code: 'http2:frame_size' }),
    );
  });
});
