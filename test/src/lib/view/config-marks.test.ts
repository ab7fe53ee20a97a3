import { describe, expect, it } from 'vitest';
import { landmarksOf } from '../../../../core/scenarios/landmarks.ts';
import { initialOf } from '../../../../src/lib/run/initial.ts';
import { wholeRun } from '../../../../src/lib/run/scenario-run.ts';
import { markerOf } from '../../../../src/lib/view/config-marks.ts';
import { linesOf } from '../../../../src/lib/view/marks.ts';

const { texts } = initialOf('split-plain');
const steps = wholeRun('split-plain');
const landmarks = landmarksOf(steps);
const marker = markerOf(texts);
const marked = (landmark: string, file: 'client' | 'server') => {
  const step = steps[landmarks.get(landmark) ?? -1];
  const lines = linesOf(step ? marker(steps, step) : [], file);
  return texts[file].text
    .split('\n')
    .filter((_, i) => lines.has(i + 1))
    .join('\n');
};

describe('the marked lines', () => {
  it('of the first call are the address and port in downloadSettings', () => {
    expect(marked('downlink.syn', 'client')).toMatch(
      /"address": "203\.0\.113\.10"[\s\S]*"port": 443/,
    );
    expect(marked('downlink.syn', 'server')).toBe('');
  });

  it('of the second call are the address and port of the server', () => {
    expect(marked('uplink.syn', 'client')).toContain('"address": "cdn.example"');
    expect(marked('uplink.syn', 'client')).not.toContain('203.0.113.10');
  });

  it('of the fallback are the fallback', () => {
    expect(marked('vps443.fallback', 'server')).toContain('"dest": 6666');
    expect(marked('vps443.fallback', 'client')).toBe('');
  });
});
