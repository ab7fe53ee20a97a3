import { describe, expect, it } from 'vitest';
import type { FinalRule as ConfiguredRule } from '../../../core/config/types.ts';
import { blockingRule, type FinalRule } from '../../../core/freedom/rules.ts';

const rule = (action: FinalRule['action'], conditions: Partial<FinalRule> = {}): FinalRule => ({
  action,
  networks: null,
  ports: null,
  ips: null,
  blockDelay: null,
  ...conditions,
});
const privateNet = [{ octets: Uint8Array.of(10, 0, 0, 0), prefix: 8, inverted: false }];
const to = (host: string, port = 80) => ({ host, port });

describe('the rules of freedom', () => {
  it('take what a configuration gives', () => {
    const configured: readonly ConfiguredRule[] = [];
    expect(blockingRule(configured, to('site.example'))).toBeNull();
  });

  it('block by the first rule that applies', () => {
    const block = rule('block');
    expect(blockingRule([block], to('site.example'))).toBe(block);
    expect(blockingRule([rule('allow'), block], to('site.example'))).toBeNull();
  });

  it('block by address, and no name by it', () => {
    const rules = [rule('block', { ips: privateNet })];
    expect(blockingRule(rules, to('10.1.2.3'))).not.toBeNull();
    expect(blockingRule(rules, to('11.1.2.3'))).toBeNull();
    expect(blockingRule(rules, to('site.example'))).toBeNull();
  });

  it('block by port', () => {
    const rules = [rule('block', { ports: [{ from: 20, to: 25 }] })];
    expect(blockingRule(rules, to('site.example', 25))).not.toBeNull();
    expect(blockingRule(rules, to('site.example', 26))).toBeNull();
  });

  it('leave TCP alone where they are for UDP', () => {
    expect(blockingRule([rule('block', { networks: ['udp'] })], to('site.example'))).toBeNull();
  });
});
