import { describe, expect, it } from 'vitest';
import { complaint, facts } from '../../support/config-facts.ts';

const inbound = (sockopt: string) =>
  `{"inbounds":[{"tag":"i","port":1,"protocol":"vless","settings":{"decryption":"none"},"streamSettings":{"sockopt":${sockopt}}}]}`;
const words = {
  in: 'infra/conf: failed to build inbound config with tag i > infra/conf: Failed to build sockopt. > ',
};

describe('checkSockopt', () => {
  it.each(
    facts(
      `
{} => Configuration OK.
{"tcpFastOpen":null,"domainStrategy":"asIs","addressPortStrategy":"None"} => Configuration OK.
{"trustedXForwardedFor":["X-Real-IP"],"penetrate":true} => Configuration OK.
{"tcpFastOpen":"x"} => [in]infra/conf: tcpFastOpen: only boolean and integer value is acceptable
{"tcpFastOpen":{}} => [in]infra/conf: tcpFastOpen: only boolean and integer value is acceptable
{"domainStrategy":"x"} => [in]infra/conf: unsupported domain strategy: x
{"addressPortStrategy":"x"} => [in]infra/conf: unsupported address and port strategy: x
{"tcpFastOpen":[],"domainStrategy":"x"} => [in]infra/conf: tcpFastOpen: only boolean and integer value is acceptable
{"domainStrategy":"x","addressPortStrategy":"x"} => [in]infra/conf: unsupported domain strategy: x
`,
      words,
    ),
  )('says of %s what Xray says', (sockopt, said) => {
    expect(complaint(inbound(sockopt))).toBe(said);
  });
});
