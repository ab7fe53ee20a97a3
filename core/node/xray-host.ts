/** A real Xray as a host of a run: where it listens, and its log as facts of the host's. */
import { hostAndPort } from '../bytes/ip.ts';
import type { CoreConfig, Inbound } from '../config/types.ts';
import type { CoreHost } from '../engine/hosts.ts';
import type { Listener } from '../engine/network.ts';
import type { TappedFact } from '../inspect/tapped-steps.ts';
import { factsOf, type ReadFact, readXrayLine } from '../inspect/xray-log.ts';

/** What stands for all that a foreign program does for an inbound or outbound. */
export const foreignMachine = (tag: string): string => `${tag}/xray#1`;

export const xrayListeners = ({ name, config }: CoreHost): Listener[] =>
  config.inbounds.flatMap(({ tag, listen, ports, protocol, stream }) =>
    ports.map(({ from }) => ({
      host: name,
      address: listen.host,
      port: from,
      tag,
      leg:
        protocol !== 'vless'
          ? ('socks' as const)
          : stream.network === 'raw'
            ? ('downlink' as const)
            : ('origin' as const),
    })),
  );

/**
 * The facts that a log tells of its core's start and of connections since `epochMs`. `shown` gives the text for an
 * address of this computer; times are in ms since `epochMs`, not below 0.
 */
export function xrayFacts(
  { name: host, config }: CoreHost,
  lines: readonly string[],
  epochMs: number,
  shown: (text: string) => string,
): TappedFact[] {
  const offsetMinutes = -new Date().getTimezoneOffset();
  const read = lines.flatMap((line) => readXrayLine(line, offsetMinutes) ?? []);
  const before = new Set(
    read.filter(({ dateMs }) => dateMs < epochMs).map(({ scope }) => scope ?? Number.NaN),
  );
  const facts = factsOf(
    read
      .filter(({ scope, dateMs, text }) =>
        scope === null ? dateMs >= epochMs || isOfStart(text) : !before.has(scope),
      )
      .map((line) => ({ ...line, text: shown(line.text) })),
  );
  return facts.map((fact) => {
    const tag = fact.tag ?? tagOf(fact, config);
    return {
      name: fact.name,
      data: fact.name === 'transport:listening' ? { ...fact.data, tag: tag ?? '' } : fact.data,
      host,
      machine: machineOf(fact, tag),
      scope: fact.scope,
      time: Math.max(0, Math.round((fact.dateMs - epochMs) * 1000) / 1000),
    };
  });
}

const isOfStart = (text: string): boolean => /: listening TCP |^core: /.test(text);

function machineOf({ name }: ReadFact, tag: string | null): string {
  if (tag === null) return 'core';
  return name === 'transport:listening' ? `${tag}/listener` : foreignMachine(tag);
}

/** Whose a fact is that no access line was written for: a fallback's has none, and what belongs to no connection. */
function tagOf(fact: ReadFact, { inbounds }: CoreConfig): string | null {
  if (fact.name === 'core:started') return null;
  const isListening = fact.name === 'transport:listening';
  const { address } = fact.data as { readonly address?: string };
  const listens = ({ listen, ports }: Inbound) =>
    ports.some(({ from }) => hostAndPort(listen.host, from) === address);
  const fallsBack = (inbound: Inbound) =>
    inbound.protocol === 'vless' && inbound.fallbacks.length > 0;
  return inbounds.find(isListening ? listens : fallsBack)?.tag ?? null;
}
