import { describe, expect, it } from 'vitest';
import type { RequestHead } from '../../../core/http/message.ts';
import { admit, hostMatches } from '../../../core/xhttp/admission.ts';
import { serverSettings } from '../../support/xhttp-settings.ts';

const request = (
  fields: Partial<RequestHead> & { readonly padding?: number } = {},
): RequestHead => {
  const { padding = 100, ...rest } = fields;
  const value = `http://h.example/xh/?x_padding=${'X'.repeat(padding)}`;
  return {
    part: 'request_head',
    method: 'POST',
    target: '/xh/id/0',
    authority: 'h.example',
    headers: [{ name: 'Referer', value }],
    ...rest,
  };
};

describe('XHTTP (Xray 26.7.28) hub.go: admission', () => {
  it('lets a packet pass', () => {
    expect(admit(request(), serverSettings)).toEqual({
      outcome: 'admitted',
      shape: 'packet-up',
      sessionId: 'id',
      seq: '0',
      takesPadding: true,
    });
  });

  it('takes a Referer, or obfuscated padding, for a sign that the client reads padding', () => {
    const query = `x_padding=${'X'.repeat(100)}`;
    const old = request({ target: `/xh/id?${query}`, headers: [] });
    expect(admit(old, serverSettings)).toMatchObject({ shape: 'stream-up', takesPadding: false });
    const settings = { ...serverSettings, xPaddingObfsMode: true };
    expect(admit(old, settings)).toMatchObject({ takesPadding: true });
  });

  it('looks at the host first, when one is configured', () => {
    const settings = { ...serverSettings, host: 'h.example' };
    expect(admit(request(), settings).outcome).toBe('admitted');
    expect(admit(request({ authority: 'other.example', target: '/no' }), settings)).toEqual({
      outcome: 'refused',
      status: 404,
      isKnownPath: false,
      refusal: { code: 'xhttp:host_mismatch', request: 'other.example', config: 'h.example' },
    });
  });

  it('then at the path, decoded, which must begin with the configured one', () => {
    expect(admit(request({ target: '/x%68/id/0' }), serverSettings).outcome).toBe('admitted');
    expect(admit(request({ target: '/xhx/id', padding: 0 }), serverSettings)).toEqual({
      outcome: 'refused',
      status: 404,
      isKnownPath: false,
      refusal: { code: 'xhttp:path_mismatch', request: '/xhx/id', config: '/xh/' },
    });
  });

  it('answers a preflight without looking for padding', () => {
    expect(admit(request({ method: 'OPTIONS', padding: 0 }), serverSettings)).toEqual({
      outcome: 'preflight',
    });
  });

  it.each([
    [99, 'refused'],
    [100, 'admitted'],
    [1000, 'admitted'],
    [1001, 'refused'],
  ])('of %d octets of padding is: %s, by the server’s own range', (padding, outcome) => {
    expect(admit(request({ padding }), serverSettings).outcome).toBe(outcome);
  });

  it('refuses a browser’s visit with 400, with the fields of a known path', () => {
    const visit = request({ method: 'GET', target: '/xh/', headers: [] });
    expect(admit(visit, serverSettings)).toEqual({
      outcome: 'refused',
      status: 400,
      isKnownPath: true,
      refusal: {
        code: 'xhttp:invalid_padding',
        placement: 'query',
        header: null,
        key: 'x_padding',
        length: 0,
      },
    });
  });

  it('needs an id in mode packet-up', () => {
    const settings = { ...serverSettings, mode: 'packet-up' as const };
    expect(admit(request({ target: '/xh//5' }), settings)).toMatchObject({
      status: 400,
      refusal: { code: 'xhttp:mode_not_allowed', mode: 'stream-one' },
    });
  });

  it('gives up at a target that Go cannot parse', () => {
    expect(admit(request({ target: '/xh/%zz' }), serverSettings)).toMatchObject({
      status: 400,
      isKnownPath: false,
      refusal: { code: 'xhttp:malformed_target' },
    });
  });
});

describe('XHTTP (Xray 26.7.28) hub.go: the host', () => {
  it.each([
    ['H.Example', 'h.example', true],
    ['h.example:8443', 'h.example', true],
    ['h.example.', 'h.example', false],
    ['[2001:db8::1]:443', '2001:db8::1', true],
    ['[2001:db8::1]', '2001:db8::1', false],
    ['a:b:1', 'a', false],
  ])('%s against %s matches: %s', (requested, configured, matches) => {
    expect(hostMatches(requested, configured)).toBe(matches);
  });
});
