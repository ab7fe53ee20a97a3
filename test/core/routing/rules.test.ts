import { describe, expect, it } from 'vitest';
import type { Rule as ConfiguredRule } from '../../../core/config/types.ts';
import { type DomainRule, firstRule, type Rule } from '../../../core/routing/rules.ts';

const rule = (conditions: Partial<Rule>): Rule => ({
  ruleTag: '',
  outboundTag: 'out',
  inboundTags: null,
  networks: null,
  ports: null,
  domains: null,
  ips: null,
  users: null,
  ...conditions,
});
const applies = (conditions: Partial<Rule>, host = 'site.example', port = 80, user = '') =>
  firstRule([rule(conditions)], {
    destination: { host, port },
    inboundTag: 'socks-in',
    user,
  }) === 0;
const domain = (type: DomainRule['type'], value: string) => ({ domains: [{ type, value }] });

describe('routing rules', () => {
  it('take what a configuration gives', () => {
    const configured: readonly ConfiguredRule[] = [];
    const destination = { host: 'site.example', port: 80 };
    expect(firstRule(configured, { destination, inboundTag: '', user: '' })).toBeNull();
  });

  it('config §6: apply in order, the first wins', () => {
    const rules = [
      rule({ inboundTags: ['other'] }),
      rule({ networks: ['tcp'] }),
      rule({ inboundTags: ['socks-in'] }),
    ];
    const destination = { host: 'site.example', port: 80 };
    expect(firstRule(rules, { destination, inboundTag: 'socks-in', user: '' })).toBe(1);
  });

  it('config §6: apply when all conditions hold', () => {
    const ports = [{ from: 80, to: 80 }];
    expect(applies({ inboundTags: ['socks-in'], ports })).toBe(true);
    expect(applies({ inboundTags: ['socks-in'], ports }, 'site.example', 443)).toBe(false);
  });

  it('never apply to TCP where they are for UDP, nor with an empty list of ports', () => {
    expect(applies({ networks: ['udp'] })).toBe(false);
    expect(applies({ ports: [] })).toBe(false);
  });

  it.each([
    ['full', 'site.example', 'site.example', true],
    ['full', 'site.example', 'www.site.example', false],
    ['domain', 'site.example', 'WWW.Site.Example', true],
    ['domain', 'site.example', 'mysite.example', false],
    ['keyword', 'site', 'mysite.example', true],
    ['dotless', 'ho', 'localhost', true],
    ['dotless', 'ho', 'local.host', false],
    ['dotless', '', 'printer', true],
  ] as const)('config §6: %s:%s on %s is %s', (type, value, host, expected) => {
    expect(applies(domain(type, value), host)).toBe(expected);
  });

  it('hold no address against domains, and no name against addresses', () => {
    expect(applies(domain('keyword', '192'), '192.0.2.1')).toBe(false);
    const ips = [{ octets: Uint8Array.of(0, 0, 0, 0), prefix: 0, inverted: false }];
    expect(applies({ ips }, '192.0.2.1')).toBe(true);
    expect(applies({ ips }, 'site.example')).toBe(false);
  });

  it('compare users exactly, and know nobody without a name', () => {
    const users = ['ana@site.example'];
    expect(applies({ users }, 'a', 80, 'ana@site.example')).toBe(true);
    expect(applies({ users }, 'a', 80, 'Ana@site.example')).toBe(false);
    expect(applies({ users: [''] }, 'a', 80, '')).toBe(false);
  });
});
