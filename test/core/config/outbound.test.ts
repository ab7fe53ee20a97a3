import { describe, expect, it } from 'vitest';
import { complaint, facts, parse } from '../../support/config-facts.ts';

const words = {
  file: 'infra/conf/serial: failed to decode config: &{Name:c.json Format:json} > infra/conf/serial: failed to read config file',
  direct: 'infra/conf: failed to build outbound config with tag d > ',
  settings:
    'infra/conf: failed to build outbound config with tag d > infra/conf: failed to load outbound detour config for protocol freedom > ',
  handler:
    'infra/conf: failed to build outbound config with tag d > infra/conf: failed to build outbound handler for protocol freedom > ',
};

describe('buildOutbound', () => {
  it.each(
    facts(
      `
{"streamSettings":{"xhttpSettings":{"headers":{"a":1}}}} => [file] at line 1 char 66 > json: cannot unmarshal number into Go struct field SplitHTTPConfig.outbounds.streamSettings.xhttpSettings.headers of type string
{"streamSettings":{"xhttpSettings":{"headers":[]}}} => [file] at line 1 char 61 > json: cannot unmarshal array into Go struct field SplitHTTPConfig.outbounds.streamSettings.xhttpSettings.headers of type map[string]string
{"streamSettings":{"xhttpSettings":{"downloadSettings":{"port":"443"}}}} => [file] at line 1 char 82 > json: cannot unmarshal string into Go struct field StreamConfig.outbounds.streamSettings.xhttpSettings.downloadSettings.port of type uint16
{"streamSettings":{"xhttpSettings":{"downloadSettings":{"port":70000}}}} => [file] at line 1 char 82 > json: cannot unmarshal number 70000 into Go struct field StreamConfig.outbounds.streamSettings.xhttpSettings.downloadSettings.port of type uint16
{"streamSettings":{"xhttpSettings":{"downloadSettings":{"port":-1}}}} => [file] at line 1 char 79 > json: cannot unmarshal number -1 into Go struct field StreamConfig.outbounds.streamSettings.xhttpSettings.downloadSettings.port of type uint16
{"streamSettings":{"xhttpSettings":{"scMaxBufferedPosts":1.5}}} => [file] at line 1 char 74 > json: cannot unmarshal number 1.5 into Go struct field SplitHTTPConfig.outbounds.streamSettings.xhttpSettings.scMaxBufferedPosts of type int64
{"streamSettings":{"xhttpSettings":{"serverMaxHeaderBytes":3000000000}}} => [file] at line 1 char 83 > json: cannot unmarshal number 3000000000 into Go struct field SplitHTTPConfig.outbounds.streamSettings.xhttpSettings.serverMaxHeaderBytes of type int32
{"streamSettings":{"xhttpSettings":{"noSSEHeader":"yes"}}} => [file] at line 1 char 69 > json: cannot unmarshal string into Go struct field SplitHTTPConfig.outbounds.streamSettings.xhttpSettings.noSSEHeader of type bool
{"streamSettings":{"xhttpSettings":{"xmux":5}}} => [file] at line 1 char 58 > json: cannot unmarshal number into Go struct field SplitHTTPConfig.outbounds.streamSettings.xhttpSettings.xmux of type conf.XmuxConfig
{"streamSettings":{"xhttpSettings":{"xmux":{"hKeepAlivePeriod":"5"}}}} => [file] at line 1 char 80 > json: cannot unmarshal string into Go struct field XmuxConfig.outbounds.streamSettings.xhttpSettings.xmux.hKeepAlivePeriod of type int64
{} => infra/conf: failed to build outbound config with tag  > infra/conf: failed to load outbound detour config for protocol  > infra/conf: unknown config id: 
{"protocol":"foo","tag":"x"} => infra/conf: failed to build outbound config with tag x > infra/conf: failed to load outbound detour config for protocol foo > infra/conf: unknown config id: foo
{"protocol":"FREEDOM"} => Configuration OK.
{"protocol":"direct"} => Configuration OK.
{"tag":"d","protocol":"freedom","targetStrategy":"foo"} => [direct]infra/conf: unsupported target domain strategy: foo
{"tag":"d","protocol":"freedom","targetStrategy":"AsIs"} => Configuration OK.
{"tag":"d","protocol":"freedom","sendThrough":"foo"} => [direct]infra/conf: unable to send through: foo
{"tag":"d","protocol":"freedom","sendThrough":5} => [file] at line 1 char 61 > json: cannot unmarshal number into Go struct field OutboundDetourConfig.outbounds.sendThrough of type string
{"tag":"d","protocol":"freedom","sendThrough":""} => [direct]infra/conf: unable to send through: 
{"tag":"d","protocol":"freedom","proxySettings":{}} => [direct]infra/conf: invalid outbound detour proxy settings > infra/conf: Proxy tag is not set.
{"tag":"d","protocol":"freedom","proxySettings":{"tag":"a"},"streamSettings":{"sockopt":{"dialerProxy":"b"}}} => [direct]infra/conf: proxySettings.tag is conflicted with sockopt.dialerProxy
{"tag":"d","protocol":"freedom","mux":{"xudpProxyUDP443":"x"}} => [direct]infra/conf: failed to build Mux config > infra/conf: unknown "xudpProxyUDP443": x
{"tag":"d","protocol":"freedom","mux":{"enabled":false}} => Configuration OK.
{"tag":"d","protocol":"freedom","mux":{"concurrency":99999}} => [file] at line 1 char 72 > json: cannot unmarshal number 99999 into Go struct field MuxConfig.outbounds.mux.concurrency of type int16
{"tag":"d","protocol":"freedom","mux":5} => [file] at line 1 char 53 > json: cannot unmarshal number into Go struct field OutboundDetourConfig.outbounds.mux of type conf.MuxConfig
{"tag":5,"protocol":"freedom"} => [file] at line 1 char 22 > json: cannot unmarshal number into Go struct field OutboundDetourConfig.outbounds.tag of type string
{"tag":"p","protocol":"vless"} => infra/conf: failed to build outbound config with tag p > infra/conf: failed to build outbound handler for protocol vless > infra/conf: VLESS settings: "vnext" should have one and only one member. Multiple endpoints in "vnext" should use multiple VLESS outbounds and routing balancer instead
{"tag":"p","protocol":"vless","settings":{"address":"example.com","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"},"streamSettings":{"security":"none"}} => infra/conf: failed to build outbound config with tag p > infra/conf: vless without TLS or other encryption is prohibited unless the server address is a private IP or domain
{"tag":"p","protocol":"vless","settings":{"address":"example.com","id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"},"streamSettings":{"network":"xhttp","security":""}} => infra/conf: failed to build outbound config with tag p > infra/conf: vless without TLS or other encryption is prohibited unless the server address is a private IP or domain
`,
      words,
    ),
  )('says of %s what Xray says', (outbound, said) => {
    expect(complaint(`{"outbounds":[${outbound}]}`)).toBe(said);
  });

  it('takes direct for freedom', () => {
    const { outbounds } = parse('{"outbounds":[{"protocol":"Direct"}]}');
    expect(outbounds).toEqual([
      {
        at: { file: 'c.json', path: 'outbounds[0]' },
        tag: '',
        protocol: 'freedom',
        finalRules: [],
        stream: {
          at: { file: 'c.json', path: 'outbounds[0]' },
          network: 'raw',
          security: { type: 'none' },
        },
      },
    ]);
  });

  it('lets mux be off in either way', () => {
    const config = (mux: object) => JSON.stringify({ outbounds: [{ protocol: 'freedom', mux }] });
    expect(complaint(config({ enabled: false }))).toBe('Configuration OK.');
    expect(complaint(config({ enabled: true, concurrency: -1 }))).toBe('Configuration OK.');
    expect(complaint(config({ enabled: true }))).toContain('this core has no mux');
  });
});
