import { describe, expect, it } from 'vitest';
import { complaint, facts, refusalOf } from '../../support/config-facts.ts';

/** What Xray takes (or panics at) and this core refuses, in its own words. */
const words = {
  untagged: 'infra/conf: failed to build inbound config with tag  > ',
  v: 'infra/conf: failed to build inbound config with tag v > ',
  vhandler:
    'infra/conf: failed to build inbound config with tag v > infra/conf: failed to build inbound handler for protocol vless > ',
  i: 'infra/conf: failed to build inbound config with tag i > ',
  p: 'infra/conf: failed to build outbound config with tag p > ',
  phandler:
    'infra/conf: failed to build outbound config with tag p > infra/conf: failed to build outbound handler for protocol vless > ',
  d: 'infra/conf: failed to build outbound config with tag d > ',
  dhandler:
    'infra/conf: failed to build outbound config with tag d > infra/conf: failed to build outbound handler for protocol freedom > ',
  rule: 'infra/conf: failed to build routing configuration > infra/conf: invalid field rule > ',
  routing: 'infra/conf: failed to build routing configuration > ',
};
const vless = '"settings":{"address":"127.0.0.1","port":1,"id":"example","encryption":"none"}';
const frames = {
  config: (config: string) => config,
  inbound: (inbound: string) => `{"inbounds":[${inbound}]}`,
  inboundStream: (stream: string) =>
    `{"inbounds":[{"tag":"i","port":1,"protocol":"socks","streamSettings":${stream}}]}`,
  inboundXhttp: (xhttp: string) =>
    `{"inbounds":[{"tag":"i","port":1,"protocol":"vless","settings":{"decryption":"none"},"streamSettings":{"network":"xhttp","xhttpSettings":${xhttp}}}]}`,
  vlessInbound: (settings: string) =>
    `{"inbounds":[{"tag":"v","port":1,"protocol":"vless","settings":${settings}}]}`,
  outbound: (outbound: string) => `{"outbounds":[${outbound}]}`,
  stream: (stream: string) =>
    `{"outbounds":[{"tag":"p","protocol":"vless",${vless},"streamSettings":${stream}}]}`,
  xhttp: (xhttp: string) =>
    `{"outbounds":[{"tag":"p","protocol":"vless",${vless},"streamSettings":{"network":"xhttp","xhttpSettings":${xhttp}}}]}`,
  vlessOutbound: (settings: string) =>
    `{"outbounds":[{"tag":"p","protocol":"vless","settings":${settings}}]}`,
  vnextUser: (user: string) =>
    `{"outbounds":[{"tag":"p","protocol":"vless","settings":{"vnext":[{"address":"127.0.0.1","port":1,"users":[${user}]}]}}]}`,
  freedom: (settings: string) =>
    `{"outbounds":[{"tag":"d","protocol":"freedom","settings":${settings}}]}`,
  rule: (rule: string) => `{"routing":{"rules":[${rule}]}}`,
  routing: (routing: string) => `{"routing":${routing}}`,
};

