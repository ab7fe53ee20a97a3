import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import { parseKeyLog, rememberedKeyLog, rememberKeyLog } from '../../../core/inspect/key-log.ts';
import type { Step } from '../../../core/trace/step.ts';
import { WireSteps } from '../../support/wire-steps.ts';

const random = 'ab'.repeat(32);

describe('a key log', () => {
  it('has a label, a random and a secret a line, in any case of letters and with any end of lines', () => {
    const text = `# made by a test\r\nCLIENT_TRAFFIC_SECRET_0 ${random.toUpperCase()} 0AFF\r\n\n`;
    const lines = parseKeyLog(text);
    expect(lines).toMatchObject([{ label: 'CLIENT_TRAFFIC_SECRET_0', clientRandom: random }]);
    expect(toHex(lines[0]?.secret ?? new Uint8Array())).toBe('0aff');
  });

  it.each([
    `CLIENT_TRAFFIC_SECRET_0 ${random}`,
    `CLIENT_TRAFFIC_SECRET_0 ${random.slice(2)} 0aff`,
    `CLIENT_TRAFFIC_SECRET_0 ${random} 0af`,
    `${random} 0aff`,
  ])('is passed over where it is malformed: %s', (line) => {
    expect(parseKeyLog(line)).toEqual([]);
  });

  it('goes with the steps of its run', () => {
    const wire = new WireSteps();
    wire.dial('uplink');
    const first = wire.steps[0] as Step;
    expect(rememberedKeyLog(first)).toBe('');
    rememberKeyLog(wire.steps, 'a log');
    expect(rememberedKeyLog(first)).toBe('a log');
    rememberKeyLog([], 'nobody asks');
  });
});
