import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../core/config/parse.ts';
import { checkFormat, merge, readConfigFile } from '../../../core/config/read.ts';
import { complaint, facts, refusalOf } from '../../support/config-facts.ts';

const words = {
  file: 'infra/conf/serial: failed to decode config: &{Name:c.json Format:json} > infra/conf/serial: failed to read config file',
};

describe('readConfigFile', () => {
  it.each(
    facts(
      String.raw`
"" => [file] > EOF
" \n" => [file] > EOF
"// only\n" => [file] > EOF
"# x" => [file] > EOF
"{" => [file] > unexpected EOF
"[]" => [file] at line 1 char 1 > json: cannot unmarshal array into Go value of type conf.Config
"null" => Configuration OK.
"\"x\"" => [file] > json: cannot unmarshal string into Go value of type conf.Config
"12" => [file] > json: cannot unmarshal number into Go value of type conf.Config
"true" => [file] > json: cannot unmarshal bool into Go value of type conf.Config
"nul" => [file] > unexpected EOF
"{\"a\":1,}" => [file] > invalid character '}' looking for beginning of object key string
"{\"a\":1,}\n" => [file] at line 1 char 8 > invalid character '}' looking for beginning of object key string
"{\"a\":1,\n}\n" => [file] at line 2 char 1 > invalid character '}' looking for beginning of object key string
"{\"log\":{},}" => [file] > invalid character '}' looking for beginning of object key string
"{\"a\" 1} " => [file] at line 1 char 6 > invalid character '1' after object key
"{'a':1} " => [file] at line 1 char 2 > invalid character '\'' looking for beginning of object key string
"{a:1} " => [file] at line 1 char 2 > invalid character 'a' looking for beginning of object key string
"{\"a\":1 \"b\":2} " => [file] at line 1 char 8 > invalid character '"' after object key:value pair
"{\"a\":[1,]} " => [file] at line 1 char 9 > invalid character ']' looking for beginning of value
"{\"a\":[1 2]} " => [file] at line 1 char 9 > invalid character '2' after array element
"{\"a\":tru} " => [file] at line 1 char 9 > invalid character '}' in literal true (expecting 'e')
"{\"a\":falsE} " => [file] at line 1 char 10 > invalid character 'E' in literal false (expecting 'e')
"{\"a\":nulL} " => [file] at line 1 char 9 > invalid character 'L' in literal null (expecting 'l')
"{\"a\":-} " => [file] at line 1 char 7 > invalid character '}' in numeric literal
"{\"a\":01} " => [file] at line 1 char 7 > invalid character '1' after object key:value pair
"{\"a\":1.} " => [file] at line 1 char 8 > invalid character '}' after decimal point in numeric literal
"{\"a\":1e} " => [file] at line 1 char 8 > invalid character '}' in exponent of numeric literal
"{\"a\":1e+} " => [file] at line 1 char 9 > invalid character '}' in exponent of numeric literal
"{\"a\":.5} " => [file] at line 1 char 6 > invalid character '.' looking for beginning of value
"{\"a\":+1} " => [file] at line 1 char 6 > invalid character '+' looking for beginning of value
"{\"a\":\"\n\"} " => [file] at line 2 char 0 > invalid character '\n' in string literal
"{\"a\":\"\t\"} " => [file] at line 1 char 7 > invalid character '\t' in string literal
"{\"a\":\"\\x\"} " => [file] at line 1 char 8 > invalid character 'x' in string escape code
"{\"a\":\"\\u12g4\"} " => [file] at line 1 char 11 > invalid character 'g' in \u hexadecimal character escape
"{\"a\":\"x" => [file] > unexpected EOF
"{\"a\":\"x\\" => [file] > unexpected EOF
"{\"a\":1} trailing" => Configuration OK.
"{\"a\":1}}" => Configuration OK.
"﻿{}" => [file] at line 1 char 1 > invalid character 'ï' looking for beginning of value
"{\"a\":é} " => [file] at line 1 char 6 > invalid character 'Ã' looking for beginning of value
"{\"a\":中} " => [file] at line 1 char 6 > invalid character 'ä' looking for beginning of value
"{\"a\":😀} " => [file] at line 1 char 6 > invalid character 'ð' looking for beginning of value
"{ /* c */ \"a\": 1, // d\n # e\n \"b\": 2 }" => Configuration OK.
"{\"a\": /x} " => [file] at line 1 char 7 > invalid character '/' looking for beginning of value
"{\"a\": /" => [file] > unexpected EOF
"{\"a\": \\ } " => [file] at line 1 char 7 > invalid character '\\' looking for beginning of value
"{\"a\":1} /* open" => Configuration OK.
"{ /* open " => [file] > unexpected EOF
"{\"a\": \"//#/*\"}" => Configuration OK.
"{/*x\n\ny*/\"a\":} " => [file] at line 3 char 5 > invalid character '}' looking for beginning of value
"{\"a\":tr/*x*/ue}" => Configuration OK.
"{\"log\"/*x*/:/*y*/5} " => [file] at line 1 char 8 > json: cannot unmarshal number into Go struct field Config.log of type conf.LogConfig
"{\"a\":\u00001} " => [file] at line 1 char 6 > invalid character '\x00' looking for beginning of value
"{\"a\":} " => [file] at line 1 char 6 > invalid character '\x7f' looking for beginning of value
"{\"é\": 1, \"log\": 5, \"x\":1}" => [file] at line 1 char 18 > json: cannot unmarshal number into Go struct field Config.log of type conf.LogConfig
"{\"é\":\"日本\", \"log\": 5,\n \"x\":1}" => [file] at line 1 char 24 > json: cannot unmarshal number into Go struct field Config.log of type conf.LogConfig
"{\"log\": null}" => Configuration OK.
"{\"log\": {\"loglevel\": null}}" => Configuration OK.
"{\"log\": {\"loglevel\": 5}}" => [file] at line 1 char 22 > json: cannot unmarshal number into Go struct field LogConfig.log.loglevel of type string
"{\"log\": []} " => [file] at line 1 char 9 > json: cannot unmarshal array into Go struct field Config.log of type conf.LogConfig
"{\"log\": \"x\"} " => [file] at line 1 char 11 > json: cannot unmarshal string into Go struct field Config.log of type conf.LogConfig
"{\"log\": true}" => [file] at line 1 char 12 > json: cannot unmarshal bool into Go struct field Config.log of type conf.LogConfig
"{\"LOG\": {\"LogLevel\": \"debug\"}}" => Configuration OK.
"{\"inbounds\": {}}" => [file] at line 1 char 14 > json: cannot unmarshal object into Go struct field Config.inbounds of type []conf.InboundDetourConfig
"{\"inbounds\": [5]}" => [file] at line 1 char 15 > json: cannot unmarshal number into Go struct field Config.inbounds of type conf.InboundDetourConfig
"{\"outbounds\": \"x\"}" => [file] at line 1 char 17 > json: cannot unmarshal string into Go struct field Config.outbounds of type []conf.OutboundDetourConfig
"{\"transport\": {}}" => Configuration OK.
"{\"transport\": 5}" => [file] at line 1 char 15 > json: cannot unmarshal number into Go struct field Config.transport of type map[string]json.RawMessage
"{\"inbounds\":[{\"protocol\":\"socks\",\"port\":1e3}]}" => [file] at line 1 char 3 > infra/conf: invalid port: 1e3 > json: cannot unmarshal number 1e3 into Go value of type uint32
"{\"inbounds\":[{\"protocol\":\"socks\",\"port\":-0}]}" => [file] at line 1 char 2 > infra/conf: invalid port: -0 > json: cannot unmarshal number -0 into Go value of type uint32
"{\"inbounds\":[{\"protocol\":\"socks\",\"port\":1,\"sniffing\":{\"destOverride\":[ 1 , /*x*/ 2 ]}}]}" => [file] > infra/conf: unknown format of a string list: [ 1 ,  2 ]
"{\"inbounds\":[{\"tag\":\"a\",\"port\":1,\"protocol\":\"socks\"}],\"inbounds\":[{\"tag\":\"b\",\"protocol\":\"socks\"}]}" => Configuration OK.
"{\"inbounds\":[{\"tag\":\"a\",\"port\":5,\"protocol\":\"socks\"},{\"tag\":\"c\"}],\"inbounds\":[{\"tag\":\"b\"},{\"port\":9,\"listen\":\"x\"}]}" => infra/conf: failed to build inbound config with tag c > infra/conf: unable to listen on domain address: x
"{\"outbounds\":[{\"protocol\":\"freedom\",\"streamSettings\":{\"xhttpSettings\":{\"xPaddingBytes\":1e2}}}]}" => [file] > infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.
`,
      words,
    ),
  )('says of the text %s what Xray says', (text, said) => {
    expect(complaint(JSON.parse(text))).toBe(said);
  });

  it.each(
    facts(
      String.raw`
{} => Configuration OK.
{"log":{"loglevel":5},"inbounds":5} => [file] at line 1 char 20 > json: cannot unmarshal number into Go struct field LogConfig.log.loglevel of type string
{"log":5,"inbounds":[{"port":true}]} => [file] at line 1 char 4 > infra/conf: invalid port: true > json: cannot unmarshal bool into Go value of type uint32
{"inbounds":[{"port":true}],"log":5} => [file] at line 1 char 4 > infra/conf: invalid port: true > json: cannot unmarshal bool into Go value of type uint32
{"tranſport":{"a":{}}} => common/errors: The feature Global transport config has been removed and migrated to streamSettings in inbounds and outbounds. Please update your config(s) according to release note and documentation.
{"log":{"loglevel":"\ud800"}} => Configuration OK.
{"dns":5} => [file] at line 1 char 8 > json: cannot unmarshal number into Go struct field Config.dns of type conf.DNSConfig
{"policy":[]} => [file] at line 1 char 11 > json: cannot unmarshal array into Go struct field Config.policy of type conf.PolicyConfig
{"stats":5} => [file] at line 1 char 10 > json: cannot unmarshal number into Go struct field Config.stats of type conf.StatsConfig
{"env":5} => [file] at line 1 char 8 > json: cannot unmarshal number into Go struct field Config.env of type conf.EnvConfig
{"reverse":5} => [file] at line 1 char 12 > json: cannot unmarshal number into Go struct field Config.reverse of type conf.ReverseConfig
{"observatory":1} => [file] at line 1 char 16 > json: cannot unmarshal number into Go struct field Config.observatory of type conf.ObservatoryConfig
`,
      words,
    ),
  )('says of %s what Xray says', (text, said) => {
    expect(complaint(text)).toBe(said);
  });

  // Xray looks the place up in what its decoder has read so far: 510 octets, then 1534
  it.each([
    [501, ' at line 1 char 509'],
    [502, ''],
    [503, ' at line 1 char 511'],
    [1526, ''],
    [1527, ' at line 1 char 1535'],
  ])(
    'loses the place of an error in octet %s+8 at the end of a chunk, as Xray does',
    (spaces, at) => {
      const text = `{"log":${' '.repeat(spaces)}x}  `;
      expect(complaint(text)).toBe(
        `${words.file}${at} > invalid character 'x' looking for beginning of value`,
      );
    },
  );

  it('refuses a text longer than its limit before it reads it', () => {
    expect(complaint(' '.repeat((4 << 20) + 1))).toContain(
      'xhttp-lab: the text has 4194305 characters: expected at most 4194304',
    );
  });

  it('refuses nesting deeper than its limit', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(complaint(`{"a":${nested(199)}}`)).toBe('Configuration OK.');
    expect(complaint(`{"a":${nested(200)}}`)).toContain(
      'xhttp-lab: arrays and objects are nested more than 200 deep',
    );
  });
});

