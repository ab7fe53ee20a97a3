import { describe, expect, it } from 'vitest';
import { complaint, facts, parse } from '../../support/config-facts.ts';

const inbound = (settings: string) =>
  `{"inbounds":[{"tag":"i","port":1,"protocol":"tunnel","settings":${settings}}]}`;
const built = (settings: object) => parse(inbound(JSON.stringify(settings))).inbounds[0];

describe('buildDokodemo', () => {
  it('fills in what is not said', () => {
    expect(built({})).toMatchObject({
      protocol: 'dokodemo-door',
      address: null,
      port: 0,
      portMap: new Map(),
    });
  });

  it('prefers address and port to rewriteAddress and rewritePort', () => {
    const address = { type: 'domain', host: 'a.example' };
    expect(
      built({ address: 'a.example', rewriteAddress: '::1', port: 80, rewritePort: 81 }),
    ).toMatchObject({ address, port: 80 });
    expect(built({ rewriteAddress: 'a.example', port: 0, rewritePort: 81 })).toMatchObject({
      address,
      port: 81,
    });
  });

  it('takes either half of a mapped target, and finds only ports that are written as numbers are', () => {
    const portMap = { 80: '[::1]:81', 82: ':83', 84: 'a:', '085': 'b:1', x: 'c:1' };
    expect(built({ portMap })).toMatchObject({
      portMap: new Map([
        [80, { address: { type: 'ipv6', host: '::1' }, port: 81 }],
        [82, { address: null, port: 83 }],
        [84, { address: { type: 'domain', host: 'a' }, port: 0 }],
      ]),
    });
  });

  const words = {
    load: 'infra/conf: failed to build inbound config with tag i > infra/conf: failed to load inbound detour config for protocol tunnel > ',
    build:
      'infra/conf: failed to build inbound config with tag i > infra/conf: failed to build inbound handler for protocol tunnel > ',
  };
  it.each(
    facts(
      `
{"network":"tcp","allowedNetwork":"udp"} => Configuration OK.
{"network":[]} => failed to create server > proxy/dokodemo: no network specified
{"allowedNetwork":[]} => failed to create server > proxy/dokodemo: no network specified
{"port":"80"} => [load]json: cannot unmarshal string into Go struct field DokodemoConfig.port of type uint16
{"address":5} => [load]infra/conf: invalid address: 5 > json: cannot unmarshal number into Go value of type string
{"portMap":["a:1"]} => [load]json: cannot unmarshal array into Go struct field DokodemoConfig.portMap of type map[string]string
{"portMap":{"80":"a"}} => [build]infra/conf: invalid portMap: a > address a: missing port in address
{"portMap":{"80":null}} => [build]infra/conf: invalid portMap:  > missing port in address
`,
      words,
    ),
  )('says of %s what Xray says', (settings, said) => {
    expect(complaint(inbound(settings))).toBe(said);
  });

  it.each(
    facts(
      `
{"network":"tcp,udp"} => [build]xhttp-lab: inbounds[0].settings.network: expected "tcp", got "tcp,udp"; this core carries no UDP
{"allowedNetwork":["udp"]} => [build]xhttp-lab: inbounds[0].settings.allowedNetwork: expected "tcp", got "udp"; this core carries no UDP
{"followRedirect":true} => [build]xhttp-lab: inbounds[0].settings.followRedirect: expected false, got true; this core does not see where redirected connections were going
{"portMap":{"80":"a:http"}} => [build]xhttp-lab: inbounds[0].settings.portMap["80"]: expected a port of 0..65535, got "a:http"; Xray panics at a connection, or dials another
{"portMap":{"80":"a:65536"}} => [build]xhttp-lab: inbounds[0].settings.portMap["80"]: expected a port of 0..65535, got "a:65536"; Xray panics at a connection, or dials another
`,
      words,
    ),
  )('refuses %s', (settings, said) => {
    expect(complaint(inbound(settings))).toBe(said);
  });
});
