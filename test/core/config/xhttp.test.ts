import { describe, expect, it } from 'vitest';
import type { XhttpSettings } from '../../../core/config/types.ts';
import { complaint, facts, parse } from '../../support/config-facts.ts';

const words = {
  file: 'infra/conf/serial: failed to decode config: &{Name:c.json Format:json} > infra/conf/serial: failed to read config file',
  in: 'infra/conf: failed to build inbound config with tag i > ',
  xhttpIn:
    'infra/conf: failed to build inbound config with tag i > infra/conf: Failed to build XHTTP config. > ',
  xhttp:
    'infra/conf: failed to build outbound config with tag p > infra/conf: failed to build stream settings for outbound detour > infra/conf: Failed to build XHTTP config. > ',
};
const outbound = (settings: string) =>
  `{"outbounds":[{"tag":"p","protocol":"vless","settings":{"address":"127.0.0.1","port":1,"id":"5783a3e7-e373-51cd-8642-c83782b807c5","encryption":"none"},"streamSettings":{"network":"xhttp","xhttpSettings":${settings}}}]}`;
const inbound = (settings: string) =>
  `{"inbounds":[{"tag":"i","port":1,"protocol":"vless","settings":{"decryption":"none"},"streamSettings":{"network":"splithttp","xhttpSettings":${settings}}}]}`;

function xhttp(settings: object): XhttpSettings {
  const stream = parse(outbound(JSON.stringify(settings))).outbounds[0]?.stream;
  if (stream?.network !== 'xhttp') throw new TypeError('Expected XHTTP');
  return stream.xhttp;
}
const outer = 'outbounds[0].streamSettings.xhttpSettings';
const range = (from: number, to = from) => ({ from, to });

