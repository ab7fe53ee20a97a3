import { expect, it } from 'vitest';
import { runAsList } from '../../../../src/lib/run/run-as-list.ts';
import { proseOf, stringsOf } from '../../../support/words.ts';

it('tells a run in sentences, from the first call to the answer', () => {
  const list = runAsList('split-plain', 'en', stringsOf('en'), proseOf('en'));
  const downlink = list.indexOf('client → VPS 443: SYN (downlink, 0 ms)');
  const uplink = list.indexOf('client → CDN: SYN (uplink, 220 ms)');
  expect(downlink).toBeGreaterThan(0);
  expect(uplink).toBeGreaterThan(downlink);
  expect(list.length).toBeLessThan(150);
});

it('tells it in the language of the page', () => {
  const list = runAsList('split-plain', 'zh', stringsOf('zh'), proseOf('zh'));
  expect(list).toContain('client → VPS 443：SYN（下行，0 毫秒）');
});
