import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Core, Lab, type Pair } from '../../support/lab.ts';
import { linesByOutbound } from '../../support/log-scopes.ts';
import { cells, tables, ways } from '../../support/matrix.ts';
import { type Outcome, type Outcomes, runMatrix } from '../../support/matrix-run.ts';
import { shownTable, writeTable } from '../../support/matrix-table.ts';
import type { Link, Way } from '../../support/ways.ts';
import { builtXray, hasGo } from '../../support/xray.ts';

/** Client → server. Xray on both sides is the control. */
const pairs = ['Xray → Xray', 'ours → Xray', 'Xray → ours', 'ours → ours'] as const;
const [control, ...others] = pairs;

describe.skipIf(!hasGo())('the matrix of links', () => {
  const reports = new Map<string, Outcomes>();
  const outcome = (pair: string, cell: string) => reports.get(pair)?.get(cell);

  beforeAll(async () => {
    const xray = await builtXray();
    const core = (name: string | undefined): Core => (name === 'ours' ? name : { xray });
    const lab = await Lab.of(cells);
    try {
      for (const name of pairs) {
        const [client, server] = name.split(' → ').map(core);
        const pair = { client, server } as Pair;
        reports.set(name, await runMatrix(lab, pair, reports.get(control)));
      }
    } finally {
      lab.close();
    }
  }, 1_200_000);

  afterAll(() => {
    // what cells did in each pair, for whom a failure sends here
    const differing = cells.filter(({ id }) =>
      others.some((pair) => outcome(pair, id) !== outcome(control, id)),
    );
    for (const { id } of differing) {
      console.log(id, Object.fromEntries(pairs.map((pair) => [pair, outcome(pair, id)])));
    }
  });

  it('has each of the three modes with each pair of ways', () => {
    expect(new Set(cells.map(({ id }) => id)).size).toBe(3 * 8 * 9);
  });

  describe('with Xray on both sides', () => {
    it.each(cells)('$id: carries where both halves end at one inbound', (cell) => {
      const { id, mode, uplink, downlink } = cell;
      if (mode === 'stream-one' && downlink) {
        const text = 'Can not use "downloadSettings" in "stream-one" mode.';
        expect(outcome(control, id)).toMatch(new RegExp(`^refused: .* > infra/conf: ${text}$`));
      } else {
        const isOne = !downlink || uplink.end === downlink.end;
        expect(outcome(control, id)).toBe(isOne ? 'carries' : 'silent');
      }
    });
  });

  describe.each(others)('%s', (pair) => {
    it.each(cells)('$id: does as Xray on both sides', ({ id }) => {
      expect(outcome(pair, id)).toBe(outcome(control, id));
    });
  });

  it('has the table that README.md shows', () => {
    const marks: Readonly<Record<string, string>> = { carries: '✓', silent: '·', refused: '✗' };
    const kind = (found: Outcome | undefined) => found?.replace(/:.*/, '') ?? 'nothing';
    const table = tables((cell) => {
      const kinds = new Set(pairs.map((pair) => kind(outcome(pair, cell))));
      return kinds.size === 1 ? (marks[[...kinds].join('')] ?? '?') : '≠';
    });
    writeTable(table);
    expect(shownTable(), 'npm run matrix writes it anew').toBe(table);
  });
});

describe.skipIf(!hasGo()).each(['Xray', 'ours'])('%s as the client', (client) => {
  /** Each way once as the uplink, once as the downlink. */
  const links: readonly Link[] = ways.flatMap((way) =>
    [null, way].map((downlink) => ({
      id: `${way.id}, ${downlink ? 'two links' : 'one link'}`,
      mode: 'packet-up',
      uplink: way,
      downlink,
    })),
  );
  const version = ({ security }: Way) => (security.endsWith('h2') ? '2' : '1.1');

  it('speaks the version of HTTP that the security decides, whatever is behind a front', async () => {
    const xray = await builtXray();
    const lab = await Lab.of(links);
    const pair: Pair = { client: client === 'ours' ? client : { xray }, server: { xray } };
    const running = await lab.start(pair, links);
    try {
      for (const link of links) await lab.transfer(link, { kind: 'echo', octets: 1 }, 20_000);
      await sleep(200); // Xray writes its log a little later
    } finally {
      await running.stop();
      lab.close();
    }
    const lines = linesByOutbound(running.client.lines);
    const spoken = links.map(({ id }) => [
      id,
      ...(lines.get(id) ?? []).flatMap((line) => / HTTP version (\S+),/.exec(line)?.[1] ?? []),
    ]);
    expect(spoken).toEqual(
      links.map(({ id, uplink, downlink }) => [
        id,
        version(uplink),
        ...(downlink ? [version(downlink)] : []),
      ]),
    );
  });
});
