/**
 * The CDN of a scenario and REALITY's target as one program: on loopback ports that it prints, the CDN in front of the
 * origin port that is its first argument, in TLS where the second is `secured`. It prints how many handshakes the target
 * has completed, one line each. SIGTERM ends it.
 */
import { onFreePorts } from '../../core/node/address-policy.ts';
import { LiveHosts } from '../../core/node/live-hosts.ts';
import { identityOf } from '../../core/scenarios/certificates.ts';

const [, , originPort, secured] = process.argv;
const pages = { '/': { contentType: 'text/plain', body: 'the target\n' } };
let handshakes = 0;
const hosts = new LiveHosts(
  [
    {
      role: 'cdn',
      name: 'cdn',
      port: 443,
      origin: { host: '127.0.0.1', port: Number(originPort) },
      tls: secured === 'secured' ? identityOf('cdn.example') : null,
    },
    {
      role: 'site',
      name: 'target',
      port: 80,
      pages,
      tls: { port: 443, ...identityOf('target.example') },
    },
  ],
  {
    fact({ host, name }) {
      if (host !== 'target' || name !== 'tls:handshake_completed') return;
      console.log(`handshakes of the target: ${++handshakes}`);
    },
    fault: (error) => console.error(error),
  },
  { policy: onFreePorts },
);
await hosts.start();
const portOf = (host: string, port: number): number | undefined =>
  hosts.bound.find(({ listener }) => listener.host === host && listener.port === port)?.port;
console.log(`listening on ${portOf('cdn', 443)} and ${portOf('target', 443)}`);
process.once('SIGTERM', () => hosts.stop());
