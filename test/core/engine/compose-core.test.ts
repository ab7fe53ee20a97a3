import { expect, it } from 'vitest';
import { runToEnd } from '../../../core/engine/run.ts';
import { cdnUpRealityDown } from '../../../core/scenarios/cdn-up-reality-down.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';

it('says what Xray warns of, where it listens, and that it has started', () => {
  const { steps } = runToEnd(worldOf(cdnUpRealityDown));
  const said = steps.filter((step) => step.at.host === 'vps').slice(0, 4);
  expect(said.map((step) => `${step.at.machine} ${step.name}`)).toEqual([
    'core core:config_warned',
    'front/listener transport:listening',
    'xhttp-in/listener transport:listening',
    'core core:started',
  ]);
});
