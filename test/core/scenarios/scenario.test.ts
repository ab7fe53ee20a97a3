import { expect, it } from 'vitest';
import { readValue } from '../../../core/config/json.ts';
import { nodeAt } from '../../../core/config/json-path.ts';
import { scenarioById, scenarios } from '../../../core/scenarios/index.ts';
import { addresses, lanesOf, worldOf } from '../../../core/scenarios/scenario.ts';

it('finds every scenario by its id, and no other', () => {
  for (const scenario of scenarios) expect(scenarioById(scenario.id)).toBe(scenario);
  expect(scenarioById('toString')).toBeUndefined();
});

it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
  '%s has a lane for every host of its world',
  (_id, scenario) => {
    const hosts = worldOf(scenario).hosts.map((host) => host.name);
    expect([...new Set(lanesOf(scenario).map((lane) => lane.host))].sort()).toEqual(
      [...hosts].sort(),
    );
  },
);

it('gives both directions of a pair of hosts the same delay, half the captured round trip', () => {
  const { topology } = worldOf(scenarios[0] as (typeof scenarios)[0]);
  expect(topology.delayMs('client', 'vps')).toBe(110);
  expect(topology.delayMs('vps', 'client')).toBe(110);
  expect(topology.delayMs('client', 'cdn')).toBe(125);
});

it('has documentation addresses only', () => {
  // RFC 5737
  for (const address of Object.values(addresses)) {
    expect(address).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
  }
});

it('differs from its twin by downloadSettings alone', () => {
  const [split, direct] = ['split-plain', 'direct-plain'].map((id) =>
    JSON.parse(scenarioById(id)?.configs.client.text ?? ''),
  );
  delete split.outbounds[0].streamSettings.xhttpSettings.extra;
  expect(direct).toEqual(split);
  expect(scenarioById('direct-plain')?.configs.server).toBe(
    scenarioById('split-plain')?.configs.server,
  );
});

it('names its downloadSettings inside extra', () => {
  const text = scenarioById('split-plain')?.configs.client.text ?? '';
  const path = 'outbounds[0].streamSettings.xhttpSettings.extra.downloadSettings.port';
  expect(nodeAt(readValue(text), path)).toMatchObject({ kind: 'number' });
});
