/**
 * The header of the PROXY protocol, by which a fallback or a REALITY server tells where it dials who the client is.
 *
 * The PROXY protocol, versions 1 and 2 (haproxy, doc/proxy-protocol.txt §2.1 and §2.2), of them what Xray v26.7.28
 * writes (proxy/vless/inbound/inbound.go:Process): TCP over IPv4 and IPv6, and "unknown". No checksum, no extensions.
 */
import { concat } from './concat.ts';
import { fromHex } from './hex.ts';
import { parseIp } from './ip.ts';
import { toLatin1 } from './utf8.ts';

const signature = fromHex('0d0a0d0a000d0a515549540a');

/** `remote` and `local`: of the client's connection, as `address:port`, IPv6 in brackets; anything else is unknown. */
export function proxyHeader(version: 1 | 2, remote: string, local: string): Uint8Array {
  const source = split(remote);
  const target = split(local);
  if (!source || !target) {
    return version === 1
      ? toLatin1('PROXY UNKNOWN\r\n')
      : concat([signature, Uint8Array.of(0x20, 0, 0, 0)]);
  }
  const isV6 = source.address.includes(':');
  if (version === 1) {
    const ports = `${source.port} ${target.port}`;
    const family = isV6 ? 'TCP6' : 'TCP4';
    return toLatin1(`PROXY ${family} ${source.address} ${target.address} ${ports}\r\n`);
  }
  return concat([
    signature,
    isV6 ? Uint8Array.of(0x21, 0x21, 0, 36) : Uint8Array.of(0x21, 0x11, 0, 12),
    source.octets,
    target.octets,
    Uint8Array.of(source.port >> 8, source.port & 255, target.port >> 8, target.port & 255),
  ]);
}

interface End {
  readonly address: string;
  readonly octets: Uint8Array;
  readonly port: number;
}

function split(text: string): End | null {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  const address = bracketed ?? plain;
  const octets = address === undefined ? null : parseIp(address);
  if (address === undefined || !octets) return null;
  return { address, octets, port: Number(port) };
}