describe('buildXhttp', () => {
  it.each(
    facts(
      `
{} => Configuration OK.
{"mode":"foo"} => [xhttp]infra/conf: unsupported mode: foo
{"mode":"Auto"} => [xhttp]infra/conf: unsupported mode: Auto
{"mode":"auto"} => Configuration OK.
{"mode":"packet-up"} => Configuration OK.
{"host":5} => [file] at line 1 char 213 > json: cannot unmarshal number into Go struct field SplitHTTPConfig.outbounds.streamSettings.xhttpSettings.host of type string
{"path":["/"]} => [file] at line 1 char 213 > json: cannot unmarshal array into Go struct field SplitHTTPConfig.outbounds.streamSettings.xhttpSettings.path of type string
{"headers":{"Host":"x"}} => [xhttp]infra/conf: "headers" can't contain "host"
{"headers":{"HOST":"x","a":"b"}} => [xhttp]infra/conf: "headers" can't contain "host"
{"headers":{"a":"b"}} => Configuration OK.
{"headers":{"a":null}} => Configuration OK.
{"headers":null} => Configuration OK.
{"xPaddingBytes":"0"} => Configuration OK.
{"xPaddingBytes":""} => Configuration OK.
{"xPaddingBytes":"-1"} => [xhttp]infra/conf: xPaddingBytes cannot be disabled
{"xPaddingBytes":"0-5"} => [xhttp]infra/conf: xPaddingBytes cannot be disabled
{"xPaddingBytes":"-5-0"} => [xhttp]infra/conf: xPaddingBytes cannot be disabled
{"xPaddingBytes":"5-1"} => Configuration OK.
{"xPaddingBytes":"1-5"} => Configuration OK.
{"xPaddingBytes":"-5--1"} => [xhttp]infra/conf: xPaddingBytes cannot be disabled
{"xPaddingBytes":"x"} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingBytes":"1-2-3"} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingBytes":"1--"} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingBytes":"--1"} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingBytes":"-"} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingBytes":"1- 2"} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingBytes":" 1"} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingBytes":"+5"} => Configuration OK.
{"xPaddingBytes":"4294967297"} => Configuration OK.
{"xPaddingBytes":"9223372036854775808"} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingBytes":"1.5"} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingBytes":0} => Configuration OK.
{"xPaddingBytes":5} => Configuration OK.
{"xPaddingBytes":-5} => [xhttp]infra/conf: xPaddingBytes cannot be disabled
{"xPaddingBytes":1.5} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingBytes":2147483648} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingBytes":true} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingBytes":null} => Configuration OK.
{"xPaddingBytes":[]} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingBytes":{"from":1,"to":2}} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingBytes":[1,2]} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xPaddingPlacement":"x"} => [xhttp]infra/conf: unsupported padding placement: x
{"xPaddingMethod":"x"} => [xhttp]infra/conf: unsupported padding method: x
{"uplinkDataPlacement":"x"} => [xhttp]infra/conf: unsupported uplink data placement: x
{"uplinkDataPlacement":"cookie"} => [xhttp]infra/conf: UplinkDataPlacement can be cookie only in packet-up mode
{"uplinkDataPlacement":"header","mode":"auto"} => [xhttp]infra/conf: UplinkDataPlacement can be header only in packet-up mode
{"uplinkDataPlacement":"body"} => Configuration OK.
{"uplinkHTTPMethod":"GET"} => [xhttp]infra/conf: uplinkHTTPMethod can be GET only in packet-up mode
{"uplinkHTTPMethod":"get","mode":"auto"} => [xhttp]infra/conf: uplinkHTTPMethod can be GET only in packet-up mode
{"uplinkHTTPMethod":"put"} => Configuration OK.
{"sessionIDPlacement":"x"} => [xhttp]infra/conf: unsupported session placement: x
{"sessionIDPlacement":"Path"} => [xhttp]infra/conf: unsupported session placement: Path
{"seqPlacement":"x"} => [xhttp]infra/conf: unsupported seq placement: x
{"sessionIDTable":"hex"} => [xhttp]infra/conf: sessionIDTable or sessionIDLength is too small
{"sessionIDTable":"hex","sessionIDLength":7} => [xhttp]infra/conf: sessionIDTable or sessionIDLength is too small
{"sessionIDTable":"aé","sessionIDLength":40} => [xhttp]infra/conf: sessionIDTable must contain only ASCII characters
{"sessionIDTable":"ab","sessionIDLength":"0-40"} => [xhttp]infra/conf: sessionIDLength.from must be greater than 0
{"sessionIDTable":"ab","sessionIDLength":30} => [xhttp]infra/conf: sessionIDTable or sessionIDLength is too small
{"sessionIDTable":"ab","sessionIDLength":"1-30"} => [xhttp]infra/conf: sessionIDTable or sessionIDLength is too small
{"sessionIDTable":"a","sessionIDLength":"1-1000"} => [xhttp]infra/conf: sessionIDTable or sessionIDLength is too small
{"sessionIDTable":"hex","sessionIDLength":"-3--1"} => [xhttp]infra/conf: sessionIDTable or sessionIDLength is too small
{"sessionIDLength":5} => Configuration OK.
{"serverMaxHeaderBytes":-1} => [xhttp]infra/conf: invalid negative value of maxHeaderBytes
{"xmux":{"maxConnections":1,"maxConcurrency":1}} => [xhttp]infra/conf: maxConnections cannot be specified together with maxConcurrency
{"xmux":{"maxConnections":"0-1","maxConcurrency":"1"}} => [xhttp]infra/conf: maxConnections cannot be specified together with maxConcurrency
{"xmux":{"maxConnections":-1,"maxConcurrency":1}} => Configuration OK.
{"xmux":null} => Configuration OK.
{"xmux":{"maxConnections":"x"}} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"xmux":{"hKeepAlivePeriod":-1}} => Configuration OK.
{"scMaxEachPostBytes":"x"} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"scMaxBufferedPosts":"30"} => [file] at line 1 char 230 > json: cannot unmarshal string into Go struct field SplitHTTPConfig.outbounds.streamSettings.xhttpSettings.scMaxBufferedPosts of type int64
{"noGRPCHeader":1} => [file] at line 1 char 221 > json: cannot unmarshal number into Go struct field SplitHTTPConfig.outbounds.streamSettings.xhttpSettings.noGRPCHeader of type bool
{"scMinPostsIntervalMs":[]} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"extra":{}} => Configuration OK.
{"extra":null} => Configuration OK.
{"extra":5} => [xhttp]infra/conf: Failed to unmarshal "extra". > json: cannot unmarshal number into Go value of type conf.SplitHTTPConfig
{"extra":"x"} => [xhttp]infra/conf: Failed to unmarshal "extra". > json: cannot unmarshal string into Go value of type conf.SplitHTTPConfig
{"extra":[]} => [xhttp]infra/conf: Failed to unmarshal "extra". > json: cannot unmarshal array into Go value of type conf.SplitHTTPConfig
{"extra":{"host":5}} => [xhttp]infra/conf: Failed to unmarshal "extra". > json: cannot unmarshal number into Go struct field SplitHTTPConfig.host of type string
{"extra":{"mode":"foo"}} => Configuration OK.
{"extra":{"mode":5}} => [xhttp]infra/conf: Failed to unmarshal "extra". > json: cannot unmarshal number into Go struct field SplitHTTPConfig.mode of type string
{"extra":{"xPaddingBytes":"x"}} => [xhttp]infra/conf: Failed to unmarshal "extra". > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"extra":{"xPaddingBytes":-1}} => [xhttp]infra/conf: xPaddingBytes cannot be disabled
{"xPaddingBytes":-1,"extra":{}} => Configuration OK.
{"xPaddingBytes":"x","extra":{}} => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
{"extra":{"extra":5}} => Configuration OK.
{"extra":{"extra":{"mode":"foo"}}} => Configuration OK.
{"mode":"foo","extra":{}} => [xhttp]infra/conf: unsupported mode: foo
{"extra":{"downloadSettings":5}} => [xhttp]infra/conf: Failed to unmarshal "extra". > json: cannot unmarshal number into Go struct field SplitHTTPConfig.downloadSettings of type conf.StreamConfig
{"extra":{"downloadSettings":{"network":"foo"}}} => [xhttp]infra/conf: Failed to build "downloadSettings". > infra/conf: Config: unknown transport protocol: foo
{"extra":{"downloadSettings":{"port":"1"}}} => [xhttp]infra/conf: Failed to unmarshal "extra". > json: cannot unmarshal string into Go struct field StreamConfig.downloadSettings.port of type uint16
{"extra":{"downloadSettings":{"address":5}}} => [xhttp]infra/conf: Failed to unmarshal "extra". > infra/conf: invalid address: 5 > json: cannot unmarshal number into Go value of type string
{"extra":{"headers":{"host":"a"}}} => [xhttp]infra/conf: "headers" can't contain "host"
{"headers":{"host":"a"},"extra":{}} => Configuration OK.
{"extra":{"downloadSettings":{"address":"127.0.0.1","port":2,"network":"xhttp","xhttpSettings":{"path":"/p"}}}} => Configuration OK.
{"downloadSettings":{"address":"127.0.0.1","port":2,"network":"xhttp","xhttpSettings":{"path":"/p"}}} => Configuration OK.
{"mode":"stream-one","downloadSettings":{"address":"127.0.0.1","port":2,"network":"xhttp","xhttpSettings":{"path":"/p"}}} => [xhttp]infra/conf: Can not use "downloadSettings" in "stream-one" mode.
{"mode":"stream-one","extra":{"downloadSettings":{"address":"127.0.0.1","port":2,"network":"xhttp","xhttpSettings":{"path":"/p"}}}} => [xhttp]infra/conf: Can not use "downloadSettings" in "stream-one" mode.
{"downloadSettings":null} => Configuration OK.
{"downloadSettings":{"address":"127.0.0.1","port":2,"network":"foo","xhttpSettings":{"path":"/p"}}} => [xhttp]infra/conf: Failed to build "downloadSettings". > infra/conf: Config: unknown transport protocol: foo
{"downloadSettings":{"address":"127.0.0.1","port":2,"network":"xhttp","xhttpSettings":{"path":"/p"},"security":"reality"}} => [xhttp]infra/conf: Failed to build "downloadSettings". > infra/conf: REALITY: Empty "realitySettings".
{"downloadSettings":{"address":"127.0.0.1","port":2,"network":"xhttp","xhttpSettings":{"path":"/p"},"security":"foo"}} => [xhttp]infra/conf: Failed to build "downloadSettings". > infra/conf: Unknown security "foo".
{"downloadSettings":{"address":"127.0.0.1","port":2,"network":"xhttp","xhttpSettings":{"mode":"foo"}}} => [xhttp]infra/conf: Failed to build "downloadSettings". > infra/conf: Failed to build XHTTP config. > infra/conf: unsupported mode: foo
{"downloadSettings":{"address":"127.0.0.1","port":2,"network":"xhttp","xhttpSettings":{"mode":"stream-one"}}} => Configuration OK.
{"downloadSettings":{"address":"127.0.0.1","port":2,"network":"xhttp","xhttpSettings":{"extra":5}}} => [xhttp]infra/conf: Failed to build "downloadSettings". > infra/conf: Failed to build XHTTP config. > infra/conf: Failed to unmarshal "extra". > json: cannot unmarshal number into Go value of type conf.SplitHTTPConfig
{"downloadSettings":{"address":"127.0.0.1","port":2,"network":"xhttp","xhttpSettings":{"downloadSettings":{"network":"foo"}}}} => [xhttp]infra/conf: Failed to build "downloadSettings". > infra/conf: Failed to build XHTTP config. > infra/conf: Failed to build "downloadSettings". > infra/conf: Config: unknown transport protocol: foo
{"downloadSettings":{"address":"127.0.0.1","port":2,"network":"xhttp","xhttpSettings":{"path":"/p"},"sockopt":{"domainStrategy":"x"}}} => [xhttp]infra/conf: Failed to build "downloadSettings". > infra/conf: Failed to build sockopt. > infra/conf: unsupported domain strategy: x
{"sessionPlacement":"foo"} => Configuration OK.
5 => [file] at line 1 char 205 > json: cannot unmarshal number into Go struct field StreamConfig.outbounds.streamSettings.xhttpSettings of type conf.SplitHTTPConfig
`,
      words,
    ),
  )("says of an outbound's %s what Xray says", (settings, said) => {
    expect(complaint(outbound(settings))).toBe(said);
  });

  it.each(
    facts(
      `
{"mode":"foo"} => [xhttpIn]infra/conf: unsupported mode: foo
{} => Configuration OK.
{"scStreamUpServerSecs":"-1"} => Configuration OK.
{"serverMaxHeaderBytes":-5} => [xhttpIn]infra/conf: invalid negative value of maxHeaderBytes
{"downloadSettings":{"network":"foo"}} => [xhttpIn]infra/conf: Failed to build "downloadSettings". > infra/conf: Config: unknown transport protocol: foo
{"downloadSettings":{}} => Configuration OK.
{"downloadSettings":{"address":"127.0.0.1","port":2,"network":"xhttp","xhttpSettings":{"path":"/p"},"security":"none"}} => Configuration OK.
`,
      words,
    ),
  )("says of an inbound's %s what Xray says", (settings, said) => {
    expect(complaint(inbound(settings))).toBe(said);
  });
});

