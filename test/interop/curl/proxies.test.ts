/**
 * Every kind of inbound of one configuration, with curl and with plain octets: on our core, and on a real Xray where
 * there is one. Both give the same answers, to the octet, and the same lines of log.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasCurl } from '../../support/curl.ts';
import { type InboundName, ProxyLab } from '../../support/proxy-lab.ts';
import { RawOrigin } from '../../support/raw-origin.ts';
import { builtXray, hasGo } from '../../support/xray.ts';

const withXray = hasGo();
const cores = withXray ? (['ours', 'Xray'] as const) : (['ours'] as const);
const labs = new Map<string, ProxyLab>();
const lab = (core: string) => labs.get(core) as ProxyLab;
/** What each core has logged of each case. */
const logs = new Map<string, readonly string[]>();
const origin = new RawOrigin();
let at = '';

beforeAll(async () => {
  const port = await origin.listen();
  at = `127.0.0.1:${port}`;
  for (const core of cores) {
    labs.set(core, await ProxyLab.start(core === 'ours' ? null : await builtXray(), port));
  }
}, 1_200_000);
afterAll(async () => {
  await Promise.all([...labs.values()].map((each) => each.stop()));
  origin.close();
});

const ok = 'HTTP/1.1 200 OK\r\nx-b: 1\r\nA: 2\r\nContent-Length: 2\r\n\r\nhi';
const kept = 'Connection: keep-alive\r\nKeep-Alive: timeout=60\r\nProxy-Connection: keep-alive\r\n';
const passed = `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nA: 2\r\n${kept}X-B: 1\r\n\r\nhi`;
const closing = 'Connection: close\r\nProxy-Connection: close\r\nContent-Length: 0\r\n\r\n';
const unavailable = `HTTP/1.1 503 Service Unavailable\r\n${closing}`;
const forbidden =
  'HTTP/1.1 403 Forbidden\nConnection: close\nCache-Control: max-age=3600, public\nContent-Length: 0\n\n\n';
const authenticate =
  'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n\r\n';
