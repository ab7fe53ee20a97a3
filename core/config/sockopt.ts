/** Checks sockopt: SocketConfig.Build in infra/conf/transport_sockopt.go of Xray (v26.7.28). */
import { placeOf } from './decode.ts';
import { fault } from './errors.ts';
import type { SockoptSection } from './stream-schema.ts';

/** internet.DomainStrategy, lower case. */
export const domainStrategies = [
  '',
  'asis',
  'useip',
  'useipv4',
  'useipv6',
  'useipv4v6',
  'useipv6v4',
  'forceip',
  'forceipv4',
  'forceipv6',
  'forceipv4v6',
  'forceipv6v4',
];

const addressPortStrategies = [
  '',
  'none',
  'srvportonly',
  'srvaddressonly',
  'srvportandaddress',
  'txtportonly',
  'txtaddressonly',
  'txtportandaddress',
];

export function checkSockopt(sockopt: SockoptSection): void {
  const kind = sockopt.tcpFastOpen?.node.kind ?? 'null';
  if (!['null', 'boolean', 'number'].includes(kind)) {
    throw fault(placeOf(sockopt, 'tcpFastOpen'), 'config:tcp_fast_open_invalid');
  }
  if (!domainStrategies.includes(sockopt.domainStrategy.toLowerCase())) {
    throw fault(
      placeOf(sockopt, 'domainStrategy'),
      'config:unsupported_domain_strategy',
      sockopt.domainStrategy,
    );
  }
  if (!addressPortStrategies.includes(sockopt.addressPortStrategy.toLowerCase())) {
    throw fault(
      placeOf(sockopt, 'addressPortStrategy'),
      'config:unsupported_address_port_strategy',
      sockopt.addressPortStrategy,
    );
  }
}
