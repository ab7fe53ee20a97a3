/**
 * Strangers at the REALITY port, on real sockets: each has exactly the target's octets, and the target exactly theirs.
 *
 * Everything is asked of our server and of a real Xray alike. As to ends, the real one is the specification: a FIN is passed on,
 * and a reset of either side reaches the other as a FIN.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { identityOf } from '../../../core/scenarios/certificates.ts';
import { hasCurl } from '../../support/curl.ts';
import { hasOpenssl } from '../../support/openssl.ts';
import { pemIdentity } from '../../support/pem.ts';
import { Program } from '../../support/program.ts';
import {
  type HelloFields,
  helloRecord,
  realityHello,
  serverName,
} from '../../support/reality-hello.ts';
import { recordLengths } from '../../support/reality-pair.ts';
import { targetFlight } from '../../support/target-octets.ts';
import { hasGo } from '../../support/xray.ts';
import { type Front, maxTimeDiff, meet, ourFront, xrayFront } from './fronts.ts';
import { Acceptor, Peer } from './peer.ts';

vi.setConfig({ testTimeout: 20_000, hookTimeout: 60_000 }); // programs on a busy machine

const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const answer = randomBytes(200_000);
const seconds = (): number => Math.floor(Date.now() / 1000);
const hello = (fields: HelloFields = {}) =>
  Buffer.from(helloRecord(realityHello({ time: seconds(), ...fields })));

const fronts: readonly [string, () => Promise<Front>][] = [
  ['our server', ourFront],
  ...(hasGo() ? [['a real Xray', xrayFront] as [string, () => Promise<Front>]] : []),
];

describe.each(fronts)('at %s', (_name, start) => {
  let front: Front;
  beforeAll(async () => {
    front = await start();
  });
  afterAll(() => front.stop());

  /** A stranger whose request has come to the target. */
  const asked = async (): Promise<[Peer, Peer]> => {
    const [stranger, target] = await meet(front);
    stranger.send(request);
    expect(String(await target.got(request.length))).toBe(request);
    return [stranger, target];
  };
  /** One to whom the target has answered too. */
  const answered = async (): Promise<[Peer, Peer]> => {
    const [stranger, target] = await asked();
    target.send(answer);
    expect(answer.equals(await stranger.got(answer.length))).toBe(true);
    return [stranger, target];
  };

  describe('a stranger with', () => {
    const time = seconds() - maxTimeDiff / 1000 - 2;
    const flipped = (at: number): Buffer => {
      const octets = hello();
      octets[at] = (octets[at] as number) ^ 1;
      return octets;
    };
    it.each<[string, () => Uint8Array]>([
      ['an HTTP request', () => Buffer.from(request)],
      ['the preface of HTTP/2', () => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
      ['random octets', () => randomBytes(3000)],
      [
        'random octets that begin like TLS',
        () => Buffer.concat([hello().subarray(0, 11), randomBytes(400)]),
      ],
      ['more than one read', () => randomBytes(300_000)],
      [
        'REALITY 5.2.2: a name that ends with a dot',
        () => hello({ serverName: 'target.example.' }),
      ],
      ['REALITY 5.2.3: TLS 1.2', () => hello({ versions: [0x0303] })],
      ['REALITY 5.2.4: another name', () => hello({ serverName: 'www.target.example' })],
      ['REALITY 5.2.4: no name', () => hello({ serverName: null })],
      ['REALITY 5.2.5: no key', () => hello({ shares: [] })],
      [
        'REALITY 5.2.6: a key of small order',
        () => hello({ shares: [{ group: 0x001d, key_exchange: new Uint8Array(32) }] }),
      ],
      ['REALITY 5.2.7: no session id', () => hello({ sessionIdOctets: 0 })],
      [
        'REALITY 5.2.7: a replayed hello with an octet of its random changed',
        () => flipped(5 + 20),
      ],
      [
        'REALITY 5.2.7: a replayed hello with an octet of its session id changed',
        () => flipped(5 + 50),
      ],
      [
        'REALITY 5.2.7: a replayed hello with its last octet changed',
        () => flipped(hello().length - 1),
      ],
      ['REALITY 5.2.8: a client that is too old', () => hello({ clientVersion: [26, 3, 26] })],
      ['REALITY 5.2.9: a time too long ago', () => hello({ time })],
      [
        'REALITY 5.2.9: a time too far ahead',
        () => hello({ time: time + (2 * maxTimeDiff) / 1000 + 60 }),
      ],
      ['REALITY 5.2.10: another short id', () => hello({ shortId: new Uint8Array(8) })],
    ])('%s has a tunnel to the target, and no octet more', async (_what, octetsOf) => {
      const octets = Buffer.from(octetsOf());
      const [stranger, target] = await meet(front);
      stranger.send(octets);
      expect(octets.equals(await target.got(octets.length))).toBe(true);
      target.send(answer);
      expect(answer.equals(await stranger.got(answer.length))).toBe(true);
      stranger.send(answer).end();
      expect(await target.closed()).toBe('end');
      expect(Buffer.concat([octets, answer]).equals(target.octets)).toBe(true);
      target.send(octets).end();
      expect(await stranger.closed()).toBe('end');
      expect(Buffer.concat([answer, octets]).equals(stranger.octets)).toBe(true);
    });

    it('REALITY 5.2.1: a hello that comes after the target has spoken has one too', async () => {
      const [stranger, target] = await meet(front);
      target.send('220 ready\r\n');
      await stranger.got(11);
      const octets = hello();
      stranger.send(octets);
      await target.got(octets.length);
      target.send(answer).end();
      await stranger.got(11 + answer.length);
      stranger.end();
      await target.closed();
      expect(stranger.octets.subarray(11).equals(answer)).toBe(true);
      expect(target.octets.equals(octets)).toBe(true);
    });
  });

  it('one who has the key has a flight of the same lengths, and the target no octet more', async () => {
    const octets = hello();
    const [client, target] = await meet(front);
    client.send(octets);
    await target.got(octets.length);
    const sessionId = octets.subarray(5 + 39, 5 + 39 + 32);
    const flight = Buffer.from(targetFlight([60, 1000, 281, 90], { sessionId }));
    target.send(flight);
    const own = await client.got(flight.length);
    expect(own.equals(flight)).toBe(false);
    expect(recordLengths(own)).toEqual(recordLengths(flight));
    const differs = [...own.keys()].filter((i) => own[i] !== flight[i]);
    const key = flight.indexOf(Buffer.alloc(32, 0xee));
    expect(differs[0]).toBeGreaterThanOrEqual(key);
    client.send(randomBytes(40));
    target.end();
    await client.closed();
    expect(target.octets.equals(octets)).toBe(true);
  });

  it.each([
    ['an alert', Buffer.from('15030300020228', 'hex')],
    ['a HelloRetryRequest', Buffer.from(targetFlight([60], { keyOctets: 0 }))],
    ['clear text', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('one who has the key hears a target itself that answers with %s', async (_what, octets) => {
    const [client, target] = await meet(front);
    client.send(hello());
    await target.got(100);
    target.send(octets);
    expect((await client.got(octets.length)).equals(octets)).toBe(true);
    client.send('more');
    await target.got(hello().length + 4);
    target.end();
    expect(await client.closed()).toBe('end');
    client.end();
  });

  it.each<[string, number[]]>([
    ['a record of another type', []],
    ['records that are too short for ours', [30, 90, 90, 58]],
  ])(
    'one who has the key has nothing of a target with %s after its ServerHello',
    async (_what, lengths) => {
      const [client, target] = await meet(front);
      const octets = hello();
      client.send(octets);
      await target.got(octets.length);
      const sessionId = octets.subarray(5 + 39, 5 + 39 + 32);
      target.send(targetFlight(lengths, { sessionId }));
      if (!lengths.length) target.send(Buffer.from('16030300050000000000', 'hex'));
      expect(await client.closed()).toBe('end');
      expect(client.octets.length).toBe(0);
    },
  );

  describe('ends', () => {
    it('are passed on to a stranger, who may go on', async () => {
      const [stranger, target] = await answered();
      target.end();
      expect(await stranger.closed()).toBe('end');
      stranger.send('more');
      await target.got(request.length + 4);
      stranger.end();
      expect(await target.closed()).toBe('end');
    });

    it('are passed on to the target, which may go on', async () => {
      const [stranger, target] = await asked();
      stranger.end();
      expect(await target.closed()).toBe('end');
      target.send(answer);
      expect(answer.equals(await stranger.got(answer.length))).toBe(true);
      target.end();
      expect(await stranger.closed()).toBe('end');
    });

    it('of a target that resets reach the stranger as an end', async () => {
      const [stranger, target] = await answered();
      target.reset();
      expect(await stranger.closed()).toBe('end');
      stranger.end();
    });

    it('of a stranger who resets reach the target as an end', async () => {
      const [stranger, target] = await answered();
      stranger.reset();
      expect(await target.closed()).toBe('end');
    });

    it.each(['end', 'reset'] as const)(
      'of a target that has said nothing (%s) end all',
      async (how) => {
        const [stranger, target] = await asked();
        target[how]();
        expect(await stranger.closed()).toBe('end');
        expect(stranger.octets.length).toBe(0);
      },
    );

    it.each([
      ['nothing', ''],
      ['three octets', 'GET'],
      ['half a hello', hello().subarray(0, 90)],
    ])('of a stranger after %s end all', async (_what, octets) => {
      const [stranger, target] = await meet(front);
      stranger.send(octets);
      await target.got(octets.length);
      stranger.end();
      expect(await target.closed()).toBe('end');
      expect(await stranger.closed()).toBe('end');
      expect(target.octets.equals(Buffer.from(octets))).toBe(true);
    });
  });

  describe('a program', () => {
    let site: Server;
    let door: Acceptor;
    beforeAll(async () => {
      const { cert, key } = pemIdentity(identityOf('target.example'));
      site = createServer({ cert, key, ALPNProtocols: ['http/1.1'] }, (socket) => {
        socket.once('data', () =>
          socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello'),
        );
        socket.on('error', () => {});
      });
      site.on('tlsClientError', () => {});
      site.listen(0, '127.0.0.1');
      await once(site, 'listening');
      door = await Acceptor.listen();
    });
    afterAll(() => {
      site.close();
      door.close();
    });

    /** Runs it against the front, all recorded on both sides of that; gives what it prints. */
    const through = async (
      command: string,
      args: readonly string[],
      hasSite: boolean,
      input = '',
    ): Promise<string> => {
      const program = new Program(command, args, input, command);
      const outside = await door.next();
      const [inside, target] = await meet(front);
      outside.join(inside);
      const theirs = hasSite ? await Peer.dial(portOf(site)) : null;
      if (theirs) target.join(theirs);
      else {
        await target.got(1);
        target.send(answer).end();
      }
      await program.ended();
      outside.end();
      await target.closed();
      expect(target.octets.equals(outside.octets)).toBe(true);
      const given = theirs?.octets ?? answer;
      expect(inside.octets.length).toBeGreaterThan(0);
      expect(inside.octets.equals(given.subarray(0, inside.octets.length))).toBe(true);
      return program.lines.join('\n');
    };
    const at = () => `127.0.0.1:${door.port}`;
    const ofTarget = () => `${serverName}:${door.port}`;

    const [withOpenssl, withCurl] = [it.runIf(hasOpenssl()), it.runIf(hasCurl())];

    withOpenssl('openssl s_client shakes hands with the target', async () => {
      const args = ['s_client', '-connect', at(), '-servername', serverName, '-ign_eof'];
      const said = await through('openssl', args, true, request);
      expect(said).toMatch(/^subject=.*target\.example$/m);
      expect(said).toMatch(/^hello/m);
    });

    withOpenssl('openssl s_client has fixed octets as they are', async () => {
      await through('openssl', ['s_client', '-connect', at()], false);
    });

    withCurl('curl fetches the page of the target', async () => {
      const resolved = ['--resolve', `${ofTarget()}:127.0.0.1`];
      const args = ['-sk', '--http1.1', ...resolved, `https://${ofTarget()}/`];
      expect(await through('curl', args, true)).toBe('hello');
    });

    withCurl('curl without TLS has fixed octets as they are', async () => {
      const args = ['-s', '--http0.9', '-o', '/dev/null', `http://${at()}/`];
      await through('curl', args, false);
    });
  });
});

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
