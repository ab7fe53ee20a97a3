import { describe, expect, it } from 'vitest';
import { accepted, complaint, facts, parse, refusalOf } from '../../support/config-facts.ts';

const frames = {
  'an outbound': (settings: string) =>
    `{"outbounds":[{"tag":"p","protocol":"vless","settings":{"address":"127.0.0.1","port":1,"id":"x","encryption":"none"},"streamSettings":{"network":"xhttp","xhttpSettings":${settings}}}]}`,
  'an outbound under REALITY': (settings: string) =>
    `{"outbounds":[{"tag":"p","protocol":"vless","settings":{"address":"127.0.0.1","port":1,"id":"x","encryption":"none"},"streamSettings":{"network":"xhttp","security":"reality","realitySettings":{"password":"GMlWSDuVZF4NnWq-mk1y9mBJcEhkPyPzqWd-zFJDZFM"},"xhttpSettings":${settings}}}]}`,
  'an inbound': (settings: string) =>
    `{"inbounds":[{"tag":"i","port":1,"protocol":"vless","settings":{"decryption":"none"},"streamSettings":{"network":"xhttp","xhttpSettings":${settings}}}]}`,
  'a server': (settings: string) =>
    `{"outbounds":[{"tag":"p","protocol":"vless","settings":${settings},"streamSettings":{"network":"xhttp"}}]}`,
  'a download': (settings: string) =>
    `{"outbounds":[{"tag":"p","protocol":"vless","settings":{"address":"127.0.0.1","port":1,"id":"x","encryption":"none"},"streamSettings":{"network":"xhttp","xhttpSettings":{"downloadSettings":${settings}}}}]}`,
};
const words = {
  p: 'infra/conf: failed to build outbound config with tag p > xhttp-lab: outbounds[0].streamSettings.xhttpSettings.',
  s: 'infra/conf: failed to build outbound config with tag p > xhttp-lab: outbounds[0].settings.',
  i: 'infra/conf: failed to build inbound config with tag i > xhttp-lab: inbounds[0].streamSettings.xhttpSettings.',
};

const refused: Readonly<Record<keyof typeof frames, string>> = {
  'an outbound': `
{"headers":{"a b":"c"}} => [p]headers["a b"]: expected the name of a field, got "a b"; all requests of Xray fail
{"headers":{"":"c"}} => [p]headers[""]: expected the name of a field, got ""; all requests of Xray fail
{"headers":{"a":"b\\u0000c"}} => [p]headers.a: expected a value without control characters, got "b\\u0000c"; all requests of Xray fail
{"headers":{"a":"b\\r\\nc: d"}} => [p]headers.a: expected a value without control characters, got "b\\r\\nc: d"; all requests of Xray fail
{"host":"a b"} => [p]host: expected a host in ASCII, got "a b"; this core sends the Host field as it is written
{"host":"ä.example"} => [p]host: expected a host in ASCII, got "ä.example"; this core sends the Host field as it is written
{"extra":{},"host":"a/b"} => [p]host: expected a host in ASCII, got "a/b"; this core sends the Host field as it is written
{"path":"/a?b c"} => [p]path: expected a query of visible ASCII characters, got "?b c"; Xray sends it as it is
{"uplinkHTTPMethod":"a b"} => [p]uplinkHTTPMethod: expected the name of a method, got "A B"; all requests of Xray fail
{"sessionIDTable":"a b c","sessionIDLength":40} => [p]sessionIDTable: expected visible characters, got others; this core puts ids into messages as they are
{"sessionIDPlacement":"header","sessionIDKey":"a:b"} => [p]sessionIDKey: expected the name of a field or cookie, got "a:b"; Xray does not find what is sent under it
{"seqPlacement":"cookie","seqKey":"a=b"} => [p]seqKey: expected the name of a field or cookie, got "a=b"; Xray does not find what is sent under it
{"extra":{"seqPlacement":"cookie","seqKey":"a=b"}} => [p]extra.seqKey: expected the name of a field or cookie, got "a=b"; Xray does not find what is sent under it
{"mode":"packet-up","uplinkDataPlacement":"header","uplinkDataKey":"é"} => [p]uplinkDataKey: expected the name of a field or cookie, got "é"; Xray does not find what is sent under it
{"xPaddingObfsMode":true,"xPaddingHeader":"a b"} => [p]xPaddingHeader: expected the name of a field or cookie, got "a b"; Xray does not find what is sent under it
{"xPaddingObfsMode":true,"xPaddingPlacement":"cookie","xPaddingKey":"a b"} => [p]xPaddingKey: expected the name of a field or cookie, got "a b"; Xray does not find what is sent under it
{"xPaddingObfsMode":true,"xPaddingKey":"a b"} => [p]xPaddingKey: expected visible ASCII characters, got "a b"; all requests of Xray fail
{"mode":"packet-up","scMaxEachPostBytes":-1} => [p]scMaxEachPostBytes: expected more than 0 at its lower end, got -1; Xray panics when it first dials
{"scMaxEachPostBytes":"0-5"} => [p]scMaxEachPostBytes: expected more than 0 at its lower end, got 0; Xray panics when it first dials
`,
  'an outbound under REALITY': `
{"mode":"packet-up","scMaxEachPostBytes":-1} => [p]scMaxEachPostBytes: expected more than 0 at its lower end, got -1; Xray panics when it first dials
`,
  'an inbound': `
{"scMaxBufferedPosts":-1} => [i]scMaxBufferedPosts: expected 0 or more, got -1; Xray panics at every request
{"xPaddingObfsMode":true,"xPaddingHeader":"a:"} => [i]xPaddingHeader: expected the name of a field or cookie, got "a:"; Xray does not find what is sent under it
{"sessionIDPlacement":"cookie","sessionIDKey":","} => [i]sessionIDKey: expected the name of a field or cookie, got ","; Xray does not find what is sent under it
`,
  'a server': `
{"address":"ä.test","port":1,"id":"x","encryption":"none"} => [s]address: expected a host in ASCII, got "ä.test"; this core sends the Host field as it is written
`,
  'a download': `
{"address":"ä","port":1,"network":"xhttp"} => [p]downloadSettings.address: expected a host in ASCII, got "ä"; this core sends the Host field as it is written
{"address":"a","port":1,"network":"xhttp","security":"tls","tlsSettings":{"serverName":"a b"}} => [p]downloadSettings.tlsSettings.serverName: expected a host in ASCII, got "a b"; this core sends the Host field as it is written
{"address":"a","port":1,"network":"xhttp","xhttpSettings":{"headers":{"(":""}}} => [p]downloadSettings.xhttpSettings.headers["("]: expected the name of a field, got "("; all requests of Xray fail
`,
};

