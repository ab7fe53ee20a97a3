import { describe, expect, it } from 'vitest';
import { wholeRun } from '../../../../src/lib/run/scenario-run.ts';
import { loggedBy, logOf } from '../../../../src/lib/view/log.ts';

const steps = wholeRun('split-plain');
const lines = logOf(steps, ['client', 'vps'], Date.UTC(2026, 7, 19, 5, 31, 44));

describe('the log', () => {
  it('has the lines of both cores in the order of the run, in Xray’s format', () => {
    expect(lines.map(({ step }) => step)).toEqual(
      lines.map(({ step }) => step).sort((a, b) => a - b),
    );
    const told = lines.find(({ text }) => text.includes('tunneling request to'));
    expect(told?.host).toBe('client');
    expect(told?.text).toMatch(
      /^2026\/08\/19 05:31:44\.\d{6} \[Info\] \[\d+\] proxy\/vless\/outbound: /,
    );
  });

  it('of one host has that host’s lines', () => {
    const vps = logOf(steps, ['vps'], 0);
    expect(new Set(vps.map(({ host }) => host))).toEqual(new Set(['vps']));
  });

  it('by a step has what was logged up to it', () => {
    const last = lines.at(-1)?.step ?? 0;
    expect(loggedBy(lines, -1)).toBe(0);
    expect(loggedBy(lines, last)).toBe(lines.length);
    const middle = lines[5]?.step ?? 0;
    expect(lines.slice(0, loggedBy(lines, middle)).every(({ step }) => step <= middle)).toBe(true);
    expect(lines[loggedBy(lines, middle)]?.step).toBeGreaterThan(middle);
  });
});
