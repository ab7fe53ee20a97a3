import { expect, it } from 'vitest';
import { type Input, open, port, send } from '../../../core/sansio/machine.ts';
import { machine, tinyWorld, toRight } from '../../support/tiny-world.ts';

const outer = port<Uint8Array>('outer');
const sending = machine(function* (input) {
  if (input.type === 'start') yield* open(outer, toRight);
  if (input.type === 'opened') yield* send(outer, Uint8Array.of(1, 2, 3));
});
const again = () => ({ ...sending, state: { name: 'OPEN' } });

it('shows a dial as open, accepted, opened, linked in that order', () => {
  const steps = tinyWorld({ left: again() }).run();
  const [opened, accepted, answered] = ['open', 'accepted', 'opened'].map((name) =>
    steps.find((step) => step.name === name),
  );
  expect(accepted?.cause).toBe(opened?.id);
  expect(answered?.cause).toBe(opened?.id);
  expect(answered?.links).toEqual([accepted?.id]);
  expect(accepted?.at).toEqual({ host: 'right', machine: 'r/listener', port: '0.0.0.0:1' });
});

it('tells a dial of a core as a fact, and none of other programs', () => {
  const dialled = (isCore: boolean) =>
    tinyWorld({ left: again(), composer: { isCore: () => isCore } })
      .run()
      .filter((step) => step.name === 'transport:dial_started')
      .map((step) => step.data);
  expect(dialled(true)).toEqual([
    { destination: 'tcp:192.0.2.9:1', leg: 'uplink', transport: 'raw' },
  ]);
  expect(dialled(false)).toEqual([]);
});

it.each([
  ['drop', { action: 'drop' as const }, ['start']],
  ['reset', { action: 'reset' as const }, ['start', 'closed']],
  ['delay', { action: 'delay' as const, delayMs: 500 }, ['start', 'received']],
])('an intervention changes what becomes of a send: %s', (_name, intervention, expected) => {
  const seen: Input[] = [];
  const right = () =>
    machine(function* (input) {
      seen.push(input);
    });
  const at = tinyWorld({ left: again() })
    .run()
    .find((step) => step.name === 'send')?.id as number;
  tinyWorld({ left: again(), right, interventions: [{ at, ...intervention }] }).run();
  expect(seen.map((input) => input.type)).toEqual(expected);
  if ('delayMs' in intervention) expect(seen[1]?.now).toBe(10 + 10 + 10 + 500);
});
