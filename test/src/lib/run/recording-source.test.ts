import { afterEach, describe, expect, it, vi } from 'vitest';
import { recordingToJson } from '../../../../core/trace/serialize.ts';
import { recordingSource } from '../../../../src/lib/run/recording-source.ts';
import { smallRun } from '../../../support/small-run.ts';

const { steps } = smallRun();
const events = { steps: vi.fn(), held: vi.fn(), ended: vi.fn() };

function served(body: unknown, status = 200, path = '/recordings/small.json'): void {
  vi.stubGlobal('fetch', async (url: string) => {
    expect(url).toBe(path);
    return new Response(JSON.stringify(body), { status });
  });
}
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetAllMocks();
});

describe('a recording', () => {
  it('gives the steps as they were recorded', async () => {
    served(
      recordingToJson({
        version: 1,
        scenario: 'small',
        network: 'memory',
        core: 'xhttp-lab',
        seed: 1,
        epochMs: 5,
        steps,
      }),
    );
    const source = recordingSource('recording');
    expect(await source.create('small', events)).toMatchObject({ epochMs: 5 });
    source.resume([]);
    expect(events.steps.mock.calls[0]?.[0]).toEqual(steps);
  });

  it('with a real Xray in it has a name of its own', async () => {
    const recording = { version: 1, scenario: 'small', network: 'sockets', seed: 0 } as const;
    const whole = recordingToJson({ ...recording, core: 'xray-client', epochMs: 5, steps });
    served(whole, 200, '/recordings/small.xray-client.json');
    const source = recordingSource('xray-client');
    expect(await source.create('small', events)).toMatchObject({ epochMs: 5 });
  });

  it('that is not there cannot be had', async () => {
    served({}, 404);
    await expect(recordingSource('recording').create('small', events)).rejects.toThrow('404');
  });

  it('that is none cannot be had', async () => {
    served({ version: 2 });
    await expect(recordingSource('recording').create('small', events)).rejects.toThrow();
  });
});