const established = 'HTTP/1.1 200 Connection established\r\n\r\n';
const keep = 'Proxy-Connection: keep-alive\r\n';
const end = /never said/;
const get = (more = '', host = at) => `GET http://${host}/a?b HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
const forwarded = (more = '') =>
  `GET /a?b HTTP/1.1\r\nHost: ${at}\r\n${more}Connection: close\r\n\r\n`;
const octets = (...values: readonly number[]) => String.fromCharCode(...values);
const portOctets = () => {
  const port = Number(at.split(':')[1]);
  return octets(port >> 8, port & 255);
};

interface Case {
  readonly to: InboundName;
  /** What the origin answers. */
  readonly answers?: readonly string[];
  readonly says: () => readonly (string | RegExp)[];
  readonly hears: string;
  /** What the origin hears. */
  readonly origin?: () => readonly string[];
  /** Why the logs are not compared. */
  readonly logsDiffer?: string;
}

const cases: Readonly<Record<string, Case>> = {
  'a request': {
    to: 'http',
    answers: [ok],
    says: () => [get('User-Agent: u\r\nX-Foo: 1\r\naccept: */*\r\nConnection: X-Foo\r\n'), end],
    hears: passed,
    origin: () => [forwarded('User-Agent: u\r\nAccept: */*\r\n')],
  },
  'two requests on one connection': {
    to: 'http',
    answers: [ok],
    says: () => [get(keep), /hi$/, get(), end],
    hears: passed + passed,
    origin: () => [forwarded(), forwarded()],
  },
  'a body with a length': {
    to: 'http',
    answers: ['HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n'],
    says: () => [`PUT http://${at}/ HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello`, end],
    hears: `HTTP/1.1 201 Created\r\nContent-Length: 0\r\n${kept}\r\n`,
    origin: () => [
      `PUT / HTTP/1.1\r\nHost: ${at}\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello`,
    ],
  },
  'a body in chunks': {
    to: 'http',
    answers: ['HTTP/1.1 204 No Content\r\n\r\n'],
    says: () => [
      `PUT http://${at}/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
      end,
    ],
    hears: `HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n${kept}\r\n`,
    origin: () => [
      `PUT / HTTP/1.1\r\nHost: ${at}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    ],
  },
  'an answer in chunks': {
    to: 'http',
    answers: ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n'],
    says: () => [get(keep), end],
    hears:
      'HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n',
  },
  'an answer of HTTP/1.0 that only its end ends': {
    to: 'http',
    answers: ['HTTP/1.0 200 OK\nX: 1\n\nhi'],
    says: () => [get(keep), end],
    hears: 'HTTP/1.0 200 OK\r\nConnection: close\r\nX: 1\r\n\r\nhi',
  },
  'an answer to HEAD': {
    to: 'http',
    answers: [ok.slice(0, -2)],
    says: () => [`HEAD http://${at}/ HTTP/1.1\r\n\r\n`, end],
    hears: passed.slice(0, -2),
  },
  'a destination that is not there': {
    to: 'http',
    says: () => [get(keep, '127.0.0.1:9'), /\r\n\r\n$/],
    hears: unavailable,
  },
  'a destination that is no web server': {
    to: 'http',
    answers: ['220 mail.example ESMTP\r\n'],
    says: () => [get(), end],
    hears: unavailable,
    logsDiffer: 'Go quotes what is malformed',
  },
  'a destination that says nothing': {
    to: 'http',
    answers: [''],
    says: () => [get(), end],
    hears: unavailable,
  },
  'a relative URL': {
    to: 'http',
    says: () => [`GET / HTTP/1.1\r\nHost: ${at}\r\n\r\n`, end],
    hears: `HTTP/1.1 400 Bad Request\r\n${closing}`,
  },
  'a relative URL where that is allowed': {
    to: 'http-transparent',
    answers: [ok],
    says: () => [`GET /a?b HTTP/1.1\r\nHost: ${at}\r\n\r\n`, end],
    hears: passed,
    origin: () => [forwarded()],
  },
  'a host that is none': {
    to: 'http-transparent',
    says: () => ['GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n', end],
    hears: '',
  },
  'no HTTP at all': { to: 'http', says: () => ['hello\r\n', end], hears: '' },
  'CONNECT, with the first octets': {
    to: 'http',
    answers: ['hi'],
    says: () => [`CONNECT ${at} HTTP/1.1\r\nHost: ${at}\r\n\r\nhello\r\n\r\n`, /hi$/],
    hears: `${established}hi`,
    origin: () => ['hello\r\n\r\n'],
  },
  'no credentials': { to: 'http-auth', says: () => [get(), end], hears: authenticate },
  'a wrong password': {
    to: 'http-auth',
    says: () => [get('Proxy-Authorization: Basic YW5hOm9wZW4=\r\n'), end],
    hears: authenticate,
  },
  'the right password': {
    to: 'http-auth',
    answers: [ok],
    says: () => [get('Proxy-Authorization: Basic YW5hOnNlY3JldA==\r\n'), end],
    hears: passed,
    origin: () => [forwarded()],
  },
  'the right password of one who is kept out by a rule': {
    to: 'http-auth',
    says: () => [
      `CONNECT ${at} HTTP/1.1\r\nProxy-Authorization: Basic Ym9iOnNlY3JldA==\r\n\r\n`,
      end,
    ],
    hears: established + forbidden,
  },
  'HTTP where SOCKS is spoken too': {
    to: 'mixed',
    answers: [ok],
    says: () => [get(), end],
    hears: passed,
  },
  'HTTP where SOCKS with a password is spoken too': {
    to: 'mixed-auth',
    says: () => [get(), end],
    hears: authenticate,
  },
  'neither HTTP nor SOCKS': { to: 'mixed', says: () => ['\x16\x03\x01\r\n', end], hears: '' },
  'SOCKS 4': {
    to: 'socks',
    answers: ['hi'],
    says: () => [`\x04\x01${portOctets()}\x7f\0\0\x01ana\0`, /^.{8}$/s, 'hello\r\n\r\n', /hi$/],
    hears: `\0\x5a\0\0\0\0\0\0hi`,
    origin: () => ['hello\r\n\r\n'],
  },
  'SOCKS 4A': {
    to: 'mixed',
    answers: ['hi'],
    says: () => [
      `\x04\x01${portOctets()}\0\0\0\x01\x00localhost\0`,
      /^.{8}$/s,
      'hello\r\n\r\n',
      /hi$/,
    ],
    hears: `\0\x5a\0\0\0\0\0\0hi`,
  },
  'SOCKS 4 where a password is wanted': {
    to: 'mixed-auth',
    says: () => ['\x04\x01', end],
    hears: '\0\x5b\0\0\0\0\0\0',
  },
  'SOCKS 4, BIND': {
    to: 'mixed',
    says: () => ['\x04\x02\0\x50\x7f\0\0\x01\0', end],
    hears: '\0\x5b\0\0\0\0\0\0',
  },
  'a door': {
    to: 'door',
    answers: [ok],
    says: () => ['GET / HTTP/1.1\r\n\r\n', /hi$/],
    hears: ok,
    origin: () => ['GET / HTTP/1.1\r\n\r\n'],
  },
  'a door whose port is mapped': {
    to: 'mapped',
    answers: [ok],
    says: () => ['GET / HTTP/1.1\r\n\r\n', /hi$/],
    hears: ok,
  },
  'a request that is forbidden': {
    to: 'forbidding',
    says: () => [get(), end],
    hears: `HTTP/1.1 403 Forbidden\r\nCache-Control: max-age=3600, public\r\n${kept}Content-Length: 0\r\n\r\n`,
  },
  'a tunnel that is forbidden by its domain': {
    to: 'http',
    says: () => ['CONNECT www.blocked.example:443 HTTP/1.1\r\n\r\n', end],
    hears: established + forbidden,
  },
  'a tunnel that is forbidden by its address': {
    to: 'http',
    says: () => ['CONNECT 203.0.113.7:443 HTTP/1.1\r\n\r\n', end],
    hears: established + forbidden,
  },
  'a tunnel for which there is no outbound': {
    to: 'http',
    says: () => ['CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n', end],
    hears: established,
  },
};

