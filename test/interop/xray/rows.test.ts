import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Core, Lab, type RunningLab } from '../../support/lab.ts';
import { linesByOutbound } from '../../support/log-scopes.ts';
import { rows } from '../../support/rows.ts';
import type { ClearText } from '../../support/tls-site.ts';
import type { Way, WaySecurity } from '../../support/ways.ts';
import { builtXray, hasGo } from '../../support/xray.ts';

type Part = 'ours' | 'Xray';
const pairs: readonly (readonly [client: Part, server: Part])[] = [
  ['Xray', 'Xray'],
  ['ours', 'Xray'],
  ['Xray', 'ours'],
  ['ours', 'ours'],
];

const tooLarge =
  'http2: failed reading the frame payload: http2: frame too large, note that the frame header looked like an HTTP/1.1 header';
const status400 = 'unexpected status 400';

/** By the number of the row: what the client says of a downlink that fails. The others connect. */
const failures: Readonly<Record<number, Readonly<Record<ClearText, string>>>> = {
  4: { closes: 'unexpected EOF', 'answers 400': tooLarge },
  5: { closes: 'unexpected EOF', 'answers 400': 'unexpected EOF' },
  7: { closes: 'unexpected EOF', 'answers 400': tooLarge },
  8: { closes: 'unexpected EOF', 'answers 400': 'unexpected EOF' },
  10: { closes: 'EOF', 'answers 400': status400 },
  11: { closes: status400, 'answers 400': status400 },
};

describe.skipIf(!hasGo())('the learner’s twelve pairs of uplink and downlink', () => {
  let xray: string;
  beforeAll(async () => {
    xray = await builtXray();
  }, 1_200_000);
  const core = (part: Part): Core => (part === 'ours' ? part : { xray });
  const links = rows.map(({ link }) => link);

  describe.each(['closes', 'answers 400'] as const)(
    'where the site behind REALITY %s on clear text',
    (clearText) => {
      let lab: Lab;
      beforeAll(async () => {
        lab = await Lab.of(links, clearText);
      });
      afterAll(() => lab.close());

      describe.each(pairs)('with %s as the client and %s as the server', (client, server) => {
        let running: RunningLab;
        beforeAll(async () => {
          running = await lab.start({ client: core(client), server: core(server) }, links);
          await lab.probesDone(links);
        });
        afterAll(() => running.stop());

        /** What the client has said of a link after its dials, once it has. */
        const saidOf = async (id: string): Promise<readonly string[]> => {
          for (let tries = 0; ; tries++) {
            const lines = linesByOutbound(running.client.lines).get(id) ?? [];
            const found = lines.filter((line) => / > Get "|unexpected status/.test(line));
            if (found.length > 0 || tries === 40) return found;
            await sleep(50); // Xray writes its log a little later
          }
        };

        it.each(rows)('row $number: ends as on Xray', async ({ number, link }) => {
          const { ending } = await lab.transfer(link, { kind: 'echo', octets: 1 }, 10_000);
          const text = failures[number]?.[clearText];
          if (text === undefined) return expect(ending).toBe('complete');
          // a reset where the app's octets are still unread when the core closes: that is chance
          expect(['closed', 'reset']).toContain(ending);
          const said = (await saidOf(link.id)).map((line) =>
            line.replace(/\/xh\/[0-9a-f-]{36}/g, '/xh/ID'),
          );
          expect(said).toEqual([`transport/internet/splithttp: ${failure(link.downlink, text)}`]);
        });
      });
    },
  );
});

const urls: Readonly<Partial<Record<WaySecurity, string>>> = {
  'none/h1': 'http://127.0.0.1',
  'tls/h2': 'https://vps.example',
  'reality/h2': 'https://target.example',
};

/** The line around the text, but where the answer's status is the failure. */
function failure(downlink: Way | null, text: string): string {
  const url = downlink && urls[downlink.security];
  return text === status400 ? text : `failed to GET ${url}/xh/ > Get "${url}/xh/ID": ${text}`;
}
