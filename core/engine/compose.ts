/**
 * Which machine sits behind which port. The compose*.ts files are the only ones of the engine that know protocols.
 *
 * A host has its own composer; the world's composer finds the host that asks.
 */
import { App } from '../peers/app.ts';
import { ReverseProxy } from '../peers/cdn.ts';
import { Site } from '../peers/site.ts';
import { CoreComposer } from './compose-core.ts';
import { WebComposer } from './compose-web.ts';
import type { Abilities, Surroundings } from './core-parts.ts';
import type { Answer, HostComposer } from './host-composer.ts';
import type { AppHost, Host, SiteHost, World } from './hosts.ts';
import type { Listener } from './network.ts';
import type { Dial } from './wires.ts';
import type { Composer, Wiring } from './wiring.ts';

export function compose(wiring: Wiring, world: World, abilities: Abilities): Composer {
  const { epochMs, roots } = world;
  const surroundings = { ...abilities, epochMs, roots };
  const composers = new Map(
    world.hosts.map((host) => [host.name, composerOf(wiring, host, surroundings)] as const),
  );
  const of = (name: string): HostComposer => composers.get(name) as HostComposer;
  return {
    isCore: (name) => of(name) instanceof CoreComposer,
    accepted: (connection, listener, addresses, cause) =>
      of(listener.host).accepted(connection, listener, addresses, cause),
    open: (opener, port, target, scope, cause) =>
      of(opener.host).open(opener, port, target, scope, cause),
    offer: (offerer, port, offer, scope, cause) =>
      of(offerer.host).offer(offerer, port, offer, scope, cause),
    populate() {
      for (const composer of composers.values()) {
        for (const listener of composer.listeners) wiring.listen(listener);
        composer.start();
      }
    },
  };
}

function composerOf(wiring: Wiring, host: Host, surroundings: Surroundings): HostComposer {
  switch (host.role) {
    case 'core':
      return new CoreComposer(wiring, host, surroundings);
    case 'cdn':
      return new WebComposer(wiring, surroundings, {
        host: host.name,
        tag: 'cdn',
        kind: 'proxy',
        machine: new ReverseProxy(),
        leg: 'uplink',
        ports: [{ port: host.port, tls: host.tls }],
        origin: host.origin,
      });
    case 'site':
      return new WebComposer(wiring, surroundings, {
        host: host.name,
        tag: 'site',
        kind: 'pages',
        machine: new Site(sitePages(host)),
        leg: 'destination',
        ports: [
          { port: host.port, tls: null },
          ...(host.tls ? [{ port: host.tls.port, tls: host.tls }] : []),
        ],
        origin: null,
      });
    case 'app':
      return new AppComposer(wiring, host);
  }
}

/** A program that only dials. */
class AppComposer implements HostComposer {
  readonly listeners: readonly Listener[] = [];
  readonly #wiring: Wiring;
  readonly #host: AppHost;

  constructor(wiring: Wiring, host: AppHost) {
    this.#wiring = wiring;
    this.#host = host;
  }

  start(): void {
    const { engine } = this.#wiring;
    const { name, startsAtMs, destination, request, socks } = this.#host;
    const dial: Dial = { to: 'address', address: socks.host, port: socks.port, leg: 'socks' };
    engine.schedule.add(engine.clock.now() + startsAtMs, () => {
      const app = new App({ socks: dial, destination, ...request });
      this.#wiring.add(name, 'app', 'app', app, null, null);
    });
  }

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