describe('the defaults', () => {
  it('stand for every key that is absent', () => {
    const place = { file: 'c.json', path: outer };
    expect(xhttp({})).toEqual({
      at: place,
      outerAt: place,
      host: '',
      path: '/',
      mode: 'auto',
      headers: new Map(),
      xPaddingBytes: range(100, 1000),
      xPaddingObfsMode: false,
      xPaddingKey: 'x_padding',
      xPaddingHeader: 'X-Padding',
      xPaddingPlacement: 'queryInHeader',
      xPaddingMethod: 'repeat-x',
      uplinkHTTPMethod: 'POST',
      sessionIDPlacement: 'path',
      sessionIDKey: '',
      sessionIDTable: '',
      sessionIDLength: range(0),
      seqPlacement: 'path',
      seqKey: '',
      uplinkDataPlacement: 'auto',
      uplinkDataKey: 'X-Data',
      uplinkChunkSize: range(1_000_000),
      noGRPCHeader: false,
      noSSEHeader: false,
      scMaxEachPostBytes: range(1_000_000),
      scMinPostsIntervalMs: range(30),
      scMaxBufferedPosts: 30,
      scStreamUpServerSecs: range(20, 80),
      serverMaxHeaderBytes: 8192,
      xmux: {
        maxConcurrency: range(0),
        maxConnections: range(3),
        cMaxReuseTimes: range(0),
        hMaxRequestTimes: range(600, 900),
        hMaxReusableSecs: range(1800, 3000),
        hKeepAlivePeriod: 0,
      },
      dropped: [],
      downloadSettings: null,
    });
  });

  it('stand for a range whose upper end is 0, and for no other', () => {
    expect(xhttp({ xPaddingBytes: 0 }).xPaddingBytes).toEqual(range(100, 1000));
    expect(xhttp({ scMinPostsIntervalMs: '-5-0' }).scMinPostsIntervalMs).toEqual(range(30));
    expect(xhttp({ scMinPostsIntervalMs: -1 }).scMinPostsIntervalMs).toEqual(range(-1));
    expect(xhttp({ scMaxEachPostBytes: '2000-1000' }).scMaxEachPostBytes).toEqual(
      range(1000, 2000),
    );
  });

  it('raise the lower end of a chunk to 64', () => {
    expect(xhttp({ uplinkChunkSize: '1-10' }).uplinkChunkSize).toEqual(range(64));
    expect(xhttp({ uplinkChunkSize: '1-100' }).uplinkChunkSize).toEqual(range(64, 100));
    expect(xhttp({ uplinkChunkSize: 70 }).uplinkChunkSize).toEqual(range(70));
  });

  it('of xmux go when any of its keys is there', () => {
    const none = range(0);
    expect(xhttp({ xmux: { hKeepAlivePeriod: 30 } }).xmux).toEqual({
      maxConcurrency: none,
      maxConnections: none,
      cMaxReuseTimes: none,
      hMaxRequestTimes: none,
      hMaxReusableSecs: none,
      hKeepAlivePeriod: 30,
    });
    expect(xhttp({ xmux: { maxConcurrency: '0' } }).xmux.maxConnections).toEqual(range(3));
  });

  it('make the method upper case', () => {
    expect(xhttp({ uplinkHTTPMethod: 'put' }).uplinkHTTPMethod).toBe('PUT');
  });
});

