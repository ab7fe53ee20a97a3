import { describe, expect, it } from 'vitest';
import { staticTable } from '../../../../core/http2/hpack/static-table.ts';

describe('the static table', () => {
  it.each([
    [1, ':authority', ''],
    [2, ':method', 'GET'],
    [8, ':status', '200'],
    [16, 'accept-encoding', 'gzip, deflate'],
    [28, 'content-length', ''],
    [51, 'referer', ''],
    [58, 'user-agent', ''],
    [61, 'www-authenticate', ''],
  ])('RFC 7541 Appendix A: has at index %i %s %s', (index, name, value) => {
    expect(staticTable[index - 1]).toEqual({ name, value });
  });

  it('RFC 7541 Appendix A: has 61 entries', () => {
    expect(staticTable).toHaveLength(61);
  });
});
