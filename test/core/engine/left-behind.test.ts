import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { Resident } from '../../../core/engine/engine.ts';
import { Run } from '../../../core/engine/run.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

it('nothing keeps a machine that has ended, though its run goes on', async () => {
  const run = new Run(worldOf(splitPlain));
  const { wiring } = run;
  const added: { readonly id: string; readonly ref: WeakRef<Resident> }[] = [];
  const add = wiring.add.bind(wiring);
  wiring.add = (...args) => {
    const resident = add(...args);
    added.push({ id: `${resident.host} ${resident.id}`, ref: new WeakRef(resident) });
    return resident;
  };
  run.runUntil(() => false);
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  const kept = added.filter(({ ref }) => ref.deref()).map(({ id }) => id);
  expect(added.length).toBeGreaterThan(kept.length);
  expect(kept).toHaveLength(wiring.alive.machines);
});
