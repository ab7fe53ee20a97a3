/**
 * Which addresses Xray takes for private: common/geodata/consts.go (v26.7.28).
 */
import { parseIp } from '../bytes/ip.ts';
import type { Address } from './address.ts';

const ranges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
].map((range) => {
  const [address, bits] = range.split('/') as [string, string];
  return { octets: parseIp(address) as Uint8Array, prefix: Number(bits) };
});

const domains = [
  'lan',
  'localdomain',
  'example',
  'invalid',
  'localhost',
  'test',
  'local',
  'home.arpa',
  'internal',
];
const dotless = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

export function isPrivateAddress(address: Address): boolean {
  const octets = parseIp(address.host);
  if (address.type !== 'domain' && octets) {
    return ranges.some((range) => inRange(octets, range.octets, range.prefix));
  }
  const domain = address.host.toLowerCase().replace(/\.$/, '');
  return (
    dotless.test(domain) || domains.some((name) => domain === name || domain.endsWith(`.${name}`))
  );
}

/** Whether the first `prefix` bits of two addresses of one family are the same. */
export function inRange(octets: Uint8Array, range: Uint8Array, prefix: number): boolean {
  if (octets.length !== range.length) return false;
  for (let bit = 0; bit < prefix; bit += 8) {
    const mask = (0xff00 >> Math.min(8, prefix - bit)) & 0xff;
    if (((octets[bit >> 3] as number) ^ (range[bit >> 3] as number)) & mask) return false;
  }
  return true;
}
