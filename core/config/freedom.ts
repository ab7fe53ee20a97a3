/** Builds the settings of a freedom outbound: infra/conf/freedom.go of Xray (v26.7.28), checks in Xray's order. */
import { placeOf } from './decode.ts';
import { fault, linkText, within, wrapped } from './errors.ts';
import { splitHostPort } from './host-port.ts';
import type { Loading } from './loading.ts';
import { refuseNull, unsupported } from './refusals.ts';
import { parseIpRules } from './rules.ts';
import { portNumber } from './scalars.ts';
import type { FreedomSettings } from './schema.ts';
import { domainStrategies } from './sockopt.ts';
import type { FinalRule, FreedomOutbound } from './types.ts';

export function buildFreedom(
  settings: FreedomSettings,
  loading: Loading,
): Pick<FreedomOutbound, 'finalRules'> {
  if (settings.ipsBlocked !== null) {
    loading.warn(placeOf(settings, 'ipsBlocked'), 'config:freedom_ips_blocked');
  }
  const strategyField = settings.targetStrategy ? 'targetStrategy' : 'domainStrategy';
  const strategy = settings[strategyField];
  if (!domainStrategies.includes(strategy.toLowerCase())) {
    throw fault(placeOf(settings, strategyField), 'config:unsupported_domain_strategy', strategy);
  }
  if (settings.noise) throw fault(placeOf(settings, 'noise'), 'config:freedom_noise_removed');
  checkRedirect(settings);
  const list = placeOf(settings, 'finalRules');
  const finalRules = (settings.finalRules ?? []).map((rule, i) => {
    refuseNull(rule, list, i);
    return buildFinalRule(rule);
  });
  refuseRest(settings, strategyField);
  return { finalRules };
}

function checkRedirect(settings: FreedomSettings): void {
  const { redirect } = settings;
  if (redirect === '') return;
  const at = placeOf(settings, 'redirect');
  const parts = splitHostPort(redirect);
  if ('said' in parts) {
    const { said } = parts;
    throw wrapped(
      linkText('config:freedom_redirect_malformed', redirect, said),
      fault(at, 'config:go_complaint', said),
    );
  }
  const said = `common/net: invalid port range: ${parts.port}`;
  within(linkText('config:freedom_redirect_port_malformed', redirect, said), () =>
    portNumber(at, parts.port),
  );
}

type WrittenRule = NonNullable<NonNullable<FreedomSettings['finalRules']>[number]>;

function buildFinalRule(written: WrittenRule): FinalRule {
  const action = written.action.toLowerCase();
  if (action !== 'allow' && action !== 'block') {
    throw fault(placeOf(written, 'action'), 'config:unknown_rule_action', written.action);
  }
  const ips = written.ip ? parseIpRules(written.ip, placeOf(written, 'ip')) : [];
  return {
    at: written.$at,
    action,
    networks: written.network?.length ? written.network : null,
    ports: written.port?.length ? written.port : null,
    ips: ips.length ? ips : null,
    blockDelay: written.blockDelay,
  };
}

function refuseRest(
  settings: FreedomSettings,
  strategyField: 'targetStrategy' | 'domainStrategy',
): void {
  if (!['', 'asis'].includes(settings[strategyField].toLowerCase())) {
    throw unsupported(
      placeOf(settings, strategyField),
      '"AsIs"',
      `"${settings[strategyField]}"`,
      'this core leaves names to the system',
    );
  }
  for (const field of ['redirect', 'fragment', 'noises'] as const) {
    if (!settings[field]) continue;
    throw unsupported(
      placeOf(settings, field),
      'nothing',
      'a value',
      'this core passes connections on as they are',
    );
  }
  if (settings.proxyProtocol === 1 || settings.proxyProtocol === 2) {
    throw unsupported(
      placeOf(settings, 'proxyProtocol'),
      '0',
      String(settings.proxyProtocol),
      'this core passes connections on as they are',
    );
  }
}
