import { expect, it } from 'vitest';
import { runToEnd } from '../../../core/engine/run.ts';
import { cdnUpRealityDown } from '../../../core/scenarios/cdn-up-reality-down.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';
import { fallbackToSecondListener } from '../../../core/scenarios/variants.ts';

const machines = (scenario: typeof splitPlain) => [
  ...new Set(
    runToEnd(worldOf(scenario))
      .steps.filter((step) => step.name === 'start')
      .map((step) => `${step.at.host} ${step.at.machine}`),
  ),
];

it('puts these machines, and no others, into a split link', () => {
  expect(machines(splitPlain).sort()).toEqual(
    [
      'app app/app#1',
      'client socks-in/socks#1',
      'client socks-in/dispatcher#1',
      'client proxy/vless#1',
      'client proxy/xhttp#1',
      'client proxy/http1#1',
      'client proxy/http1#2',
      'cdn cdn/http#1',
      'cdn cdn/proxy#1',
      'cdn cdn/http1-client#1',
      'vps front/vless#1',
      'vps xhttp-in/http#1',
      'vps xhttp-in/http#2',
      'vps xhttp-in/xhttp#1',
      'vps xhttp-in/vless#1',
      'vps xhttp-in/dispatcher#1',
      'vps direct/freedom#1',
      'site site/http#1',
      'site site/pages#1',
    ].sort(),
  );
});

it('puts TLS, REALITY and HTTP/2 into the main one', () => {
  const plain = new Set(machines(splitPlain));
  expect(machines(cdnUpRealityDown).filter((id) => !plain.has(id))).toEqual([
    'client proxy/http2#1',
    'client proxy/reality#1',
    'vps front/reality#1',
    'target site/tls#1',
    'client proxy/http2#2',
    'client proxy/tls#1',
    'cdn cdn/tls#1',
  ]);
});

it('gives each listener a session table of its own', () => {
  const hubs = machines(fallbackToSecondListener).filter((id) => id.includes('/xhttp#'));
  expect(hubs).toEqual(expect.arrayContaining(['vps xhttp-in/xhttp#1', 'vps xhttp-in-2/xhttp#1']));
});

it('gives the machines of one proxied connection one scope, and the server’s another', () => {
  const { steps } = runToEnd(worldOf(splitPlain));
  const scopeOf = (name: string) => steps.find((step) => step.name === name)?.scope;
  expect(scopeOf('vless:request_tunnelled')).toBe(scopeOf('socks:request_accepted'));
  expect(scopeOf('vless:user_authenticated')).not.toBe(scopeOf('socks:request_accepted'));
  expect(typeof scopeOf('vless:user_authenticated')).toBe('number');
});
