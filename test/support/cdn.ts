/**
 * The CDN of a scenario as a program: our reverse proxy on a loopback port that it prints, in front of the origin port
 * that is its argument. SIGTERM ends it.
 */
import type { AddressPolicy } from '../../core/node/address-policy.ts';
import { realAddresses } from '../../core/node/address-policy.ts';
import { LiveHosts } from '../../core/node/live-hosts.ts';

const onFreePort: AddressPolicy = {
  ...realAddresses,
  bind: () => ({ host: '127.0.0.1', port: 0 }),
};

const origin = { host: '127.0.0.1', port: Number(process.argv[2]) };
const cdn = new LiveHosts(
  [{ role: 'cdn', name: 'cdn', port: 443, origin }],
  { fact: () => {}, fault: (error) => console.error(error) },
  onFreePort,
);
await cdn.start();
console.log(`listening on ${cdn.bound[0]?.port}`);
process.once('SIGTERM', () => cdn.stop());
