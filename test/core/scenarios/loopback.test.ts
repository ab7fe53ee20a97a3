import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../core/config/parse.ts';
import { cdnUpRealityDown } from '../../../core/scenarios/cdn-up-reality-down.ts';
import { directPlain } from '../../../core/scenarios/direct-plain.ts';
import { loopbackConfigs } from '../../../core/scenarios/loopback.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';

const ports = { socks: 20808, cdn: 28443, front: 20443, origin: 26666, target: 28444 };
const parsed = (text: string) => parseConfig([{ name: 'config.json', text }]);

describe('a scenario’s configurations on loopback', () => {
  const { client, server } = loopbackConfigs(splitPlain, ports);

  it('name only this computer', () => {
    const named = `${client}${server}`.match(/"(?:address|listen)": "[^"]*"/g) ?? [];
    expect(new Set(named.map((member) => member.split('"')[3]))).toEqual(new Set(['127.0.0.1']));
  });
  it('listen on the ports given', () => {
    const listening = [parsed(client), parsed(server)].map(({ inbounds }) =>
      inbounds.map(({ ports: [first] }) => first?.from),
    );
    expect(listening).toEqual([[20808], [20443, 26666]]);
  });
  it('lead up through the CDN, down through the front, and from there to the origin', () => {
    const [outbound] = parsed(client).outbounds;
    const [front] = parsed(server).inbounds;
    expect(outbound).toMatchObject({
      server: { port: 28443 },
      stream: { xhttp: { host: 'cdn.example', downloadSettings: { port: 20443 } } },
    });
    expect(front).toMatchObject({ fallbacks: [{ port: 26666 }] });
  });
  it('hide behind the target given', () => {
    const [front] = parsed(loopbackConfigs(cdnUpRealityDown, ports).server).inbounds;
    expect(front?.stream.security).toMatchObject({
      target: { address: { host: '127.0.0.1' }, port: 28444 },
      serverNames: ['target.example'],
    });
  });
  it('have no downlink of their own where the scenario has none', () => {
    expect(loopbackConfigs(directPlain, ports).client).not.toContain('20443');
  });
});