describe.each(cores)('%s', (core) => {
  it.each(Object.entries(cases))(
    'answers %s',
    async (name, { to, answers, says, hears, origin: heard }) => {
      origin.expect(answers ?? ['']);
      const answered = await lab(core).talk(to, ...says());
      logs.set(`${core} ${name}`, await lab(core).log());
      expect(answered).toBe(hears);
      if (heard) expect(origin.heard).toEqual(heard());
    },
  );
});

describe.runIf(withXray)('our log is that of Xray', () => {
  it.each(Object.entries(cases).filter(([, { logsDiffer }]) => !logsDiffer))('for %s', (name) => {
    const theirs = logs.get(`Xray ${name}`);
    expect(theirs).toBeDefined();
    expect(logs.get(`ours ${name}`)).toEqual(theirs);
  });
});

describe.skipIf(!hasCurl())('curl', () => {
  const ports = (core: string) => lab(core).ports;
  const asProxy =
    (scheme: string, to: InboundName, user = '') =>
    (core: string) => [
      '--proxy',
      `${scheme}://${user === '' ? '' : `${user}@`}127.0.0.1:${ports(core)[to]}`,
    ];
  /** What curl prints: its exit code, the status of the proxy to CONNECT, the status, the octets that came. */
  async function fetched(args: readonly string[], url: string): Promise<string> {
    const format = '\n%{exitcode} %{http_connect} %{http_code} %{size_download}';
    const child = spawn('curl', ['--silent', '--max-time', '20', '-w', format, ...args, url]);
    let text = '';
    child.stdout.on('data', (piece: Buffer) => {
      text += piece.toString('latin1');
    });
    await once(child, 'close');
    return text;
  }
  const hi = 'hi\n0 000 200 2';

  describe.each(cores)('through %s', (core) => {
    it.each([
      ['as an HTTP proxy', asProxy('http', 'http'), hi],
      ['as an HTTP proxy with a password', asProxy('http', 'http-auth', 'ana:secret'), hi],
      [
        'as an HTTP proxy with a wrong one',
        asProxy('http', 'http-auth', 'ana:open'),
        '\n0 000 407 0',
      ],
      [
        'by CONNECT',
        (of: string) => ['--proxytunnel', ...asProxy('http', 'http')(of)],
        'hi\n0 200 200 2',
      ],
      [
        'by CONNECT with a wrong password',
        (of: string) => ['--proxytunnel', ...asProxy('http', 'http-auth', 'ana:open')(of)],
        '\n56 407 000 0',
      ],
      ['by HTTP on a port of SOCKS', asProxy('http', 'mixed'), hi],
      ['by SOCKS 5', asProxy('socks5h', 'socks'), hi],
      ['by SOCKS 5 with a password', asProxy('socks5h', 'mixed-auth', 'ana:secret'), hi],
      [
        'by SOCKS 5 with a wrong one',
        asProxy('socks5h', 'mixed-auth', 'ana:open'),
        '\n97 000 000 0',
      ],
      ['by SOCKS 4', asProxy('socks4', 'socks'), hi],
      ['by SOCKS 4A', asProxy('socks4a', 'mixed'), hi],
      [
        'by SOCKS 4A where a password is wanted',
        asProxy('socks4a', 'mixed-auth'),
        '\n97 000 000 0',
      ],
    ] as const)('%s', async (_what, args, printed) => {
      origin.expect([ok]);
      expect(await fetched(args(core), `http://localhost:${at.split(':')[1]}/`)).toBe(printed);
    });

    it('into nothing', async () => {
      // an empty reply, or a reset where the request was not read
      const args = asProxy('socks5h', 'swallowing')(core);
      expect(await fetched(args, `http://${at}/`)).toMatch(/^\n(52|56) 000 000 0$/);
    });

    it('by a door', async () => {
      origin.expect([ok]);
      expect(await fetched([], `http://127.0.0.1:${ports(core).door}/`)).toBe(hi);
    });
  });
});