describe.each(Object.keys(frames) as (keyof typeof frames)[])('%s', (frame) => {
  it.each(facts(refused[frame], words))('%s is refused with a reason', (written, said) => {
    expect(complaint(frames[frame](written))).toBe(said);
  });
});

describe('what goes unseen or elsewhere', () => {
  it.each([
    ['an outbound', '{"sessionIDPlacement":"query","sessionIDKey":"a b=&"}'],
    ['an outbound', '{"xPaddingHeader":"a b","xPaddingKey":"c d"}'],
    ['an outbound', '{"seqKey":"a b","uplinkDataKey":"c d"}'],
    ['an outbound', '{"mode":"stream-up","scMaxEachPostBytes":-1}'],
    ['an outbound', '{"mode":"stream-one","scMaxEachPostBytes":-1}'],
    ['an outbound under REALITY', '{"scMaxEachPostBytes":-1}'],
    ['an outbound', '{"scMaxBufferedPosts":-1,"path":"/ä ö?a=%20"}'],
    ['an inbound', '{"scMaxEachPostBytes":"0-5","host":"ä","headers":{"a b":"c"},"path":"/a?b c"}'],
    ['an outbound', '{"host":"[2001:db8::1]:8443"}'],
    ['an outbound', '{"uplinkHTTPMethod":"PATCH","mode":"stream-up"}'],
  ] as const)('is accepted: of %s, %s', (frame, settings) => {
    expect(complaint(frames[frame](settings))).toBe(accepted);
  });

  it('has codes for both kinds of refusal', () => {
    expect(refusalOf(frames['an outbound']('{"headers":{"a b":""}}'))?.code).toBe(
      'config:breaks_xray',
    );
    expect(refusalOf(frames['an outbound']('{"host":"a b"}'))?.code).toBe('config:unsupported');
  });

  it('gives values of fields as HTTP carries them', () => {
    const text = frames['an outbound']('{"headers":{"A":" é\\t","b":"c"}}');
    const stream = parse(text).outbounds[0]?.stream;
    expect(stream?.network === 'xhttp' && [...stream.xhttp.headers]).toEqual([
      ['A', 'Ã©'],
      ['b', 'c'],
    ]);
  });
});
