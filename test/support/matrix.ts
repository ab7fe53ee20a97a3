/** Every link there can be: mode × uplink × downlink. The full cross product, none left out; and a table of it. */
import { byFront, direct, type Link, type Mode, securities, type Way } from './ways.ts';

export const modes: readonly Mode[] = ['packet-up', 'stream-up', 'stream-one'];

/** To each XHTTP inbound; and to the plain one by a front of each security. */
export const ways: readonly Way[] = [
  ...securities.map(direct),
  ...securities.map((security) => byFront(security, 'none/h1')),
];

export const downlinks: readonly (Way | null)[] = [null, ...ways];

const cellId = (mode: Mode, uplink: Way, downlink: Way | null): string =>
  `${mode}, up by ${uplink.id}, down by ${downlink?.id ?? 'the same link'}`;

export const cells: readonly Link[] = modes.flatMap((mode) =>
  ways.flatMap((uplink) =>
    downlinks.map((downlink) => ({ id: cellId(mode, uplink, downlink), mode, uplink, downlink })),
  ),
);

/** A Markdown table for each mode; modes whose tables are alike share one. `mark` is given a cell's id. */
export function tables(mark: (cell: string) => string): string {
  const row = (columns: readonly string[]) => `| ${columns.join(' | ')} |`;
  const byTable = Map.groupBy(modes, (mode) =>
    [
      row(['uplink ↓ · downlink →', 'same link', ...ways.map(({ id }) => id)]),
      row(['---', ...downlinks.map(() => ':-:')]),
      ...ways.map((uplink) =>
        row([uplink.id, ...downlinks.map((downlink) => mark(cellId(mode, uplink, downlink)))]),
      ),
    ].join('\n'),
  );
  return [...byTable].map(([table, like]) => `${like.join(' and ')}:\n\n${table}\n`).join('\n');
}
