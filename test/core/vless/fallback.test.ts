import { describe, expect, it } from 'vitest';
import {
  chooseFallback,
  type Fallback,
  prepareFallbacks,
  requestPath,
} from '../../../core/vless/fallback.ts';
import { ascii } from '../../support/playbook.ts';

const entry = (port: number, keys: Partial<Fallback> = {}): Fallback => ({
  name: '',
  alpn: '',
  path: '',
  dest: `localhost:${port}`,
  address: { host: 'localhost' },
  port,
  xver: 0,
  ...keys,
});

const get = (target: string) => ascii(`GET ${target} HTTP/1.1\r\nHost: site.example\r\n\r\n`);

interface From {
  readonly serverName?: string;
  readonly alpn?: string;
  readonly first?: Uint8Array;
}
const choose = (entries: readonly Fallback[], from: From) =>
  chooseFallback(prepareFallbacks(entries), {
    serverName: '',
    alpn: '',
    first: get('/'),
    ...from,
  });
const portOf = (entries: readonly Fallback[], from: From): number | string => {
  const choice = choose(entries, from);
  return 'missing' in choice ? `no ${choice.missing}` : choice.entry.port;
};

describe('the choice of a fallback', () => {
  it('VLESS §5.4: takes a single entry whatever the name, the ALPN and the path', () => {
    const one = [entry(6666)];
    expect(portOf(one, {})).toBe(6666);
    expect(portOf(one, { serverName: 'site.example', alpn: 'h2', first: get('/x') })).toBe(6666);
    expect(choose(one, { first: get('/x') })).toMatchObject({ realPath: null });
  });

  it('VLESS §5.4: takes the later of two entries with equal keys', () => {
    expect(portOf([entry(1), entry(2)], {})).toBe(2);
  });

  describe('by name', () => {
    const entries = [
      entry(1),
      entry(2, { name: 'example' }),
      entry(3, { name: 'site.example' }),
      entry(4, { name: 'Big.Example' }),
    ];

    it.each([
      ['site.example', 3],
      ['www.site.example.org', 3],
      ['other.example', 2],
      ['SITE.EXAMPLE', 3],
      ['other.test', 1],
      ['', 1],
    ])('VLESS §5.4: takes the longest name contained in "%s"', (serverName, port) => {
      expect(portOf(entries, { serverName })).toBe(port);
    });

    it('VLESS §5.4: never finds a name that is not in lower case', () => {
      expect(portOf(entries, { serverName: 'Big.Example' })).toBe(2);
    });

    it('VLESS §5.4: finds none without an entry of no name', () => {
      expect(portOf([entry(1, { name: 'a.example' })], { serverName: 'b.test' })).toBe('no name');
    });
  });

  describe('by ALPN', () => {
    it('VLESS §5.4: takes the exact protocol, else the entry without', () => {
      const entries = [entry(1), entry(2, { alpn: 'h2' })];
      expect(portOf(entries, { alpn: 'H2' })).toBe(2);
      expect(portOf(entries, { alpn: 'http/1.1' })).toBe(1);
    });

    it('VLESS §5.4: finds none without an entry of no protocol', () => {
      expect(portOf([entry(1, { alpn: 'h2' })], { alpn: '' })).toBe('no alpn');
    });
  });

  describe('by path', () => {
    const entries = [entry(1), entry(2, { path: '/ws' }), entry(3, { path: '/ws/' })];

    it.each([
      ['/ws', 2, '/ws'],
      ['/ws?ed=2048', 2, '/ws'],
      ['/ws/', 3, '/ws/'],
      ['/ws/more', 1, '/ws/more'],
      ['/', 1, '/'],
    ])('VLESS §5.4: takes %s exactly', (target, port, realPath) => {
      expect(portOf(entries, { first: get(target) })).toBe(port);
      expect(choose(entries, { first: get(target) })).toMatchObject({ realPath });
    });

    it('VLESS §5.4: takes the entry without a path for HTTP/2', () => {
      expect(portOf(entries, { first: ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n') })).toBe(1);
    });

    it('VLESS §5.4: finds none without an entry of no path', () => {
      expect(choose([entry(1, { path: '/ws' })], { first: get('/x') })).toEqual({
        missing: 'path',
        realPath: '/x',
      });
    });
  });

  describe('of what entries inherit', () => {
    it('VLESS §5.4 A: a name gets each ALPN that there is without a name', () => {
      const entries = [entry(1, { name: 'a', alpn: 'x' }), entry(2, { alpn: 'h2' })];
      expect(portOf(entries, { serverName: 'a', alpn: 'h2' })).toBe(2);
    });

    it('VLESS §5.4 B: an ALPN gets the paths of its name without ALPN', () => {
      const entries = [entry(1), entry(2, { path: '/p' }), entry(3, { alpn: 'h2' })];
      expect(portOf(entries, { alpn: 'h2', first: get('/p') })).toBe(2);
      expect(portOf(entries, { alpn: 'h2', first: get('/q') })).toBe(3);
    });

    it('VLESS §5.4 C: a name gets the paths that there are without a name', () => {
      const entries = [entry(1), entry(2, { path: '/p' }), entry(3, { name: 'a' })];
      expect(portOf(entries, { serverName: 'a', first: get('/p') })).toBe(2);
      expect(portOf(entries, { serverName: 'a', first: get('/q') })).toBe(3);
    });

    it('VLESS §5.4: B comes before C', () => {
      const entries = [
        entry(1, { alpn: 'h2', path: '/p' }),
        entry(2, { name: 'a', path: '/p' }),
        entry(3),
      ];
      expect(portOf(entries, { serverName: 'a', alpn: 'h2', first: get('/p') })).toBe(2);
    });
  });
});

describe('the path of a first read', () => {
  it.each(['GET', 'PUT', 'POST', 'HEAD', 'PATCH', 'TRACE', 'DELETE', 'OPTIONS', 'CONNECT'])(
    'VLESS §5.4: is found after %s',
    (method) => {
      expect(requestPath(ascii(`${method} /path HTTP/1.1\r\n\r\n`))).toBe('/path');
    },
  );

  it.each([
    ['is shorter than 18 octets', 'GET /p HTTP/1.1\r\n'],
    ['has a line end in the target', 'GET /p\r\nHost: a.example\r\n'],
    ['has no path at the places 4 to 8', 'PROPFIND /p HTTP/1.1\r\n\r\n'],
    ['has no space before the slash', 'GET//p HTTP/1.1\r\n\r\n\r\n'],
    ['has a target without end', `GET /${'p'.repeat(200)}`],
    ['has a path that ends after 64 octets', `GET /${'p'.repeat(59)} HTTP/1.1\r\n\r\n`],
  ])('VLESS §5.4: is none when the read %s', (_what, first) => {
    expect(requestPath(ascii(first))).toBeNull();
  });

  it('VLESS §5.4: may end at the 64th octet', () => {
    const path = `/${'p'.repeat(58)}`;
    expect(requestPath(ascii(`GET ${path} HTTP/1.1\r\n\r\n`))).toBe(path);
  });
});