describe('the place of an error', () => {
  it.each([
    ['{\n  "log": {,\n', 2, 11],
    ['{\n  "inbounds": [ // here\n    { "tag": 5 }\n  ]\n}', 3, 14],
    ['{\n  "inbounds": [{ /* 中 */ "port": "x" }]\n}', 2, 34],
    ['{\n  "log": {}', 2, 12],
  ])('of %j is line %i, column %i of the text as it is', (text, line, column) => {
    expect(refusalOf(text)).toMatchObject({ line, column });
  });
});

describe('checkFormat', () => {
  it.each(['c.json', 'C.JSON', 'a.b.jsonc', 'stdin:'])('takes %s', (name) => {
    expect(() => checkFormat(name)).not.toThrow();
  });

  it.each([
    ['x.txt', 'core: Failed to get format of x.txt'],
    ['noext', 'core: Failed to get format of noext'],
    ['x.yaml', 'xhttp-lab: x.yaml: expected .json or .jsonc, got .yaml; this core reads JSON'],
  ])('says of %s: %s', (name, said) => {
    expect(() => checkFormat(name)).toThrow(said);
  });

  it('looks at all names before it reads a file', () => {
    const files = [
      { name: 'a.json', text: '{' },
      { name: 'x.txt', text: '' },
    ] as const;
    expect(() => parseConfig(files)).toThrow('core: Failed to get format of x.txt');
  });
});

