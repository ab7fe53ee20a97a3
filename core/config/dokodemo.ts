/**
 * Builds the settings of dokodemo-door inbounds: infra/conf/dokodemo.go of Xray (v26.7.28). Without UDP, and without the
 * destinations that Linux remembers of redirected connections.
 */
import { parseAddress } from './address.ts';
import { placeOf } from './decode.ts';
import { creationFault, fault, linkText, type Place, within } from './errors.ts';
import { splitHostPort } from './host-port.ts';
import { memberPath } from './json-path.ts';
import { breaksXray, unsupported } from './refusals.ts';
import type { DokodemoSettings } from './schema.ts';
import type { DokodemoInbound } from './types.ts';

export function buildDokodemo(
  settings: DokodemoSettings,
): Pick<DokodemoInbound, 'address' | 'port' | 'portMap'> {
  const map = placeOf(settings, 'portMap');
  const targets = [...(settings.portMap ?? [])].map(([local, target]) => {
    const at = { ...map, path: memberPath(map.path, local) };
    return [local, mappedTarget(at, target)] as const;
  });
  const { followRedirect } = settings;
  if (followRedirect) {
    const why = 'this core does not see where redirected connections were going';
    throw unsupported(placeOf(settings, 'followRedirect'), 'false', 'true', why);
  }
  refuseNetworks(settings);
  return {
    address: settings.address ?? settings.rewriteAddress,
    port: settings.port || settings.rewritePort,
    // Xray looks ports up as text: one that is not written as numbers are is never found
    portMap: new Map(
      targets.flatMap(([local, target]) =>
        String(Number(local)) === local ? [[Number(local), target]] : [],
      ),
    ),
  };
}

type Target = DokodemoInbound['portMap'] extends ReadonlyMap<number, infer T> ? T : never;

function mappedTarget(at: Place, written: string): Target {
  const parts = splitHostPort(written);
  if ('said' in parts) {
    const { said } = parts;
    return within(linkText('config:port_map_invalid', written), () => {
      throw fault(at, 'config:go_complaint', said);
    });
  }
  const port = parts.port === '' ? 0 : Number(parts.port);
  if (!/^\d*$/.test(parts.port) || port > 65535) {
    const why = 'Xray panics at a connection, or dials another';
    throw breaksXray(at, 'a port of 0..65535', JSON.stringify(written), why);
  }
  return { address: parts.host === '' ? null : parseAddress(parts.host), port };
}

const networkField = ({ network }: DokodemoSettings): 'network' | 'allowedNetwork' =>
  network === null ? 'allowedNetwork' : 'network';

function refuseNetworks(settings: DokodemoSettings): void {
  const field = networkField(settings);
  const networks = settings[field] ?? [];
  if (networks.every((network) => network === 'tcp')) return;
  const got = `"${networks.join(',')}"`;
  throw unsupported(placeOf(settings, field), '"tcp"', got, 'this core carries no UDP');
}

/** What Xray checks when it makes the handler. */
export function createDokodemo(settings: DokodemoSettings): void {
  const field = networkField(settings);
  if (settings[field]?.length !== 0) return;
  throw creationFault(placeOf(settings, field), 'config:dokodemo_without_network');
}
