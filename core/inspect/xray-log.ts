/**
 * A real Xray's log read back: which of our facts each line tells. The reverse of trace/xray-lines.ts, for the lines
 * that a link's life writes; others are left out, and fields that a line does not tell are absent.
 *
 * Texts of Xray v26.7.28. Several goroutines write a log: the access line, which has no scope, is matched with the
 * dispatcher's line of the same destination.
 */
import type { FactName, Facts } from '../trace/catalogue.ts';

export interface XrayLogLine {
  /** ms since 1970. */
  readonly dateMs: number;
  /** The number in brackets; null for what belongs to no proxied connection, and for access lines. */
  readonly scope: number | null;
  /** With the package in front. */
  readonly text: string;
}

export interface ReadFact<Name extends FactName = FactName> {
  readonly name: Name;
  readonly data: Partial<Facts[Name]>;
  readonly dateMs: number;
  readonly scope: number | null;
  /** Of the inbound or outbound that it is about; null where the log does not tell. */
  readonly tag: string | null;
}

const datedLine =
  /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{6}) (?:\[(?:Debug|Info|Warning|Error)\] )?(?:\[(\d+)\] )?(.*)$/;

/** Null for what is no line of the logger. Dates are local: `offsetMinutes` is what was added to UTC. */
export function readXrayLine(line: string, offsetMinutes: number): XrayLogLine | null {
  const found = datedLine.exec(line);
  if (!found) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, fraction = 0] = found
    .slice(1, 8)
    .map(Number);
  const whole = Date.UTC(year, month - 1, day, hour, minute - offsetMinutes, second);
  return {
    dateMs: whole + fraction / 1000,
    scope: found[8] === undefined ? null : Number(found[8]),
    text: found[9] ?? '',
  };
}

/** A line's fact, before it is known whose it is. */
interface Told {
  readonly name: FactName;
  readonly data: Readonly<Record<string, unknown>>;
  /** Whose: the inbound's, the outbound's, or nobody's of the two. */
  readonly of: 'inbound' | 'outbound' | null;
}

interface Pattern {
  readonly pattern: RegExp;
  readonly told: (...groups: string[]) => Told;
}

/** `data` gets the groups of the pattern, in order. */
function line<Name extends FactName>(
  name: Name,
  of: Told['of'],
  pattern: RegExp,
  data: (...groups: string[]) => Partial<Facts[Name]>,
): Pattern {
  return { pattern, told: (...groups) => ({ name, data: data(...groups), of }) };
}

const xhttp = 'transport\\/internet\\/splithttp';
const started = line('core:started', null, /^core: (.*) started$/, (program = '') => ({ program }));

const xmuxReasons: Readonly<Record<string, Facts['xhttp:xmux_client_created']['reason']>> = {
  xmuxClients: 'empty',
  maxConnections: 'max_connections_not_hit',
  maxConcurrency: 'max_concurrency_hit',
};

function fallbackReason(text: string): Partial<Facts['vless:fallback_started']> {
  if (text.endsWith('fallback directly')) return { code: 'vless:first_read_short' };
  const [, id] = /invalid request user id: (.*)$/.exec(text) ?? [];
  return id === undefined
    ? { code: 'vless:invalid_request_version' }
    : { code: 'vless:unknown_user', id };
}

