import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Core, Lab, type RunningLab } from '../../support/lab.ts';
import { hasNginx, type Nginx, startNginx, type Upstream } from '../../support/nginx.ts';
import { payload } from '../../support/octet-origin.ts';
import { byCdn, byFront, direct, type Link, type Mode, portOf } from '../../support/ways.ts';
import { builtXray, hasGo } from '../../support/xray.ts';

type Part = 'ours' | 'Xray';
const pairs: readonly (readonly [client: Part, server: Part])[] = [
  ['Xray', 'Xray'],
  ['ours', 'Xray'],
  ['Xray', 'ours'],
  ['ours', 'ours'],
];

/** `proxy_pass` sends no more of a request's body once the answer has begun, and in stream-up that is at once. */
const uplinks: readonly (readonly [Mode, Upstream])[] = [
  ['packet-up', 'proxy_pass'],
  ['packet-up', 'grpc_pass'],
  ['stream-up', 'grpc_pass'],
  ['stream-one', 'grpc_pass'],
];
const plain = direct('none/h1');
const links: readonly Link[] = uplinks.flatMap(([mode, upstream]) => {
  const uplink = byCdn(upstream);
  const downlinks = mode === 'stream-one' ? [null] : [null, byFront('reality/h2', 'none/h1')];
  return downlinks.map((downlink) => ({
    id: `${mode} by ${upstream}, down by ${downlink?.id ?? 'the same link'}`,
    mode,
    uplink,
    downlink,
  }));
});

const octets = 5_000_000;
const patienceMs = 20_000;

describe.skipIf(!hasGo() || !hasNginx())('nginx as the CDN in front of the XHTTP inbound', () => {
  let xray: string;
  let lab: Lab;
  let nginx: Nginx;
  beforeAll(async () => {
    xray = await builtXray();
    lab = await Lab.of(links);
    const upstreams = [...new Set(uplinks.map(([, upstream]) => upstream))];
    nginx = await startNginx(
      lab.site.server,
      upstreams.map((upstream) => ({
        port: portOf(lab.site, byCdn(upstream)),
        upstream,
        originPort: portOf(lab.site, plain),
      })),
    );
  }, 1_200_000);
  afterAll(async () => {
    await nginx.stop();
    lab.close();
  });
  const core = (part: Part): Core => (part === 'ours' ? part : { xray });

  describe.each(pairs)('with %s as the client and %s as the server', (client, server) => {
    let running: RunningLab;
    beforeAll(async () => {
      running = await lab.start({ client: core(client), server: core(server) }, links);
      await lab.probesDone(links);
    });
    afterAll(() => running.stop());

    it.each(links)('$id: carries an octet and back, and 5 MB each way', async (link) => {
      for (const wanted of [
        { kind: 'echo', octets: 1 },
        { kind: 'down', octets },
        { kind: 'up', octets },
      ] as const) {
        const { ending, sha256 } = await lab.transfer(link, wanted, patienceMs);
        expect([wanted.kind, ending, sha256]).toEqual([
          wanted.kind,
          'complete',
          payload(wanted.octets).sha256,
        ]);
      }
    });
  });
});
