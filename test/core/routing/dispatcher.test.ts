import { describe, expect, it } from 'vitest';
import { Dispatcher, type DispatcherOptions } from '../../../core/routing/dispatcher.ts';
import type { Rule } from '../../../core/routing/rules.ts';
import { opens, playbook, states } from '../../support/playbook.ts';

const destination = { host: '2001:db8::80', port: 443 };
const toOut = (outboundTag: string, ruleTag = ''): Rule => ({
  ruleTag,
  outboundTag,
  inboundTags: ['socks-in'],
  networks: null,
  ports: null,
  domains: null,
  ips: null,
  users: null,
});
const dispatched = (options: Partial<DispatcherOptions>) =>
  playbook(
    new Dispatcher({
      destination,
      inboundTag: 'socks-in',
      source: 'tcp:192.0.2.1:50000',
      user: '',
      email: '',
      rules: [],
      outboundTags: ['direct', 'proxy'],
      ...options,
    }),
  ).start();
const chosen = (outbound_tag: string, rule: number | null, rule_tag = '', email = '') =>
  states('routing:outbound_chosen', {
    destination: 'tcp:[2001:db8::80]:443',
    source: 'tcp:192.0.2.1:50000',
    inbound_tag: 'socks-in',
    outbound_tag,
    rule,
    rule_tag,
    email,
  });
const opensOutbound = (tag: string) => opens('outbound', { to: 'outbound', tag, destination });

describe('Dispatcher', () => {
  it('config §6: takes the first outbound without a rule', () => {
    dispatched({ email: 'ana' })
      .expects(chosen('direct', null, '', 'ana'), opensOutbound('direct'))
      .ends();
  });

  it('config §6: takes the outbound of the first rule that applies', () => {
    dispatched({ rules: [{ ...toOut('direct'), inboundTags: ['x'] }, toOut('proxy', 'all')] })
      .expects(chosen('proxy', 1, 'all'), opensOutbound('proxy'))
      .ends();
  });

  it('config §6: does not take the default where the outbound of a rule does not exist', () => {
    dispatched({ rules: [toOut('nowhere')] })
      .expects(
        states('routing:outbound_missing', { outbound_tag: 'nowhere', rule: 0 }),
        opensOutbound('nowhere'),
      )
      .ends();
  });

  it('states the URL of a request to an HTTP proxy, and nothing where there is none', () => {
    const url = 'http://site.example/';
    const [fact] = dispatched({ url }).facts;
    expect(fact?.data).toMatchObject({ url });
    expect(dispatched({}).facts[0]?.data).not.toHaveProperty('url');
  });
});
