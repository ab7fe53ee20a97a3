import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../core/config/errors.ts';
import { parseConfig } from '../../../core/config/parse.ts';
import { complaint, facts, parse, refusalOf } from '../../support/config-facts.ts';

const words = {
  file: 'infra/conf/serial: failed to decode config: &{Name:c.json Format:json} > infra/conf/serial: failed to read config file',
  untagged: 'infra/conf: failed to build inbound config with tag  > ',
  routing: 'infra/conf: failed to build routing configuration > ',
};

describe('parseConfig', () => {
  it.each(
    facts(
      `
{} => Configuration OK.
{"reverse":{}} => common/errors: The feature "legacy reverse" has been removed and migrated to "VLESS Reverse Proxy". Please update your config(s) according to release note and documentation.
{"reverse":null} => Configuration OK.
{"transport":{}} => Configuration OK.
{"transport":{"tcp":{}}} => common/errors: The feature Global transport config has been removed and migrated to streamSettings in inbounds and outbounds. Please update your config(s) according to release note and documentation.
{"transport":null} => Configuration OK.
{"reverse":{},"transport":{"a":1}} => common/errors: The feature "legacy reverse" has been removed and migrated to "VLESS Reverse Proxy". Please update your config(s) according to release note and documentation.
{"stats":{}} => Configuration OK.
{"inbounds":null,"outbounds":null} => Configuration OK.
{"routing":{"rules":[{}]},"inbounds":[{}]} => [routing]infra/conf: invalid field rule > infra/conf: neither outboundTag nor balancerTag is specified in routing rule
{"inbounds":[{}],"outbounds":[{}]} => [untagged]infra/conf: Listen on AnyIP but no Port(s) set in InboundDetour.
{"transport":{"a":1},"inbounds":[{}]} => common/errors: The feature Global transport config has been removed and migrated to streamSettings in inbounds and outbounds. Please update your config(s) according to release note and documentation.
{"log":{"loglevel":"foo"}} => Configuration OK.
{"log":{"loglevel":"DEBUG","access":"none","error":"none"}} => Configuration OK.
{"unknown":5} => Configuration OK.
{"routing":{"rules":[{"outboundTag":"x"}]},"inbounds":[{}]} => [untagged]infra/conf: Listen on AnyIP but no Port(s) set in InboundDetour.
{"routing":{"rules":[{"outboundTag":"x"}]},"inbounds":[{"tag":"a","port":1,"protocol":"socks"},{"tag":"a","port":1,"protocol":"socks"}]} => failed to create server > app/router: this rule has no effective fields
{"inbounds":[{"tag":"a","port":1,"protocol":"socks"},{"tag":"a","port":1,"protocol":"socks"},{"port":1,"protocol":"vless","settings":{"decryption":"none","clients":[{"id":"a","email":"x"},{"id":"b","email":"x"}]}}],"outbounds":[{"tag":"a","protocol":"freedom"},{"tag":"a","protocol":"freedom"}]} => failed to create server > app/proxyman/inbound: existing tag found: a
{"inbounds":[{"tag":"a","port":1,"protocol":"socks"},{"tag":"a","port":2,"protocol":"socks"}]} => failed to create server > app/proxyman/inbound: existing tag found: a
{"inbounds":[{"port":1,"protocol":"socks"},{"port":2,"protocol":"socks"}]} => Configuration OK.
{"inbounds":[{"tag":"","port":1,"protocol":"socks"},{"tag":"a","port":2}]} => infra/conf: failed to build inbound config with tag a > infra/conf: failed to load inbound detour config for protocol  > infra/conf: unknown config id: 
{"inbounds":[null]} => [untagged]infra/conf: Listen on AnyIP but no Port(s) set in InboundDetour.
{"outbounds":[{"tag":"a","protocol":"freedom"},{"tag":"a","protocol":"freedom"}]} => failed to create server > app/proxyman/outbound: existing tag found: a
{"outbounds":[{"protocol":"freedom"},{"protocol":"freedom"}]} => Configuration OK.
{"routing":{}} => Configuration OK.
{"routing":null} => Configuration OK.
{"routing":5} => [file] at line 1 char 12 > json: cannot unmarshal number into Go struct field Config.routing of type conf.RouterConfig
{"routing":{"rules":{}}} => [file] at line 1 char 21 > json: cannot unmarshal object into Go struct field RouterConfig.routing.rules of type []json.RawMessage
{"routing":{"rules":[]}} => Configuration OK.
{"routing":{"rules":[{"outboundTag":"d","port":1},{"outboundTag":"d"}]}} => failed to create server > app/router: this rule has no effective fields
`,
      words,
    ),
  )('says of %s what Xray says', (text, said) => {
    expect(complaint(text)).toBe(said);
  });

  it('reads keys in any case, and the last of several', () => {
    const config = parse('{"LOG":{"logLevel":"info"},"log":{"LOGLEVEL":"debug"},"Inbounds":[]}');
    expect(config.log.level).toBe('debug');
  });

  it('writes a repeated section over the earlier one, as Go does', () => {
    const text =
      '{"inbounds":[{"tag":"a","port":5,"protocol":"socks"}],"inbounds":[{"tag":"b"},{"port":9,"protocol":"socks"}]}';
    const [first, second] = parse(text).inbounds;
    expect(first).toMatchObject({ tag: 'b', ports: [{ from: 5, to: 5 }] });
    expect(second).toMatchObject({ tag: '', ports: [{ from: 9, to: 9 }] });
  });

  it.each([
    ['{}', { level: 'warning', access: false, error: true }],
    ['{"log":{}}', { level: 'warning', access: true, error: true }],
    ['{"log":{"loglevel":"DEBUG"}}', { level: 'debug', access: true, error: true }],
    ['{"log":{"loglevel":"loud"}}', { level: 'warning', access: true, error: true }],
    ['{"log":{"loglevel":"none"}}', { level: 'none', access: false, error: false }],
    ['{"log":{"access":"none"}}', { level: 'warning', access: false, error: true }],
    ['{"log":{"error":"none"}}', { level: 'warning', access: true, error: false }],
  ])('reads the log settings of %s', (text, log) => {
    expect(parse(text).log).toEqual(log);
  });

  it('keeps the order of outbounds, the first being the default', () => {
    const outbounds = ['b', 'a'].map((tag) => ({ tag, protocol: 'freedom' }));
    expect(parse(JSON.stringify({ outbounds })).outbounds.map(({ tag }) => tag)).toEqual([
      'b',
      'a',
    ]);
  });
});

