import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { runToEnd } from '../../../core/engine/run.ts';
import { prefaceOctets } from '../../../core/http2/preface.ts';
import { type PacketTitle, titleOf } from '../../../core/inspect/dissect.ts';
import { ranks, type Topic, titleKeys } from '../../../core/inspect/topics.ts';
import { cdnUpRealityDown } from '../../../core/scenarios/cdn-up-reality-down.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import { headers, requestBlock, settings, windowUpdate } from '../../support/http2-frames.ts';
import { WireSteps } from '../../support/wire-steps.ts';

const { steps } = runToEnd(worldOf(cdnUpRealityDown));
const titles = steps
  .filter(({ wire, raw }) => wire && raw)
  .map((step): PacketTitle => titleOf(steps, step));
const keysOf = ({ key, also = [] }: PacketTitle) => [key, ...also.map((topic) => topic.key)];

describe('the ranks of topics', () => {
  it('put first what a packet with several things is called after', () => {
    const several = titles.filter(({ also }) => also);
    expect(several.length).toBeGreaterThan(0);
    for (const { key, also = [] } of several) {
      for (const other of also) {
        expect(ranks[key], `${key} beside ${other.key}`).toBeGreaterThanOrEqual(ranks[other.key]);
      }
    }
  });

  it('call the packet that begins a connection after the request behind the preface', () => {
    const wire = new WireSteps();
    const path = '/xh/3f0c8a52-9d1e-4b7a-8f6d-0123456789ab';
    const get = headers(1, requestBlock({ ':path': path }), { end: true });
    const begin = [prefaceOctets, settings({ ENABLE_PUSH: 0 }), windowUpdate(0, 1), get];
    const step = wire.dial('downlink').dialler(concat(begin));
    expect(titleOf(wire.steps, step)).toEqual({
      ...{ key: 'xhttp.get', method: 'GET', target: path },
      also: [{ key: 'http2.preface' }, { key: 'http2.settings' }, { key: 'http2.window_update' }],
    });
  });

  it('put what keeps a connection going below what it is there for', () => {
    const order: Topic['key'][] = [
      ...(['xhttp.get', 'xhttp.get_answered', 'http2.response', 'tls.server_flight'] as const),
      ...(['xhttp.downlink', 'tls.finished', 'http2.preface', 'http2.settings'] as const),
      ...(['http2.settings_ack', 'http2.window_update', 'tls.change_cipher_spec'] as const),
    ];
    const inOrder = order.map((key) => ranks[key]);
    expect(inOrder).toEqual([...inOrder].sort((a, b) => b - a));
    expect(new Set(inOrder).size).toBe(order.length);
  });
});

describe('the keys of titles', () => {
  it('are all that a run has, beside others too', () => {
    for (const key of new Set(titles.flatMap(keysOf))) expect(titleKeys).toContain(key);
  });

  it('are said as a protocol and what it does there, or in one word', () => {
    for (const key of titleKeys) expect(key).toMatch(/^[a-z0-9]+(\.[a-z_]+)?$/);
  });
});