describe('extra', () => {
  it('leaves of the outer object only host, path and mode', () => {
    const built = xhttp({
      host: 'outer.example',
      path: '/outer?q',
      mode: 'packet-up',
      xPaddingBytes: 5,
      noSSEHeader: true,
      headers: { A: 'outer' },
      extra: {
        host: 'inner.example',
        path: '/inner',
        mode: 'auto',
        headers: { A: 'inner' },
        extra: { noGRPCHeader: true },
      },
    });
    expect(built).toMatchObject({
      at: { path: `${outer}.extra` },
      outerAt: { path: outer },
      host: 'outer.example',
      path: '/outer?q',
      mode: 'packet-up',
      xPaddingBytes: range(100, 1000),
      noSSEHeader: false,
      noGRPCHeader: false,
    });
    expect([...built.headers]).toEqual([['A', 'inner']]);
  });

  it('records the keys that it puts out of force', () => {
    const built = xhttp({
      HOST: 'h',
      xmux: {},
      downloadSettings: { network: 'xhttp', address: 'a', port: 1 },
      unknown: 1,
      extra: { path: '/inner', headers: {}, extra: {} },
    });
    expect(built.dropped).toEqual([
      `${outer}.xmux`,
      `${outer}.downloadSettings`,
      `${outer}.extra.path`,
      `${outer}.extra.extra`,
    ]);
    expect(built.downloadSettings).toBeNull();
  });

  it('overrides even with an empty host', () => {
    expect(xhttp({ extra: { host: 'inner.example' } }).host).toBe('');
  });

  it('counts as present when it is null', () => {
    const built = xhttp({ noSSEHeader: true, extra: null });
    expect(built.noSSEHeader).toBe(false);
    expect(built.dropped).toEqual([`${outer}.noSSEHeader`]);
  });

  it('drops nothing where it is absent', () => {
    expect(xhttp({ noSSEHeader: true }).dropped).toEqual([]);
  });
});

