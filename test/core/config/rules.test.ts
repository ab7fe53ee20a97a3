import { describe, expect, it } from 'vitest';
import { ipRuleText, parseDomainRules, parseIpRules } from '../../../core/config/rules.ts';

const place = { file: 'c.json', path: 'rule.ip' };

describe('parseDomainRules', () => {
  it('tells the kinds apart, in lower case', () => {
    const rules = [
      'A.b',
      'full:C.d',
      'domain:E',
      'keyword:F',
      'dotless:',
      'dotless:g-1',
      'other:H',
    ];
    expect(parseDomainRules(rules, place)).toEqual([
      { type: 'keyword', value: 'a.b' },
      { type: 'full', value: 'c.d' },
      { type: 'domain', value: 'e' },
      { type: 'keyword', value: 'f' },
      { type: 'dotless', value: '' },
      { type: 'dotless', value: 'g-1' },
      { type: 'keyword', value: 'other:h' },
    ]);
  });

  it.each(['geosite:cn', 'ext:f:c', 'ext-domain:f:c', 'ext-site:f:c', 'regexp:x', 'dotless:a+'])(
    'refuses %s',
    (rule) => {
      expect(() => parseDomainRules(['a', rule], place)).toThrow(
        `xhttp-lab: rule.ip[1]: expected a rule that stands for itself, got "${rule}"`,
      );
    },
  );
});

describe('parseIpRules', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['192.0.2.1', '192.0.2.1/32'],
    ['192.0.2.1/', '192.0.2.1/32'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['[::1]', '::1/128'],
    ['!10.0.0.0/8', '!10.0.0.0/8'],
    ['!!10.0.0.0/8', '10.0.0.0/8'],
    ['!!!::/0', '!::/0'],
    ['::ffff:10.0.0.0/8', '10.0.0.0/8'],
  ])('reads %s as %s', (rule, text) => {
    expect(parseIpRules([rule], place).map(ipRuleText)).toEqual([text]);
  });

  it('names the rule as it is written when it is wrong', () => {
    expect(() => parseIpRules(['!10.0.0.0/33'], place)).toThrow(
      'common/geodata: illegal ip rule: !10.0.0.0/33 > common/geodata: CIDR prefix length 33 exceeds max 32',
    );
  });

  it.each(['geoip:cn', 'ext:f:c', 'ext-ip:f:c'])('refuses %s', (rule) => {
    expect(() => parseIpRules([rule], place)).toThrow('this core reads no rule files');
  });
});
