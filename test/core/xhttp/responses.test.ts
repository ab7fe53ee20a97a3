import { describe, expect, it } from 'vitest';
import type { RequestHead } from '../../../core/http/message.ts';
import { commonFields, downlinkFields, packetFields } from '../../../core/xhttp/responses.ts';

const request = (method: string, headers: Record<string, string> = {}): RequestHead => ({
  part: 'request_head',
  method,
  target: '/xh/id',
  authority: 'h.example',
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
});

describe('XHTTP (Xray 26.7.28) config.go: response fields', () => {
  it('are CORS and padding on every answer', () => {
    expect(commonFields(request('GET'), 3)).toEqual([
      ['Access-Control-Allow-Origin', '*'],
      ['X-Padding', 'XXX'],
    ]);
  });

  it('repeat the origin, and what a preflight asks for', () => {
    const asked = {
      Origin: 'https://a.example',
      'Access-Control-Request-Method': 'POST',
    };
    expect(commonFields(request('OPTIONS', asked), 1)).toEqual([
      ['Access-Control-Allow-Origin', 'https://a.example'],
      ['Access-Control-Allow-Methods', 'POST'],
      ['Access-Control-Allow-Headers', '*'],
      ['X-Padding', 'X'],
    ]);
  });

  it('of the downlink keep everybody from buffering it', () => {
    const common = commonFields(request('GET'), 1);
    expect(downlinkFields(common, { noSSEHeader: false })).toEqual([
      { name: 'Access-Control-Allow-Origin', value: '*' },
      { name: 'Cache-Control', value: 'no-store' },
      { name: 'Content-Type', value: 'text/event-stream' },
      { name: 'X-Accel-Buffering', value: 'no' },
      { name: 'X-Padding', value: 'X' },
    ]);
    const names = downlinkFields(common, { noSSEHeader: true }).map(({ name }) => name);
    expect(names).not.toContain('Content-Type');
  });

  it('of a packet say no-store only when it had no body', () => {
    const common = commonFields(request('POST'), 1);
    expect(packetFields(common, 5)).not.toContainEqual(
      expect.objectContaining({ name: 'Cache-Control' }),
    );
    expect(packetFields(common, 0)).toContainEqual({ name: 'Cache-Control', value: 'no-store' });
  });
});