describe('downloadSettings', () => {
  const download = {
    address: '203.0.113.10',
    port: 443,
    network: 'xhttp',
    xhttpSettings: { host: 'd.example', path: '/d', mode: 'stream-one' },
  };

  it('are a stream of their own, with an address and a port', () => {
    const built = xhttp({ host: 'u.example', path: '/u', extra: { downloadSettings: download } });
    const path = `${outer}.extra.downloadSettings`;
    expect(built.downloadSettings).toMatchObject({
      at: { path },
      network: 'xhttp',
      security: { type: 'none' },
      address: { type: 'ipv4', host: '203.0.113.10' },
      port: 443,
      xhttp: {
        at: { path: `${path}.xhttpSettings` },
        host: 'd.example',
        path: '/d',
        downloadSettings: null,
      },
    });
    expect(built.host).toBe('u.example');
  });

  it('inherit nothing', () => {
    const { downloadSettings } = xhttp({
      host: 'u.example',
      path: '/u',
      headers: { A: 'b' },
      downloadSettings: { address: 'd.example', network: 'xhttp' },
    });
    expect(downloadSettings).toMatchObject({ port: 0, xhttp: { host: '', path: '/' } });
    expect(downloadSettings?.xhttp.headers.size).toBe(0);
  });

  it('have none of their own, however deep they are written', () => {
    const nested = {
      ...download,
      xhttpSettings: { downloadSettings: { ...download, security: 'tls' } },
    };
    expect(xhttp({ downloadSettings: nested }).downloadSettings?.xhttp.downloadSettings).toBeNull();
  });

  it('of an inbound are looked at and left', () => {
    const config = inbound(JSON.stringify({ downloadSettings: { ...download, security: 'tls' } }));
    expect(parse(config).inbounds[0]?.stream).toMatchObject({ xhttp: { downloadSettings: null } });
  });
});
