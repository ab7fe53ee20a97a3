import { expect, it } from 'vitest';
import { perform } from '../../../core/scenarios/experiment.ts';
import {
  type Landmark,
  Landmarks,
  landmarkNames,
  landmarksOf,
} from '../../../core/scenarios/landmarks.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';
import { largeUpload } from '../../../core/scenarios/variants.ts';

const { steps } = perform({ scenario: splitPlain });
const at = landmarksOf(steps);
const idOf = (name: Landmark) => at.get(name) as number;

it('stands in the order in which a split link comes up', () => {
  const order: Landmark[] = [
    'app.connect',
    'client.request',
    'downlink.announced',
    'downlink.syn',
    'downlink.usable',
    'downlink.get',
    'uplink.syn',
    'uplink.post#0',
    'uplink.arrives',
    'vless.request',
    'destination.syn',
    'destination.request',
    'destination.response',
    'downlink.data',
    'app.response',
    'end',
  ];
  const ids = order.map(idOf);
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
});

it('stands at the step that its name says', () => {
  const whatAt = (name: Landmark) => {
    const step = steps[idOf(name)];
    return `${step?.at.host} ${step?.name}`;
  };
  expect(whatAt('uplink.syn')).toBe('client open');
  expect(whatAt('downlink.usable')).toBe('client opened');
  expect(whatAt('vps443.fallback')).toBe('vps vless:fallback_chosen');
  expect(whatAt('uplink.arrives')).toBe('vps received');
  expect(whatAt('end')).toBe('app close');
});

it('counts the posts of an upload', () => {
  const names = [...landmarksOf(perform({ scenario: largeUpload }).steps).keys()];
  expect(names).toEqual(
    expect.arrayContaining(['uplink.post#0', 'uplink.post#1', 'uplink.post#2']),
  );
});

it('tells each landmark once, as the steps come', () => {
  const landmarks = new Landmarks();
  const told = steps.flatMap((step) => landmarks.observe(step));
  expect(new Set(told).size).toBe(told.length);
  expect(told).toEqual(expect.arrayContaining([...landmarkNames]));
  expect(landmarks.stepOf('uplink.syn')).toBe(idOf('uplink.syn'));
});
