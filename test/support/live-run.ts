/** A scenario on loopback sockets, until the app has its answer. */
import { runHost } from '../../core/node/bridge-run.ts';
import type { Step } from '../../core/trace/step.ts';

/** All steps up to the one with the answer. Rejects when the run fails, or ends without one. */
export function liveRun(scenario: string): Promise<readonly Step[]> {
  return new Promise((resolve, reject) => {
    const steps: Step[] = [];
    const over = (why: string) => () => {
      run.dispose();
      reject(new Error(`${scenario} on sockets: ${why} after ${steps.length} steps`));
    };
    const run = runHost.create(
      { scenario, network: 'sockets' },
      {
        stepped(step, stop) {
          steps.push(step);
          if (stop === null) return;
          run.dispose();
          resolve(steps);
        },
        rested: () => {},
        idle: over('nothing is left to do'),
        failed: over('it has failed'),
      },
    );
    run.go([{ name: 'app:response_received' }]);
  });
}
