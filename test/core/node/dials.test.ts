import { describe, expect, it } from 'vitest';
import { dialsOf } from '../../../core/node/dials.ts';
import { scenarioById } from '../../../core/scenarios/index.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';

const dialsIn = (scenario: string) => {
  const { hosts } = worldOf(scenarioById(scenario) as NonNullable<ReturnType<typeof scenarioById>>);
  const destination = { host: 'site.example', port: 80 };
  return hosts.flatMap((host) =>
    dialsOf(host, destination).map(
      ({ address, port, tag, legs }) =>
        `${host.name}/${tag} → ${address}:${port}, ${legs.join(', ')}`,
    ),
  );
};

describe('the dials of a scenario’s hosts', () => {
  it('go where the configurations say, for what they say', () => {
    expect(dialsIn('cdn-up-reality-down').sort()).toEqual([
      'app/app → 127.0.0.1:10808, socks',
      'cdn/cdn → 203.0.113.10:6666, origin',
      'client/proxy → 203.0.113.10:443, downlink',
      'client/proxy → cdn.example:443, uplink',
      'vps/direct → site.example:80, destination',
      'vps/front → localhost:6666, fallback',
      'vps/front → target.example:443, target',
    ]);
  });
  it('are of two legs where both halves of a link go to one place: the downlink first', () => {
    expect(dialsIn('direct-plain')).toContain('client/proxy → cdn.example:443, downlink, uplink');
  });
});
