import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { cdnUpRealityDown } from '../../../core/scenarios/cdn-up-reality-down.ts';
import { directPlain } from '../../../core/scenarios/direct-plain.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';
import { curl, hasCurl } from '../../support/curl.ts';
import {
  type Core,
  hashOfTestOctets,
  Origin,
  type SplitLink,
  startLink,
  testOctets,
} from '../../support/split-link.ts';
import { builtXray, hasGo } from '../../support/xray.ts';

const size = 5_000_000;
/** Lines that a core writes before any connection. */
const ofTheStart =
  /infra\/conf\/serial: Reading config|app\/log: Logger started|creating stream worker on|: listening TCP |core: .* started$/;
type Part = 'ours' | 'Xray';
/** Xray on both sides is the control. */
const pairs: readonly [client: Part, server: Part][] = [
  ['Xray', 'Xray'],
  ['ours', 'Xray'],
  ['Xray', 'ours'],
  ['ours', 'ours'],
];

describe.skipIf(!hasGo() || !hasCurl())('the same configuration texts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-'));
  const file = join(folder, 'upload');
  const origin = new Origin();
  let xray: string;
  let url: string;
  beforeAll(async () => {
    xray = await builtXray();
    url = `http://127.0.0.1:${await origin.listen()}`;
    writeFileSync(file, concat([...testOctets(size)]));
  }, 1_200_000);
  afterAll(() => {
    origin.close();
    rmSync(folder, { recursive: true });
  });
  const core = (part: Part): Core => (part === 'ours' ? 'ours' : { xray });

  /** What a core has logged of one request, without what differs from run to run. */
  function logOf(link: SplitLink, name: 'client' | 'server'): string[] {
    const program = link.programs.find((candidate) => candidate.name === name);
    return (
      (program?.lines ?? [])
        // by their words and not by their place: another of Xray's goroutines may write a line of the start after the last
        .filter((line) => /^\d{4}\//.test(line) && !ofTheStart.test(line))
        // how Xray copies between sockets
        .filter((line) => !line.includes('CopyRawConn'))
        .map((line) =>
          line
            .replace(/^\S+ \S+ /, '')
            .replace(/\[\d+\] /, '')
            .replace(/firstLen = \d+/, 'firstLen = N')
            .replace(/(from (?:tcp:)?127\.0\.0\.1|local endpoint 127\.0\.0\.1):\d+/, '$1:N')
            .replaceAll(`:${link.ports.cdn}`, ':CDN')
            .replaceAll(`:${link.ports.front}`, ':FRONT')
            .replaceAll(`:${link.ports.origin}`, ':XHTTP'),
        )
    );
  }

  const scenarios = [splitPlain, directPlain, cdnUpRealityDown];
  describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
    'of %s',
    (id, scenario) => {
      const logs = new Map<string, string[]>();

      describe.each(pairs)('with %s as the client and %s as the server', (client, server) => {
        let link: SplitLink;
        beforeEach(async () => {
          link = await startLink(scenario, { client: core(client), server: core(server) });
        });
        afterEach(() => link.stop());

        it('bring one octet, and log it', async () => {
          expect(await curl(link.socksPort, `${url}/octets/1`)).toMatchObject({
            code: 0,
            octets: 1,
          });
          await sleep(200); // Xray writes its log a little later
          logs.set(`${client} ${server} client`, logOf(link, 'client'));
          logs.set(`${client} ${server} server`, logOf(link, 'server'));
        });
        it('bring 5 MB down', async () => {
          const fetched = await curl(link.socksPort, `${url}/octets/${size}`);
          expect(fetched).toMatchObject({ code: 0, octets: size, sha256: hashOfTestOctets(size) });
        });
        it('bring 5 MB up', async () => {
          const { code, text } = await curl(link.socksPort, '--upload-file', file, `${url}/upload`);
          expect([code, text]).toEqual([0, hashOfTestOctets(size)]);
        });
      });

      it('are logged by our client in Xray’s words and order', () => {
        // where the access line stands among the others is chance: another of Xray's goroutines writes it
        const inOrder = (of: string) => {
          const lines = logs.get(of) ?? [];
          const isAccess = (line: string) => line.startsWith('from ');
          return [...lines.filter((line) => !isAccess(line)), ...lines.filter(isAccess)];
        };
        const theirs = inOrder('Xray Xray client');
        expect(theirs.length).toBeGreaterThan(4);
        expect(inOrder('ours Xray client')).toEqual(theirs);
        expect(inOrder('ours ours client')).toEqual(theirs);
      });
      it('are logged by our server in Xray’s words', () => {
        // Xray's order is that of its goroutines
        const theirs = logs.get('Xray Xray server')?.sort();
        expect(theirs?.length).toBeGreaterThan(4);
        expect(logs.get('Xray ours server')?.sort()).toEqual(theirs);
        expect(logs.get('ours ours server')?.sort()).toEqual(theirs);
      });
      it('make Xray dial in the order that the lesson shows', () => {
        const dials = logs
          .get('Xray Xray client')
          ?.filter((line) => line.includes('transport/internet: dialing to'))
          .map((line) => line.split(':').at(-1));
        expect(dials).toEqual(id === 'direct-plain' ? ['CDN', 'CDN'] : ['FRONT', 'CDN']);
      });
    },
  );
});