const patterns: readonly Pattern[] = [
  started,
  line(
    'transport:listening',
    null,
    new RegExp(`^(${xhttp}|transport/internet/tcp): listening TCP (?:for XHTTP )?on (.*)$`),
    (hub = '', address = '') => ({ address, network: hub.endsWith('/tcp') ? 'raw' : 'xhttp' }),
  ),
  line(
    'transport:dial_started',
    'outbound',
    /^transport\/internet: dialing to (.*)$/,
    (destination = '') => ({ destination }),
  ),
  line(
    'socks:request_accepted',
    'inbound',
    /^proxy\/socks: TCP Connect request to (.*)$/,
    (destination = '') => ({ destination }),
  ),
  line(
    'vless:request_tunnelled',
    'outbound',
    /^proxy\/vless\/outbound: tunneling request to (.*) via (.*)$/,
    (destination = '', via = '') => ({ destination, via }),
  ),
  line('vless:first_read', 'inbound', /^proxy\/vless\/inbound: firstLen = (\d+)$/, (length) => ({
    length: Number(length),
  })),
  line(
    'vless:user_authenticated',
    'inbound',
    /^proxy\/vless\/inbound: received request for (.*)$/,
    (destination = '') => ({ destination, email: '' }),
  ),
  line(
    'vless:fallback_started',
    'inbound',
    /^proxy\/vless\/inbound: fallback starts > (.*)$/,
    (text = '') => fallbackReason(text),
  ),
  line(
    'vless:fallback_ended',
    'inbound',
    /^app\/proxyman\/inbound: connection ends > proxy\/vless\/inbound: fallback ends > context canceled$/,
    () => ({ reason: 'inactive' as const, addresses: null }),
  ),
  line(
    'xhttp:xmux_client_created',
    'outbound',
    new RegExp(`^${xhttp}: XMUX: creating xmuxClient because (\\w+)(?:.*xmuxClients = (\\d+))?`),
    (reason = '', clients = '0') => ({
      reason: xmuxReasons[reason] ?? 'empty',
      clients: Number(clients),
    }),
  ),
  line(
    'xhttp:dial_announced',
    'outbound',
    new RegExp(`^${xhttp}: XHTTP is dialing to (.*), mode (.*), HTTP version (.*), host (.*)$`),
    (destination = '', mode = '', http_version = '', host = '') => ({
      ...{ destination, mode, http_version, host },
    }),
  ),
  line(
    'xhttp:download_announced',
    'outbound',
    new RegExp(
      `^${xhttp}: XHTTP is downloading from (.*), mode stream-down, HTTP version (.*), host (.*)$`,
    ),
    (destination = '', http_version = '', host = '') => ({ destination, http_version, host }),
  ),
  line(
    'xhttp:status_rejected',
    'outbound',
    new RegExp(`^${xhttp}: unexpected status (\\d+)$`),
    (status) => ({ status: Number(status) }),
  ),
  line(
    'freedom:connection_opened',
    'outbound',
    /^proxy\/freedom: connection opened to (.*), local endpoint (.*), remote endpoint (.*)$/,
    (destination = '', local = '', remote = '') => ({ destination, local, remote }),
  ),
];

const detour =
  /^app\/dispatcher: (?:(?:Hit route rule: \[(.*)\] so )?taking detour \[(.*)\] for \[(.*)\]|default route for (.*))$/;
const accessLine = /^from (\S+) accepted (\S+)(?: \[(?:(.*) (?:->|>>) )?(.*)\])?(?: email: (.*))?$/;
const realName = /^proxy\/vless\/inbound: realName = (.*)$/;
const realAlpn = /^proxy\/vless\/inbound: realAlpn = (.*)$/;

type Chosen = Facts['routing:outbound_chosen'];
interface Access {
  readonly source: string;
  readonly destination: string;
  readonly inbound: string;
  readonly outbound: string;
  readonly email: string;
}

/** The facts of a whole log, in its order. */
export function factsOf(lines: readonly XrayLogLine[]): readonly ReadFact[] {
  const accesses = lines.flatMap(({ text }): Access[] => {
    const [whole, source = '', destination = '', inbound = '', outbound = '', email = ''] =
      accessLine.exec(text) ?? [];
    return whole === undefined ? [] : [{ source, destination, inbound, outbound, email }];
  });
  const tags = new Map<number, Access>();
  const facts: (Omit<ReadFact, 'tag'> & Pick<Told, 'of'>)[] = [];
  const names = new Map<number | null, string>();
  for (const { text, dateMs, scope } of lines) {
    const told = (name: FactName, data: object, of: Told['of']) =>
      facts.push({ name, data, dateMs, scope, of });
    const [, name] = realName.exec(text) ?? [];
    if (name !== undefined) names.set(scope, name);
    const [, alpn] = realAlpn.exec(text) ?? [];
    if (alpn !== undefined) {
      told('vless:security_seen', { server_name: names.get(scope) ?? '', alpn }, 'inbound');
    }
    const routed = detour.exec(text);
    if (routed && scope !== null) {
      const [, rule_tag = '', , byRule, byDefault = ''] = routed;
      const destination = byRule ?? byDefault;
      const at = accesses.findIndex((access) => access.destination === destination);
      const [access] = at < 0 ? [] : accesses.splice(at, 1);
      if (access) tags.set(scope, access);
      const data: Partial<Chosen> = {
        destination,
        source: access?.source ?? '',
        inbound_tag: access?.inbound ?? '',
        outbound_tag: access?.outbound ?? '',
        // which of the rules, the log does not tell
        ...(byRule === undefined ? { rule: null } : {}),
        rule_tag,
        email: access?.email ?? '',
      };
      told('routing:outbound_chosen', data, 'inbound');
    }
    for (const { pattern, told: tell } of patterns) {
      const found = pattern.exec(text);
      if (!found) continue;
      const { name, data, of } = tell(...found.slice(1));
      told(name, data, of);
      break;
    }
  }
  return facts.map(({ of, ...fact }) => {
    const access = fact.scope === null ? undefined : tags.get(fact.scope);
    const tag = of === null ? undefined : access?.[of];
    return { ...fact, tag: tag ?? null };
  });
}
