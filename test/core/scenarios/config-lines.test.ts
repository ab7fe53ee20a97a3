import { expect, it } from 'vitest';
import { readDocument } from '../../../core/config/json.ts';
import { nodeAt } from '../../../core/config/json-path.ts';
import { parseConfig } from '../../../core/config/parse.ts';
import { cdnUpRealityDown } from '../../../core/scenarios/cdn-up-reality-down.ts';
import { configLinesOf } from '../../../core/scenarios/config-lines.ts';
import { perform } from '../../../core/scenarios/experiment.ts';
import { type Landmark, landmarksOf } from '../../../core/scenarios/landmarks.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';
import type { Step } from '../../../core/trace/step.ts';

const { configs } = splitPlain;
const parsed = { client: parseConfig([configs.client]), server: parseConfig([configs.server]) };
const { steps } = perform({ scenario: splitPlain });
const at = landmarksOf(steps);
const linesAt = (name: Landmark) => {
  const step = steps[at.get(name) as number] as Step;
  return configLinesOf(parsed, steps, step).map(
    ({ file, path }) => `${file} ${path.split('.').slice(-2).join('.')}`,
  );
};

it('marks the address and port that a dial goes to', () => {
  expect(linesAt('downlink.syn')).toEqual(
    expect.arrayContaining(['client downloadSettings.address', 'client downloadSettings.port']),
  );
  expect(linesAt('uplink.syn')).toEqual(
    expect.arrayContaining(['client vnext[0].address', 'client vnext[0].port']),
  );
});

it('marks the fallback at the fallback', () => {
  expect(linesAt('vps443.fallback')).toEqual(['server settings.fallbacks[0]']);
});

it('marks the fallback for what the front inbound copies back', () => {
  const copied = steps.find(
    (step) =>
      step.at.machine === 'front/vless#1' && step.at.port === 'outer' && step.name === 'send',
  ) as Step;
  expect(configLinesOf(parsed, steps, copied)).toEqual([
    { file: 'server', path: 'inbounds[0].settings.fallbacks[0]' },
  ]);
});

it('marks the user that VLESS found', () => {
  expect(linesAt('vless.request')).toEqual(['server clients[0].id']);
});

it('marks only places that the texts have', () => {
  const roots = {
    client: readDocument(configs.client.text).root,
    server: readDocument(configs.server.text).root,
  };
  const missing = steps.flatMap((step) =>
    configLinesOf(parsed, steps, step)
      .filter(({ file, path }) => !nodeAt(roots[file], path))
      .map(({ file, path }) => `${step.name}: ${file} ${path}`),
  );
  expect([...new Set(missing)]).toEqual([]);
});

it('marks nothing for steps of other programs', () => {
  const others = steps.filter((step) => ['app', 'cdn', 'site'].includes(step.at.host));
  expect(others.length).toBeGreaterThan(0);
  expect(others.flatMap((step) => configLinesOf(parsed, steps, step))).toEqual([]);
});

it('marks, inside of TLS too, what a request and a handshake come from', () => {
  const main = cdnUpRealityDown.configs;
  const both = { client: parseConfig([main.client]), server: parseConfig([main.server]) };
  const run = perform({ scenario: cdnUpRealityDown }).steps;
  const marks = landmarksOf(run);
  const lines = (name: Landmark) =>
    configLinesOf(both, run, run[marks.get(name) as number] as Step).map(({ path }) =>
      path.split('.').slice(-2).join('.'),
    );
  expect(lines('downlink.get')).toEqual(
    expect.arrayContaining(['downloadSettings.address', 'xhttpSettings.path']),
  );
  expect(lines('uplink.post#0')).toContain('xhttpSettings.host');
  expect(lines('downlink.client-hello')).toContain('downloadSettings.realitySettings');
  expect(lines('uplink.client-hello')).toContain('streamSettings.tlsSettings');
});