describe('merge', () => {
  const root = (name: string, config: object) => ({
    name,
    root: readConfigFile({ name, text: JSON.stringify(config) }),
  });
  const tags = (list: readonly { tag: string }[] | null) => list?.map(({ tag }) => tag);
  const first = root('a.json', {
    log: { loglevel: 'debug' },
    inbounds: [{ tag: 'i', port: 1 }, { port: 2 }],
    outbounds: [{ tag: 'x' }, { tag: 'y' }],
  });
  const over = {
    log: { access: 'none' },
    inbounds: [{ tag: 'j', port: 3 }, { port: 4 }, { tag: 'i', port: 5 }],
    outbounds: [
      { tag: 'z' },
      { tag: 'y', protocol: 'new' },
      { tag: 'w' },
      { tag: 'w', protocol: 'direct' },
    ],
  };

  it('replaces sections whole', () => {
    expect(merge([first, root('b.json', over)]).log).toMatchObject({
      loglevel: '',
      access: 'none',
    });
    expect(merge([first, root('b.json', {})]).log?.loglevel).toBe('debug');
  });

  it('replaces inbounds by tag, no tag being one, and appends the others', () => {
    const { inbounds } = merge([first, root('b.json', over)]);
    expect(inbounds?.map(({ tag, port }) => [tag, port?.[0]?.from])).toEqual([
      ['i', 5],
      ['', 4],
      ['j', 3],
    ]);
  });

  it('puts new outbounds first, each of them', () => {
    const { outbounds } = merge([first, root('b.json', over)]);
    expect(tags(outbounds)).toEqual(['z', 'w', 'w', 'x', 'y']);
    expect(outbounds?.[4]?.protocol).toBe('new');
  });

  it('puts them last when the name of the file says tail, a later one replacing an earlier', () => {
    const { outbounds } = merge([first, root('b_Tail.json', over)]);
    expect(tags(outbounds)).toEqual(['x', 'y', 'z', 'w']);
    expect(outbounds?.[3]?.protocol).toBe('direct');
  });

  it('keeps the places of each file', () => {
    const { outbounds } = merge([first, root('b.json', over)]);
    expect(outbounds?.map(({ $at }) => `${$at.file} ${$at.path}`)).toEqual([
      'b.json outbounds[0]',
      'b.json outbounds[2]',
      'b.json outbounds[3]',
      'a.json outbounds[0]',
      'b.json outbounds[1]',
    ]);
  });

  it('names the file with the error among several', () => {
    const files = [
      { name: 'a.json', text: '{}' },
      { name: 'b.json', text: '{\n"log": 5 }' },
    ] as const;
    expect(() => parseConfig(files)).toThrow(
      'infra/conf/serial: failed to decode config: &{Name:b.json Format:json} > infra/conf/serial: failed to read config file at line 2 char 8 > json: cannot unmarshal number into Go struct field Config.log of type conf.LogConfig',
    );
  });
});
