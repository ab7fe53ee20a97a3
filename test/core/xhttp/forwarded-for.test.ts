import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../core/xhttp/forwarded-for.ts';

const remote = '198.51.100.7:50000';
const source = (headers: Record<string, string>, trusted: string[] = []) =>
  sourceOf(
    remote,
    Object.entries(headers).map(([name, value]) => ({ name, value })),
    trusted,
  );

describe('XHTTP (Xray 26.7.28) headers.go: X-Forwarded-For', () => {
  it('is not believed when nothing is trusted', () => {
    expect(source({ 'X-Forwarded-For': '192.0.2.2' })).toEqual({ remote, ignored: '192.0.2.2' });
  });

  it('is not believed when no trusted field is there', () => {
    expect(source({ 'X-Forwarded-For': '192.0.2.2' }, ['CF-Ray']).ignored).toBe('192.0.2.2');
  });

  it('is believed when a trusted field is there, even an empty one', () => {
    expect(source({ 'X-Forwarded-For': '192.0.2.2, 10.0.0.1', 'cf-ray': '' }, ['CF-Ray'])).toEqual({
      remote: '192.0.2.2:0',
      ignored: null,
    });
    expect(source({ 'X-Forwarded-For': '2001:db8::2' }, ['X-Forwarded-For']).remote).toBe(
      '[2001:db8::2]:0',
    );
  });

  it('changes nothing when it is no address', () => {
    expect(source({ 'X-Forwarded-For': 'unknown' }, ['X-Forwarded-For'])).toEqual({
      remote,
      ignored: null,
    });
  });

  it('need not be there', () => {
    expect(source({})).toEqual({ remote, ignored: null });
  });
});
