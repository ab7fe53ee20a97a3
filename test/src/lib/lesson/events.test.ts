import { expect, it } from 'vitest';
import { announce, listen } from '../../../../src/lib/lesson/events.ts';

it('brings what is announced to whoever listens, until he stops', () => {
  const target = new EventTarget();
  const heard: unknown[] = [];
  const stop = listen(target, 'lesson:stop', (detail) => heard.push(detail));
  announce(target, 'lesson:cursor', { passed: ['uplink.syn'] });
  announce(target, 'lesson:stop', { at: 'downlink.syn', by: 'click' });
  stop();
  announce(target, 'lesson:stop', { at: 'uplink.syn', by: 'scroll' });
  expect(heard).toEqual([{ at: 'downlink.syn', by: 'click' }]);
});