const refused: Readonly<Record<keyof typeof frames, string>> = {
  config: `
{"log":{"access":"/run/x"}} => xhttp-lab: log.access: expected "none" or nothing, got "/run/x"; this core does not write log files
{"log":{"error":"/run/e"}} => xhttp-lab: log.error: expected "none" or nothing, got "/run/e"; this core does not write log files
{"log":{"maskAddress":"half"}} => xhttp-lab: log.maskAddress: expected nothing, got "half"; this core does not mask addresses
{"log":{"dnsLog":true}} => xhttp-lab: log.dnsLog: expected false, got true; this core asks no DNS servers
{"dns":{}} => xhttp-lab: dns: expected no such section, got one; this core reads log, routing, inbounds and outbounds
{"policy":{}} => xhttp-lab: policy: expected no such section, got one; this core reads log, routing, inbounds and outbounds
{"api":{}} => xhttp-lab: api: expected no such section, got one; this core reads log, routing, inbounds and outbounds
{"version":{"min":"1"}} => xhttp-lab: version: expected no such section, got one; this core reads log, routing, inbounds and outbounds
{"fakeDns":{}} => xhttp-lab: fakeDns: expected no such section, got one; this core reads log, routing, inbounds and outbounds
{"metrics":{"tag":"x"}} => xhttp-lab: metrics: expected no such section, got one; this core reads log, routing, inbounds and outbounds
{"observatory":{}} => xhttp-lab: observatory: expected no such section, got one; this core reads log, routing, inbounds and outbounds
{"geodata":{}} => xhttp-lab: geodata: expected no such section, got one; this core reads log, routing, inbounds and outbounds
`,
  inbound: `
{"protocol":"socks","listen":"","port":1} => [untagged]xhttp-lab: inbounds[0].listen: expected an address, got ""; Xray panics when it loads this
{"protocol":"socks","listen":"/run/x","port":1} => [untagged]xhttp-lab: inbounds[0].listen: expected an IP address, got "/run/x"; this core has no Unix sockets
{"protocol":"socks","listen":"@x"} => [untagged]xhttp-lab: inbounds[0].listen: expected an IP address, got "@x"; this core has no Unix sockets
{"protocol":"socks","port":70000} => [untagged]xhttp-lab: inbounds[0].port: expected at most 65535, got 70000; Xray listens on 4464
{"protocol":"vmess","port":1} => [untagged]xhttp-lab: inbounds[0].protocol: expected "socks", "mixed", "http", "dokodemo-door", "tunnel" or "vless", got "vmess"; this core has no other inbound
{"protocol":"socks","port":1,"sniffing":{"enabled":true}} => [untagged]xhttp-lab: inbounds[0].sniffing.enabled: expected false, got true; this core does not look into connections
{"protocol":"socks","port":1,"settings":{"accounts":[null]}} => [untagged]xhttp-lab: inbounds[0].settings.accounts[0]: expected an object, got null; Xray panics when it loads this
{"protocol":"socks","port":1,"streamSettings":{"network":"xhttp"}} => [untagged]xhttp-lab: inbounds[0].streamSettings: expected network "raw", got "xhttp"; this core carries only VLESS over XHTTP
{"protocol":"socks","port":1,"streamSettings":{"network":"ws"}} => [untagged]xhttp-lab: inbounds[0].streamSettings.network: expected "raw" or "xhttp", got "ws"; this core has no other transport
{"protocol":"socks","port":1,"streamSettings":{"security":"tls"}} => [untagged]xhttp-lab: inbounds[0].streamSettings.security: expected "none", got "tls"; this core puts only VLESS under TLS and REALITY
{"protocol":"http","port":1,"settings":{"users":[null]}} => [untagged]xhttp-lab: inbounds[0].settings.users[0]: expected an object, got null; Xray panics when it loads this
{"protocol":"http","port":1,"streamSettings":{"network":"xhttp"}} => [untagged]xhttp-lab: inbounds[0].streamSettings: expected network "raw", got "xhttp"; this core carries only VLESS over XHTTP
{"protocol":"socks","port":1,"sniffing":{"domainsExcluded":["regexp:x"]}} => [untagged]infra/conf: failed to build sniffing config > xhttp-lab: inbounds[0].sniffing.domainsExcluded[0]: expected a rule that stands for itself, got "regexp:x"; this core reads no rule files and no regular expressions
`,
  inboundStream: `
{"rawSettings":{"acceptProxyProtocol":true}} => [i]xhttp-lab: inbounds[0].streamSettings.rawSettings.acceptProxyProtocol: expected false, got true; this core does not read PROXY protocol headers
{"rawSettings":{"header":{"type":"http"}}} => [i]xhttp-lab: inbounds[0].streamSettings.rawSettings.header: expected type "none", got type "http"; this core does not disguise raw connections
`,
  inboundXhttp: `
{"scMaxBufferedPosts":-1} => [i]xhttp-lab: inbounds[0].streamSettings.xhttpSettings.scMaxBufferedPosts: expected 0 or more, got -1; Xray panics at every request
`,
  vlessInbound: `
{"decryption":"none","clients":[{"id":"a","flow":"xtls-rprx-vision"}]} => [vhandler]xhttp-lab: inbounds[0].settings.clients[0].flow: expected no flow, got "xtls-rprx-vision"; this core has no Vision
{"decryption":"none","flow":"xtls-rprx-vision"} => [vhandler]xhttp-lab: inbounds[0].settings.flow: expected no flow, got "xtls-rprx-vision"; this core has no Vision
{"decryption":"none","clients":[{"id":"a","reverse":{"tag":"x"}}]} => [vhandler]xhttp-lab: inbounds[0].settings.clients[0].reverse: expected nothing, got a reverse proxy; this core has none
{"decryption":"mlkem768x25519plus.native.600s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} => [vhandler]xhttp-lab: inbounds[0].settings.decryption: expected "none", got keys; this core has no VLESS encryption
{"decryption":"mlkem768x25519plus.native.600s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","fallbacks":[]} => [vhandler]infra/conf: VLESS settings: "fallbacks" can not be used together with "decryption"
{"decryption":"none","fallbacks":[null]} => [vhandler]xhttp-lab: inbounds[0].settings.fallbacks[0]: expected an object, got null; Xray panics when it loads this
{"decryption":"none","fallbacks":[{"dest":"/x"}]} => [vhandler]xhttp-lab: inbounds[0].settings.fallbacks[0].dest: expected a port or "host:port", got type "unix"; this core falls back to TCP only
{"decryption":"none","fallbacks":[{"dest":"@x"}]} => [vhandler]xhttp-lab: inbounds[0].settings.fallbacks[0].dest: expected a port or "host:port", got type "unix"; this core falls back to TCP only
{"decryption":"none","fallbacks":[{"dest":"serve-ws-none"}]} => [vhandler]xhttp-lab: inbounds[0].settings.fallbacks[0].dest: expected a port or "host:port", got type "serve"; this core falls back to TCP only
{"decryption":"none","fallbacks":[{"dest":"80","type":"unix"}]} => [vhandler]xhttp-lab: inbounds[0].settings.fallbacks[0].dest: expected a port or "host:port", got type "unix"; this core falls back to TCP only
{"decryption":"none","fallbacks":[{"dest":"a:http"}]} => [vhandler]xhttp-lab: inbounds[0].settings.fallbacks[0].dest: expected a port of 0..65535, got "a:http"; this core dials numbers
{"decryption":"none","fallbacks":[{"dest":"-5"}]} => [vhandler]xhttp-lab: inbounds[0].settings.fallbacks[0].dest: expected a port of 0..65535, got "localhost:-5"; this core dials numbers
{"decryption":"none","fallbacks":[{"dest":"70000"}]} => [vhandler]xhttp-lab: inbounds[0].settings.fallbacks[0].dest: expected a port of 0..65535, got "localhost:70000"; this core dials numbers
{"decryption":"mlkem768x25519plus.native.600.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} => [vhandler]xhttp-lab: inbounds[0].settings.decryption: expected "none", got keys; this core has no VLESS encryption
{"decryption":"mlkem768x25519plus.native.300-600s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} => [vhandler]xhttp-lab: inbounds[0].settings.decryption: expected "none", got keys; this core has no VLESS encryption
{"decryption":"mlkem768x25519plus.xorpub.600s.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} => [vhandler]xhttp-lab: inbounds[0].settings.decryption: expected "none", got keys; this core has no VLESS encryption
{"decryption":"mlkem768x25519plus.random.600s.100-111-1111.75-0-111.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} => [vhandler]xhttp-lab: inbounds[0].settings.decryption: expected "none", got keys; this core has no VLESS encryption
{"decryption":"mlkem768x25519plus.native.600s."} => [vhandler]xhttp-lab: inbounds[0].settings.decryption: expected "none", got keys; this core has no VLESS encryption
`,
  outbound: `
{"tag":"d","protocol":"freedom","targetStrategy":"UseIP"} => [d]xhttp-lab: outbounds[0].targetStrategy: expected "AsIs", got "UseIP"; this core leaves names to the system
{"tag":"d","protocol":"freedom","sendThrough":"origin"} => [d]xhttp-lab: outbounds[0].sendThrough: expected nothing, got "origin"; this core leaves the source address to the system
{"tag":"d","protocol":"freedom","sendThrough":"1.2.3.4/24"} => [d]xhttp-lab: outbounds[0].sendThrough: expected nothing, got "1.2.3.4/24"; this core leaves the source address to the system
{"tag":"d","protocol":"freedom","proxySettings":{"tag":"x"}} => [d]xhttp-lab: outbounds[0].proxySettings: expected nothing, got an outbound; this core does not chain outbounds
{"tag":"d","protocol":"freedom","mux":{"enabled":true}} => [d]xhttp-lab: outbounds[0].mux.enabled: expected false, got true; this core has no mux
{"tag":"d","protocol":"freedom","streamSettings":{"network":"xhttp"}} => [d]xhttp-lab: outbounds[0].streamSettings: expected network "raw", got "xhttp"; this core carries only VLESS over XHTTP
{"tag":"d","protocol":"freedom","streamSettings":{"security":"tls"}} => [d]xhttp-lab: outbounds[0].streamSettings.security: expected "none", got "tls"; this core puts only VLESS under TLS and REALITY
{"protocol":"socks","settings":{"servers":[]}} => infra/conf: failed to build outbound config with tag  > xhttp-lab: outbounds[0].protocol: expected "vless", "freedom" or "blackhole", got "socks"; this core has no other outbound
`,
  stream: `
{"network":"ws"} => [p]xhttp-lab: outbounds[0].streamSettings.network: expected "raw" or "xhttp", got "ws"; this core has no other transport
{"network":"kcp"} => [p]xhttp-lab: outbounds[0].streamSettings.network: expected "raw" or "xhttp", got "kcp"; this core has no other transport
{"network":"grpc"} => [p]xhttp-lab: outbounds[0].streamSettings.network: expected "raw" or "xhttp", got "grpc"; this core has no other transport
{"network":"httpupgrade"} => [p]xhttp-lab: outbounds[0].streamSettings.network: expected "raw" or "xhttp", got "httpupgrade"; this core has no other transport
{"method":"ws","network":"raw"} => [p]xhttp-lab: outbounds[0].streamSettings.method: expected "raw" or "xhttp", got "ws"; this core has no other transport
{"finalmask":{}} => [p]xhttp-lab: outbounds[0].streamSettings.finalmask: expected nothing, got masks; this core has none
{"sockopt":{"mark":1}} => [p]xhttp-lab: outbounds[0].streamSettings.sockopt.mark: expected nothing, got 1; this core sets no socket options
{"sockopt":{"tcpFastOpen":true}} => [p]xhttp-lab: outbounds[0].streamSettings.sockopt.tcpFastOpen: expected nothing, got a value; this core sets no socket options
{"sockopt":{"tcpFastOpen":false}} => [p]xhttp-lab: outbounds[0].streamSettings.sockopt.tcpFastOpen: expected nothing, got a value; this core sets no socket options
{"sockopt":{"domainStrategy":"UseIP"}} => [p]xhttp-lab: outbounds[0].streamSettings.sockopt.domainStrategy: expected nothing, got "UseIP"; this core sets no socket options
{"sockopt":{"dialerProxy":"x"}} => [p]xhttp-lab: outbounds[0].streamSettings.sockopt.dialerProxy: expected nothing, got "x"; this core sets no socket options
{"sockopt":{"happyEyeballs":{}}} => [p]xhttp-lab: outbounds[0].streamSettings.sockopt.happyEyeballs: expected nothing, got a value; this core sets no socket options
{"sockopt":{"customSockopt":[]}} => [p]xhttp-lab: outbounds[0].streamSettings.sockopt.customSockopt: expected nothing, got a value; this core sets no socket options
`,
  xhttp: `
{"scMaxEachPostBytes":-1} => [p]xhttp-lab: outbounds[0].streamSettings.xhttpSettings.scMaxEachPostBytes: expected more than 0 at its lower end, got -1; Xray panics when it first dials
{"scMaxEachPostBytes":"0-5"} => [p]xhttp-lab: outbounds[0].streamSettings.xhttpSettings.scMaxEachPostBytes: expected more than 0 at its lower end, got 0; Xray panics when it first dials
{"downloadSettings":{}} => [p]xhttp-lab: outbounds[0].streamSettings.xhttpSettings.downloadSettings: expected an "address", got none; Xray panics when it first dials
{"downloadSettings":{"address":null,"port":2,"network":"xhttp","xhttpSettings":{"path":"/p"}}} => [p]xhttp-lab: outbounds[0].streamSettings.xhttpSettings.downloadSettings: expected an "address", got none; Xray panics when it first dials
{"downloadSettings":{"address":"127.0.0.1","port":2,"network":"ws","xhttpSettings":{"path":"/p"}}} => [p]xhttp-lab: outbounds[0].streamSettings.xhttpSettings.downloadSettings.network: expected "xhttp", got "ws"; Xray panics when it first dials
{"downloadSettings":{"address":"a","port":5}} => [p]xhttp-lab: outbounds[0].streamSettings.xhttpSettings.downloadSettings.network: expected "xhttp", got nothing, which is raw; Xray panics when it first dials
`,
  vlessOutbound: `
{"vnext":[null]} => [phandler]xhttp-lab: outbounds[0].settings.vnext[0]: expected an object, got null; Xray panics when it loads this
{"address":"10.0.0.1","id":"example","encryption":"none","reverse":{"tag":"x"}} => [phandler]xhttp-lab: outbounds[0].settings.reverse: expected nothing, got a reverse proxy; this core has none
{"address":"10.0.0.1","id":"example","encryption":"none","testpre":1} => [phandler]xhttp-lab: outbounds[0].settings.testpre: expected 0, got 1; this core opens no connections beforehand
`,
  vnextUser: `
{"id":"example","encryption":"none","flow":"xtls-rprx-vision"} => [phandler]xhttp-lab: outbounds[0].settings.vnext[0].users[0].flow: expected no flow, got "xtls-rprx-vision"; this core has no Vision
{"id":"example","encryption":"mlkem768x25519plus.native.0rtt.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} => [phandler]xhttp-lab: outbounds[0].settings.vnext[0].users[0].encryption: expected "none", got keys; this core has no VLESS encryption
{"id":"example","encryption":"mlkem768x25519plus.native.1rtt.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} => [phandler]xhttp-lab: outbounds[0].settings.vnext[0].users[0].encryption: expected "none", got keys; this core has no VLESS encryption
{"id":"example","encryption":"mlkem768x25519plus.native.1rtt.x.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} => [phandler]xhttp-lab: outbounds[0].settings.vnext[0].users[0].encryption: expected "none", got keys; this core has no VLESS encryption
`,
  freedom: `
{"domainStrategy":"UseIP"} => [dhandler]xhttp-lab: outbounds[0].settings.domainStrategy: expected "AsIs", got "UseIP"; this core leaves names to the system
{"redirect":"1.2.3.4:80"} => [dhandler]xhttp-lab: outbounds[0].settings.redirect: expected nothing, got a value; this core passes connections on as they are
{"fragment":{"packets":"tlshello","length":"1-2","interval":"1"}} => [dhandler]xhttp-lab: outbounds[0].settings.fragment: expected nothing, got a value; this core passes connections on as they are
{"noises":[]} => [dhandler]xhttp-lab: outbounds[0].settings.noises: expected nothing, got a value; this core passes connections on as they are
{"proxyProtocol":1} => [dhandler]xhttp-lab: outbounds[0].settings.proxyProtocol: expected 0, got 1; this core passes connections on as they are
{"finalRules":[null]} => [dhandler]xhttp-lab: outbounds[0].settings.finalRules[0]: expected an object, got null; Xray panics when it loads this
{"finalRules":[{"action":"allow","ip":["geoip:private"]}]} => [dhandler]xhttp-lab: outbounds[0].settings.finalRules[0].ip[0]: expected a rule that stands for itself, got "geoip:private"; this core reads no rule files and no regular expressions
`,
  rule: `
{"outboundTag":"d","domain":["geosite:cn"]} => [rule]xhttp-lab: routing.rules[0].domain[0]: expected a rule that stands for itself, got "geosite:cn"; this core reads no rule files and no regular expressions
{"outboundTag":"d","domain":["regexp:x"]} => [rule]xhttp-lab: routing.rules[0].domain[0]: expected a rule that stands for itself, got "regexp:x"; this core reads no rule files and no regular expressions
{"outboundTag":"d","domain":["dotless:a*"]} => [rule]xhttp-lab: routing.rules[0].domain[0]: expected a rule that stands for itself, got "dotless:a*"; this core reads no rule files and no regular expressions
{"outboundTag":"d","ip":["geoip:cn"]} => [rule]xhttp-lab: routing.rules[0].ip[0]: expected a rule that stands for itself, got "geoip:cn"; this core reads no rule files and no regular expressions
{"outboundTag":"d","ip":["!geoip:cn"]} => [rule]xhttp-lab: routing.rules[0].ip[0]: expected a rule that stands for itself, got "geoip:cn"; this core reads no rule files and no regular expressions
{"outboundTag":"d","protocol":["bittorrent"]} => [rule]xhttp-lab: routing.rules[0].protocol: expected no such condition, got one; this core routes by inboundTag, network, port, domain, ip and user
{"outboundTag":"d","source":["1.2.3.4"]} => [rule]xhttp-lab: routing.rules[0].source: expected no such condition, got one; this core routes by inboundTag, network, port, domain, ip and user
{"outboundTag":"d","sourcePort":"1"} => [rule]xhttp-lab: routing.rules[0].sourcePort: expected no such condition, got one; this core routes by inboundTag, network, port, domain, ip and user
{"outboundTag":"d","user":["regexp:x"]} => [rule]xhttp-lab: routing.rules[0].user: expected email addresses, got "regexp:x"; this core reads no regular expressions
{"outboundTag":"d","process":["x"]} => [rule]xhttp-lab: routing.rules[0].process: expected no such condition, got one; this core routes by inboundTag, network, port, domain, ip and user
{"outboundTag":"d","attrs":{"a":"b"}} => [rule]xhttp-lab: routing.rules[0].attrs: expected no such condition, got one; this core routes by inboundTag, network, port, domain, ip and user
{"outboundTag":"d","vlessRoute":"1"} => [rule]xhttp-lab: routing.rules[0].vlessRoute: expected no such condition, got one; this core routes by inboundTag, network, port, domain, ip and user
{"outboundTag":"d","localPort":1,"port":2} => [rule]xhttp-lab: routing.rules[0].localPort: expected no such condition, got one; this core routes by inboundTag, network, port, domain, ip and user
{"outboundTag":"d","port":1,"webhook":{"url":"x"}} => [rule]xhttp-lab: routing.rules[0].webhook: expected no such condition, got one; this core routes by inboundTag, network, port, domain, ip and user
`,
  routing: `
{"rules":[{"outboundTag":"d","ip":["1.2.3.4"]}],"domainStrategy":"IPIfNonMatch"} => [routing]xhttp-lab: routing.domainStrategy: expected "AsIs" beside a rule with "ip", got "IPIfNonMatch"; this core does not resolve domains to choose an outbound
{"rules":[{"outboundTag":"d","port":1}],"balancers":[{"tag":"a","selector":["d"]}]} => [routing]xhttp-lab: routing.balancers: expected none, got a balancer; this core has no balancers
{"rules":[{"outboundTag":"d","port":1}],"balancers":[null]} => [routing]xhttp-lab: routing.balancers[0]: expected an object, got null; Xray panics when it loads this
`,
};

