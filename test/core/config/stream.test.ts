import { describe, expect, it } from 'vitest';
import { complaint, facts, parse } from '../../support/config-facts.ts';

const words = {
  file: 'infra/conf/serial: failed to decode config: &{Name:c.json Format:json} > infra/conf/serial: failed to read config file',
  in: 'infra/conf: failed to build inbound config with tag i > ',
  out: 'infra/conf: failed to build outbound config with tag p > ',
  stream:
    'infra/conf: failed to build outbound config with tag p > infra/conf: failed to build stream settings for outbound detour > ',
};
const outbound = (stream: string) =>
  `{"outbounds":[{"tag":"p","protocol":"vless","settings":{"address":"127.0.0.1","port":1,"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"},"streamSettings":${stream}}]}`;
const inbound = (stream: string) =>
  `{"inbounds":[{"tag":"i","port":1,"protocol":"socks","streamSettings":${stream}}]}`;

describe('buildStream', () => {
  it.each(
    facts(
      `
{} => Configuration OK.
{"network":"raw"} => Configuration OK.
{"network":"TCP"} => Configuration OK.
{"network":"foo"} => [stream]infra/conf: Config: unknown transport protocol: foo
{"network":""} => [stream]infra/conf: Config: unknown transport protocol: 
{"network":null} => Configuration OK.
{"network":5} => [file] at line 1 char 181 > json: cannot unmarshal number into Go struct field StreamConfig.outbounds.streamSettings.network of type conf.TransportProtocol
{"network":"raw","method":"foo"} => [stream]infra/conf: Config: unknown transport protocol: foo
{"network":"foo","method":"raw"} => Configuration OK.
{"network":"h2"} => [stream]common/errors: The feature HTTP transport (without header padding, etc.) has been removed and migrated to XHTTP stream-one H2 & H3. Please update your config(s) according to release note and documentation.
{"network":"HTTP"} => [stream]common/errors: The feature HTTP transport (without header padding, etc.) has been removed and migrated to XHTTP stream-one H2 & H3. Please update your config(s) according to release note and documentation.
{"network":"quic"} => [stream]common/errors: The feature QUIC transport (without web service, etc.) has been removed and migrated to XHTTP stream-one H3. Please update your config(s) according to release note and documentation.
{"security":"foo"} => [stream]infra/conf: Unknown security "foo".
{"security":"xtls"} => [stream]common/errors: The feature Legacy XTLS has been removed and migrated to xtls-rprx-vision with TLS or REALITY. Please update your config(s) according to release note and documentation.
{"security":"XTLS"} => [stream]common/errors: The feature Legacy XTLS has been removed and migrated to xtls-rprx-vision with TLS or REALITY. Please update your config(s) according to release note and documentation.
{"security":"None"} => Configuration OK.
{"security":5} => [file] at line 1 char 182 > json: cannot unmarshal number into Go struct field StreamConfig.outbounds.streamSettings.security of type string
{"security":"reality"} => [stream]infra/conf: REALITY: Empty "realitySettings".
{"network":"ws","security":"reality"} => [stream]infra/conf: REALITY only supports RAW, XHTTP and gRPC for now.
5 => [file] at line 1 char 170 > json: cannot unmarshal number into Go struct field OutboundDetourConfig.outbounds.streamSettings of type conf.StreamConfig
[] => [file] at line 1 char 170 > json: cannot unmarshal array into Go struct field OutboundDetourConfig.outbounds.streamSettings of type conf.StreamConfig
"x" => [file] at line 1 char 172 > json: cannot unmarshal string into Go struct field OutboundDetourConfig.outbounds.streamSettings of type conf.StreamConfig
{"rawSettings":{"header":{"type":"foo"}}} => [stream]infra/conf: Failed to build RAW config. > infra/conf: invalid TCP header config > infra/conf: unknown config id: foo
{"rawSettings":{"header":{}}} => [stream]infra/conf: Failed to build RAW config. > infra/conf: invalid TCP header config > infra/conf: type not found in JSON context
{"rawSettings":{"header":5}} => [stream]infra/conf: Failed to build RAW config. > infra/conf: invalid TCP header config > json: cannot unmarshal number into Go value of type map[string]json.RawMessage
{"rawSettings":{"header":null}} => [stream]infra/conf: Failed to build RAW config. > infra/conf: invalid TCP header config > infra/conf: type not found in JSON context
{"rawSettings":{"header":{"type":5}}} => [stream]infra/conf: Failed to build RAW config. > infra/conf: invalid TCP header config > json: cannot unmarshal number into Go value of type string
{"rawSettings":{"header":{"type":"None"}}} => Configuration OK.
{"rawSettings":{"header":{"Type":"none"}}} => [stream]infra/conf: Failed to build RAW config. > infra/conf: invalid TCP header config > infra/conf: type not found in JSON context
{"tcpSettings":{"header":{"type":"foo"}}} => [stream]infra/conf: Failed to build RAW config. > infra/conf: invalid TCP header config > infra/conf: unknown config id: foo
{"rawSettings":{},"tcpSettings":{"header":{"type":"foo"}}} => Configuration OK.
{"rawSettings":{"acceptProxyProtocol":5}} => [file] at line 1 char 208 > json: cannot unmarshal number into Go struct field TCPConfig.outbounds.streamSettings.rawSettings.acceptProxyProtocol of type bool
{"network":"xhttp","rawSettings":{"header":{"type":"foo"}}} => [stream]infra/conf: Failed to build RAW config. > infra/conf: invalid TCP header config > infra/conf: unknown config id: foo
{"rawSettings":{"header":[]}} => [stream]infra/conf: Failed to build RAW config. > infra/conf: invalid TCP header config > json: cannot unmarshal array into Go value of type map[string]json.RawMessage
{"sockopt":{}} => Configuration OK.
{"sockopt":{"tcpFastOpen":"x"}} => [stream]infra/conf: Failed to build sockopt. > infra/conf: tcpFastOpen: only boolean and integer value is acceptable
{"sockopt":{"tcpFastOpen":[]}} => [stream]infra/conf: Failed to build sockopt. > infra/conf: tcpFastOpen: only boolean and integer value is acceptable
{"sockopt":{"domainStrategy":"x"}} => [stream]infra/conf: Failed to build sockopt. > infra/conf: unsupported domain strategy: x
{"sockopt":{"domainStrategy":"AsIs"}} => Configuration OK.
{"sockopt":{"addressPortStrategy":"x"}} => [stream]infra/conf: Failed to build sockopt. > infra/conf: unsupported address and port strategy: x
{"sockopt":{"mark":"x"}} => [file] at line 1 char 191 > json: cannot unmarshal string into Go struct field SocketConfig.outbounds.streamSettings.sockopt.mark of type int32
{"sockopt":{"mark":3000000000}} => [file] at line 1 char 198 > json: cannot unmarshal number 3000000000 into Go struct field SocketConfig.outbounds.streamSettings.sockopt.mark of type int32
{"sockopt":{"tcpFastOpen":null}} => Configuration OK.
{"sockopt":{"trustedXForwardedFor":"x"}} => [file] at line 1 char 207 > json: cannot unmarshal string into Go struct field SocketConfig.outbounds.streamSettings.sockopt.trustedXForwardedFor of type []string
{"sockopt":{"trustedXForwardedFor":[5]}} => [file] at line 1 char 206 > json: cannot unmarshal number into Go struct field SocketConfig.outbounds.streamSettings.sockopt.trustedXForwardedFor of type string
{"sockopt":{"v6only":5}} => [file] at line 1 char 191 > json: cannot unmarshal number into Go struct field SocketConfig.outbounds.streamSettings.sockopt.v6only of type bool
{"address":5} => [file] at line 1 char 1 > infra/conf: invalid address: 5 > json: cannot unmarshal number into Go value of type string
{"port":"5"} => [file] at line 1 char 180 > json: cannot unmarshal string into Go struct field StreamConfig.outbounds.streamSettings.port of type uint16
{"address":"a","port":5} => Configuration OK.
{"tlsSettings":null} => Configuration OK.
{"finalmask":null} => Configuration OK.
{"tlsSettings":5} => [file] at line 1 char 185 > json: cannot unmarshal number into Go struct field StreamConfig.outbounds.streamSettings.tlsSettings of type conf.TLSConfig
{"realitySettings":[]} => [file] at line 1 char 189 > json: cannot unmarshal array into Go struct field StreamConfig.outbounds.streamSettings.realitySettings of type conf.REALITYConfig
{"wsSettings":"x"} => [file] at line 1 char 186 > json: cannot unmarshal string into Go struct field StreamConfig.outbounds.streamSettings.wsSettings of type conf.WebSocketConfig
{"finalmask":5} => [file] at line 1 char 183 > json: cannot unmarshal number into Go struct field StreamConfig.outbounds.streamSettings.finalmask of type conf.FinalMask
`,
      words,
    ),
  )("says of an outbound's %s what Xray says", (stream, said) => {
    expect(complaint(outbound(stream))).toBe(said);
  });

  it.each(
    facts(
      `
{"network":"foo"} => [in]infra/conf: Config: unknown transport protocol: foo
{"security":"foo"} => [in]infra/conf: Unknown security "foo".
{"security":"reality"} => [in]infra/conf: REALITY: Empty "realitySettings".
{"network":"h3"} => [in]common/errors: The feature HTTP transport (without header padding, etc.) has been removed and migrated to XHTTP stream-one H2 & H3. Please update your config(s) according to release note and documentation.
{"sockopt":{"domainStrategy":"x"}} => [in]infra/conf: Failed to build sockopt. > infra/conf: unsupported domain strategy: x
{"network":"foo","security":"foo"} => [in]infra/conf: Config: unknown transport protocol: foo
`,
      words,
    ),
  )("says of an inbound's %s what Xray says", (stream, said) => {
    expect(complaint(inbound(stream))).toBe(said);
  });

  it('prefers method to network, and takes the names that are aliases', () => {
    const networkOf = (stream: object) =>
      parse(outbound(JSON.stringify(stream))).outbounds[0]?.stream.network;
    expect(networkOf({})).toBe('raw');
    expect(networkOf({ network: 'tcp' })).toBe('raw');
    expect(networkOf({ network: 'SplitHTTP' })).toBe('xhttp');
    expect(networkOf({ network: 'xhttp', method: 'raw' })).toBe('raw');
    expect(networkOf({ network: 'raw', method: 'xhttp' })).toBe('xhttp');
  });

  it('gives XHTTP without settings their defaults, at the place of the stream', () => {
    const [built] = parse(outbound('{"network":"xhttp"}')).outbounds;
    expect(built?.stream).toMatchObject({
      network: 'xhttp',
      xhttp: { at: { path: 'outbounds[0].streamSettings' }, path: '/', host: '', mode: 'auto' },
    });
  });

  it('leaves what belongs to a transport that is not chosen alone', () => {
    const stream = {
      wsSettings: {},
      tlsSettings: {},
      realitySettings: {},
      xhttpSettings: { mode: 'stream-up' },
    };
    expect(complaint(outbound(JSON.stringify(stream)))).toBe('Configuration OK.');
  });
});
