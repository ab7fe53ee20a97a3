import { describe, expect, it } from 'vitest';
import { splitHostPort } from '../../../core/config/host-port.ts';

// The complaints are those of Go's net.SplitHostPort, as Xray prints them for `redirect` (test/core/config/freedom.test.ts).
describe('splitHostPort', () => {
  it.each([
    ['a.example:80', 'a.example', '80'],
    [':80', '', '80'],
    ['a:', 'a', ''],
    ['a:http', 'a', 'http'],
    ['[2001:db8::1]:80', '2001:db8::1', '80'],
    ['[]:80', '', '80'],
  ])('takes %s apart', (text, host, port) => {
    expect(splitHostPort(text)).toEqual({ host, port });
  });

  it.each([
    ['a', 'missing port in address'],
    ['a:b:1', 'too many colons in address'],
    ['::1', 'too many colons in address'],
    ['[a:1', "missing ']' in address"],
    ['[a]', 'missing port in address'],
    ['[a]1', 'missing port in address'],
    ['[a]:1:2', 'too many colons in address'],
    ['[a]x:2', 'missing port in address'],
    ['a]:1', "unexpected ']' in address"],
    ['a[:1', "unexpected '[' in address"],
    ['[a[]:1', "unexpected '[' in address"],
    ['[a]:1]', "unexpected ']' in address"],
  ])('says of %j: %s', (text, why) => {
    expect(splitHostPort(text)).toEqual({ said: `address ${text}: ${why}` });
  });

  it('does not name an address that is empty', () => {
    expect(splitHostPort('')).toEqual({ said: 'missing port in address' });
  });
});
