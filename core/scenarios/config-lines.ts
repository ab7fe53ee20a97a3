/**
 * Which lines of which configuration caused a step.
 *
 * A step belongs to the tag that its machine id begins with, and so to one inbound or outbound; what it does there says
 * which of the keys decided.
 */

import type { JsonPath } from '../config/json-path.ts';
import type { CoreConfig, Inbound, Outbound, Place, StreamSettings } from '../config/types.ts';
import { requestIn, sightingsOf } from '../inspect/sightings.ts';
import { isStep, type Step } from '../trace/step.ts';

export interface ConfigLine {
  readonly file: 'client' | 'server';
  /** Of a member: its key and its value are the lines. */
  readonly path: JsonPath;
}

export interface Configs {
  readonly client: CoreConfig;
  readonly server: CoreConfig;
}

/** The places in the texts that a step comes from, one of `steps`; none for steps of other programs. */
export function configLinesOf(
  configs: Configs,
  steps: readonly Step[],
  step: Step,
): readonly ConfigLine[] {
  const file = step.at.host === 'client' ? 'client' : step.at.host === 'vps' ? 'server' : null;
  if (!file) return [];
  const config = configs[file];
  const tag = step.at.machine.slice(0, step.at.machine.lastIndexOf('/'));
  const inbound = config.inbounds.find((candidate) => candidate.tag === tag);
  const outbound = config.outbounds.find((candidate) => candidate.tag === tag);
  const paths = inbound
    ? ofInbound(inbound, step)
    : outbound
      ? ofOutbound(outbound, steps, step)
      : [];
  return paths.map((path) => ({ file, path }));
}

/** What a step of a security machine comes from; null for other machines. `streams`: one has that security. */
function securityLines(
  streams: readonly Pick<StreamSettings, 'at' | 'security'>[],
  { at: { machine } }: Step,
): JsonPath[] | null {
  const kind = machine.slice(machine.lastIndexOf('/') + 1, machine.lastIndexOf('#'));
  const stream = streams.find(({ security }) => security.type === kind);
  return stream && (kind === 'tls' || kind === 'reality') ? securityOf(stream) : null;
}

const securityOf = ({ at, security }: Pick<StreamSettings, 'at' | 'security'>): JsonPath[] => [
  ...below(at, 'security'),
  ...('at' in security ? [security.at.path] : []),
];

const below = ({ path }: Place, ...keys: readonly string[]): JsonPath[] =>
  keys.map((key) => `${path}.${key}`);

function ofInbound(inbound: Inbound, step: Step): JsonPath[] {
  if (step.name === 'accepted' || step.name === 'transport:listening') {
    return below(inbound.at, 'listen', 'port', 'protocol');
  }
  if (inbound.protocol !== 'vless') return below(inbound.at, 'protocol', 'port');
  const secured = securityLines([inbound.stream], step);
  if (secured) return secured;
  if (isStep(step, 'vless:fallback_chosen')) {
    const chosen = inbound.fallbacks.find((fallback) => fallback.dest === step.data.dest);
    return chosen ? [chosen.at.path] : [];
  }
  // an inbound that forwards only copies, whichever way
  const forwards = step.at.port === 'fallback' || step.state === 'FORWARDING';
  if (step.name.startsWith('vless:fallback') || forwards) {
    return inbound.fallbacks.map((fallback) => fallback.at.path);
  }
  if (step.name === 'vless:user_authenticated') {
    return inbound.users.flatMap((user) => below(user.at, 'id'));
  }
  if (step.name.startsWith('xhttp:') || step.at.machine.includes('/http')) {
    const { stream } = inbound;
    return stream.network === 'xhttp'
      ? [...below(stream.at, 'network'), ...below(stream.xhttp.outerAt, 'path')]
      : [];
  }
  return below(inbound.at, 'protocol');
}

function ofOutbound(outbound: Outbound, steps: readonly Step[], step: Step): JsonPath[] {
  if (outbound.protocol !== 'vless') return below(outbound.at, 'protocol');
  const { stream, server, user } = outbound;
  if (step.name === 'vless:request_tunnelled')
    return [...below(server.at, 'address', 'port'), ...below(user.at, 'id')];
  if (stream.network !== 'xhttp') return below(server.at, 'address', 'port');
  const download = stream.xhttp.downloadSettings;
  const secured = securityLines(download ? [download, stream] : [stream], step);
  if (secured && step.kind === 'fact' && step.name !== 'transport:dial_started') return secured;
  const uplink = [...below(server.at, 'address', 'port'), ...below(stream.at, 'network')];
  const downlink = download ? below(download.at, 'address', 'port', 'network') : uplink;
  if (isStep(step, 'transport:dial_started'))
    return step.data.leg === 'downlink' ? downlink : uplink;
  if (isStep(step, 'open') && step.data.target.to === 'address') {
    return step.data.target.leg === 'downlink' ? downlink : uplink;
  }
  if (step.name === 'xhttp:download_announced') return downlink;
  if (step.name === 'xhttp:dial_announced')
    return [...uplink, ...below(stream.xhttp.outerAt, 'host', 'mode')];
  const seen = step.name === 'send' ? sightingsOf(steps, step) : null;
  if (seen?.leg === 'uplink' || seen?.leg === 'downlink') {
    const isDown = seen.leg === 'downlink';
    const way = (isDown && download) || stream;
    const [request] = seen.outer.flatMap((unit) => requestIn(unit) ?? []);
    if (request?.xhttp?.role === 'downlink') {
      return [...downlink, ...below((download ?? stream).xhttp.outerAt, 'path')];
    }
    if (request) return below(stream.xhttp.outerAt, 'host', 'path', 'mode');
    const isHandshake = seen.units.some(({ name }) => /_hello$|:finished$/.test(name));
    return [...(isDown ? downlink : uplink), ...(isHandshake ? securityOf(way) : [])];
  }
  return below(outbound.at, 'protocol');
}
