/**
 * Which machine sits behind which port. The compose-*.ts files are the only ones of the engine that know protocols.
 *
 * A host has its own composer; the world's composer finds the host that asks.
 */
import { App } from '../peers/app.ts';
import { ReverseProxy } from '../peers/cdn.ts';
import { Site } from '../peers/site.ts';
import { announceCore, CoreComposer, coreListeners } from './compose-core.ts';
import { WebComposer } from './compose-web.ts';
import type { Answer, HostComposer } from './host-composer.ts';
import type { AppHost, Host, SiteHost, World } from './hosts.ts';
import type { Listener } from './network.ts';
import type { Dial } from './wires.ts';
import type { Composer, Wiring } from './wiring.ts';

/** Lets every host listen, and starts the programs that begin by themselves. */
export function populate(wiring: Wiring, world: World): void {
  for (const host of world.hosts) {
    for (const listener of listenersOf(host)) wiring.listen(listener);
    if (host.role === 'core') announceCore(wiring, host);
    else if (host.role === 'app') start(wiring, host);
  }
}

export function compose(wiring: Wiring, world: World): Composer {
  const cores = new Set(
    world.hosts.filter((host) => host.role === 'core').map((host) => host.name),
  );
  const composers = new Map(
    world.hosts.map((host) => [host.name, composerOf(wiring, host, world.epochMs)] as const),
  );
  const of = (name: string): HostComposer => composers.get(name) as HostComposer;
  return {
    isCore: (name) => cores.has(name),
    accepted: (connection, listener, addresses, cause) =>
      of(listener.host).accepted(connection, listener, addresses, cause),
    open: (opener, port, target, scope, cause) =>
      of(opener.host).open(opener, port, target, scope, cause),
    offer: (offerer, port, offer, scope, cause) =>
      of(offerer.host).offer(offerer, port, offer, scope, cause),
  };
}

function composerOf(wiring: Wiring, host: Host, epochMs: number): HostComposer {
  switch (host.role) {
    case 'core':
      return new CoreComposer(wiring, host, epochMs);
    case 'cdn':
      return new WebComposer(wiring, epochMs, {
        host: host.name,
        tag: 'cdn',
        kind: 'proxy',
        machine: new ReverseProxy(),
        origin: host.origin,
      });
    case 'site':
      return new WebComposer(wiring, epochMs, {
        host: host.name,
        tag: 'site',
        kind: 'pages',
        machine: new Site(sitePages(host)),
        origin: null,
      });
    case 'app':
      return new AppComposer();
  }
}

function listenersOf(host: Host): Listener[] {
  switch (host.role) {
    case 'core':
      return coreListeners(host);
    case 'cdn':
      return [{ host: host.name, address: '0.0.0.0', port: host.port, tag: 'cdn', leg: 'uplink' }];
    case 'site':
      return [
        { host: host.name, address: '0.0.0.0', port: host.port, tag: 'site', leg: 'destination' },
      ];
    case 'app':
      return [];
  }
}

function start(wiring: Wiring, host: AppHost): void {
  const { engine } = wiring;
  engine.schedule.add(engine.clock.now() + host.startsAtMs, () => {
    const socks: Dial = {
      to: 'address',
      address: host.socks.host,
      port: host.socks.port,
      leg: 'socks',
    };
    const app = new App({ socks, destination: host.destination, ...host.request });
    wiring.add(host.name, 'app', 'app', app, null, null);
  });
}

/** A program that only dials. */
class AppComposer implements HostComposer {
  accepted(): void {}
  open(): Answer {
    return 'unreachable';
  }
  offer(): void {}
}

const sitePages = (host: SiteHost) => ({
  pages: Object.fromEntries(
    Object.entries(host.pages).map(([path, { contentType, body }]) => [
      path,
      { status: 200, contentType, body },
    ]),
  ),
});