describe.each(Object.keys(frames) as (keyof typeof frames)[])('%s', (frame) => {
  it.each(facts(refused[frame], words))('%s is refused with a reason', (written, said) => {
    expect(complaint(frames[frame](written))).toBe(said);
  });
});

describe('a refusal', () => {
  it('has a code of its own for what Xray breaks on', () => {
    const { xhttp } = frames;
    expect(refusalOf(xhttp('{"downloadSettings":{}}'))?.code).toBe('config:breaks_xray');
    expect(refusalOf(frames.stream('{"network":"ws"}'))?.code).toBe('config:unsupported');
  });

  it('does not come for what asks for nothing', () => {
    const sockopt =
      '{"sockopt":{"tcpFastOpen":null,"domainStrategy":"AsIs","mark":0,"tproxy":"off","trustedXForwardedFor":[],"v6only":false}}';
    expect(complaint(frames.stream(sockopt))).toBe('Configuration OK.');
  });

  it('does not come for a value of a side that does not use it', () => {
    expect(complaint(frames.xhttp('{"scMaxBufferedPosts":-1}'))).toBe('Configuration OK.');
    expect(complaint(frames.inboundXhttp('{"scMaxEachPostBytes":"0-5"}'))).toBe(
      'Configuration OK.',
    );
  });
});
