/**
 * A configuration for a real Xray, written anew from our parsed model: whatever is not listed here cannot get there, so
 * that a text of a visitor's names no file, no socket and no environment of this computer.
 *
 * Listeners and dials go where the caller says. Names that Xray would take from an address are written out, so that
 * they stay what the text makes them. What each core logs is the caller's matter: here it is all.
 */
import { formatIp } from '../bytes/ip.ts';
import { type Address, addressText } from '../config/address.ts';
import type {
  CoreConfig,
  FinalRule,
  Inbound,
  IpRule,
  Outbound,
  PortRange,
  Rule,
  VlessUser,
} from '../config/types.ts';
import { type Json, type Rewritten, type StreamPlaces, streamJson } from './xray-stream.ts';

export interface XrayPlaces extends StreamPlaces {
  listened(inbound: Inbound, port: number): Rewritten;
  /** Where freedom goes, whatever the destination; null: to the destination. */
  readonly destination: Rewritten | null;
}

export function xrayConfig(config: CoreConfig, places: XrayPlaces): Json {
  return {
    log: { loglevel: 'debug' },
    inbounds: config.inbounds.flatMap((inbound) => inboundJsons(inbound, places)),
    outbounds: config.outbounds.map((outbound) => outboundJson(outbound, places)),
    routing: { rules: config.routing.rules.map(ruleJson) },
  };
}

/** One for each port, for a range cannot be moved as a whole. */
function inboundJsons(inbound: Inbound, places: XrayPlaces): Json[] {
  const { tag, protocol, ports } = inbound;
  return ports.flatMap(numbers).map((number) => {
    const { address: listen, port } = places.listened(inbound, number);
    return {
      ...(tag === '' ? {} : { tag }),
      listen,
      port,
      protocol,
      settings: inboundSettings(inbound, places),
      ...(protocol === 'vless' ? { streamSettings: streamJson(inbound.stream, places, null) } : {}),
    };
  });
}

function inboundSettings(inbound: Inbound, places: XrayPlaces): Json {
  switch (inbound.protocol) {
    case 'socks':
      return { auth: inbound.auth, accounts: accountsJson(inbound.accounts) };
    case 'http':
      return {
        accounts: accountsJson(inbound.accounts),
        allowTransparent: inbound.allowTransparent,
      };
    case 'dokodemo-door': {
      const to = inbound.address && places.dialled(inbound.address, inbound.port);
      return { ...(to ?? { port: inbound.port }), network: 'tcp' };
    }
    case 'vless':
      return {
        clients: inbound.users.map(userJson),
        decryption: 'none',
        fallbacks: inbound.fallbacks.map(({ name, alpn, path, address, port, xver }) => {
          const dest = places.dialled(address, port);
          return { name, alpn, path, dest: `${dest.address}:${dest.port}`, xver };
        }),
      };
  }
}

function outboundJson(outbound: Outbound, places: XrayPlaces): Json {
  const { tag, protocol } = outbound;
  const tagged = tag === '' ? { protocol } : { tag, protocol };
  switch (outbound.protocol) {
    case 'blackhole':
      return { ...tagged, settings: { response: { type: outbound.response } } };
    case 'freedom': {
      const { destination } = places;
      return {
        ...tagged,
        settings: {
          finalRules: outbound.finalRules.map(finalRuleJson),
          ...(destination ? { redirect: `${destination.address}:${destination.port}` } : {}),
        },
      };
    }
    case 'vless': {
      const { server, user, stream } = outbound;
      const to = places.dialled(server.address, server.port);
      const users = [{ ...userJson(user), encryption: 'none' }];
      return {
        ...tagged,
        settings: { vnext: [{ ...to, users }] },
        streamSettings: streamJson(stream, places, server.address),
      };
    }
  }
}

const userJson = ({ id, email, level }: VlessUser): Json => ({
  id,
  level,
  ...(email === '' ? {} : { email }),
});

const accountsJson = (accounts: ReadonlyMap<string, string>): Json[] =>
  [...accounts].map(([user, pass]) => ({ user, pass }));

const finalRuleJson = ({ action, networks, ports, ips, blockDelay }: FinalRule): Json => ({
  action,
  ...(networks ? { network: networks.join(',') } : {}),
  ...(ports ? { port: portsText(ports) } : {}),
  ...(ips ? { ip: ips.map(ipText) } : {}),
  ...(blockDelay ? { blockDelay: `${blockDelay.from}-${blockDelay.to}` } : {}),
});

const ruleJson = (rule: Rule): Json => ({
  ...(rule.ruleTag === '' ? {} : { ruleTag: rule.ruleTag }),
  outboundTag: rule.outboundTag,
  ...(rule.inboundTags ? { inboundTag: rule.inboundTags } : {}),
  ...(rule.networks ? { network: rule.networks.join(',') } : {}),
  ...(rule.ports ? { port: portsText(rule.ports) } : {}),
  ...(rule.domains ? { domain: rule.domains.map(({ type, value }) => `${type}:${value}`) } : {}),
  ...(rule.ips ? { ip: rule.ips.map(ipText) } : {}),
  ...(rule.users ? { user: rule.users } : {}),
});

const portsText = (ports: readonly PortRange[]): string =>
  ports.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(',');

const ipText = ({ octets, prefix, inverted }: IpRule): string =>
  `${inverted ? '!' : ''}${formatIp(octets)}/${prefix}`;

const numbers = ({ from, to }: PortRange): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

/** An address and port where they are. */
export const asWritten = (address: Address, port: number): Rewritten => ({
  address: addressText(address),
  port,
});