describe('the ConfigError that it throws', () => {
  const text = `{
  "inbounds": [],
  "outbounds": [
    { "protocol": "freedom" },
    {
      "tag": "proxy", "protocol": "vless",
      "settings": { "vnext": [{ "address": "a", "port": 1, "users": [{ "id": "x", "encryption": "none" }] }] },
      "streamSettings": {
        "network": "xhttp",
        "xhttpSettings": { "extra": { "downloadSettings": {
          "network": "nope" // here
        } } }
      }
    }
  ]
}`;

  it('names the code, the place, the line and the column', () => {
    expect(refusalOf(text)).toMatchObject({
      code: 'config:unknown_transport',
      stage: 'load',
      file: 'c.json',
      path: 'outbounds[1].streamSettings.xhttpSettings.extra.downloadSettings.network',
      line: 11,
      column: 22,
      message:
        'infra/conf: failed to build outbound config with tag proxy > infra/conf: failed to build stream settings for outbound detour > infra/conf: Failed to build XHTTP config. > infra/conf: Failed to build "downloadSettings". > infra/conf: Config: unknown transport protocol: nope',
    });
  });

  it('points at the object that lacks a key', () => {
    const lacking = text.replace('"id": "x", ', '').replace('"nope"', '"xhttp"');
    expect(refusalOf(lacking)).toMatchObject({
      code: 'config:user_id_malformed',
      path: 'outbounds[1].settings.vnext[0].users[0].id',
      line: 7,
      column: 70,
    });
  });

  it('points into the file that is wrong', () => {
    const files = [
      { name: 'a.json', text: '{"log":{}}' },
      { name: 'b.json', text: '{\n\n "outbounds": [{ "protocol": "nope" }] }' },
    ] as const;
    const error = (() => {
      try {
        return parseConfig(files);
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ file: 'b.json', line: 3, column: 30 });
  });

  it('tells the two stages apart', () => {
    const twice =
      '{"inbounds":[{"tag":"a","port":1,"protocol":"socks"},{"tag":"a","port":2,"protocol":"socks"}]}';
    expect(refusalOf(twice)).toMatchObject({ stage: 'create', path: 'inbounds[1].tag' });
  });
});

describe('the places of what it builds', () => {
  it('are those of the text', () => {
    const config = parse(`{
      "inbounds": [{ "port": 443, "protocol": "vless", "settings": {
        "clients": [{ "id": "a" }], "decryption": "none", "fallbacks": [{ "dest": 6666 }] },
        "streamSettings": { "network": "xhttp", "splithttpSettings": { "path": "/xh" } } }],
      "outbounds": [{ "protocol": "freedom", "settings": { "finalRules": [{ "action": "allow" }] } }],
      "routing": { "rules": [{ "port": 1, "outboundTag": "x" }] }
    }`);
    const paths: string[] = [];
    const collect = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value)) {
        if (key === 'at' || key === 'outerAt') paths.push((inner as { path: string }).path);
        else collect(inner);
      }
    };
    collect(config);
    expect(paths.sort()).toEqual([
      'inbounds[0]',
      'inbounds[0].settings.clients[0]',
      'inbounds[0].settings.fallbacks[0]',
      'inbounds[0].streamSettings',
      'inbounds[0].streamSettings.splithttpSettings',
      'inbounds[0].streamSettings.splithttpSettings',
      'outbounds[0]',
      'outbounds[0]',
      'outbounds[0].settings.finalRules[0]',
      'routing.rules[0]',
    ]);
  });
});
