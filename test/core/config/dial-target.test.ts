import { describe, expect, it } from 'vitest';
import type { Raw } from '../../../core/config/decode.ts';
import { dialTarget, targetText, tcpTarget } from '../../../core/config/dial-target.ts';
import { readDocument } from '../../../core/config/json.ts';

const place = { file: 'c.json', path: 'dest' };
function written(value: unknown): Raw {
  const document = readDocument(JSON.stringify(value));
  return { node: document.root, document, place };
}

describe('targetText', () => {
  it('takes a port as a number, a text as it is, null as port 0 and nothing of anything else', () => {
    const texts = [443, 'a:1', null, 65536, -1, 1.5, true, [1]].map((value) =>
      targetText(written(value)),
    );
    expect(texts).toEqual(['443', 'a:1', '0', '', '', '', '', '']);
    expect(targetText(null)).toBe('');
  });
});

describe('dialTarget', () => {
  it.each([
    [443, 'tcp', 'localhost:443'],
    ['443', 'tcp', 'localhost:443'],
    ['-1', 'tcp', 'localhost:-1'],
    ['a.example:443', 'tcp', 'a.example:443'],
    ['/run/x', 'unix', '/run/x'],
    ['@x', 'unix', '@x'],
    ['a.example', '', 'a.example'],
    ['', '', ''],
  ])('sees what kind %j is', (value, type, text) => {
    expect(dialTarget(written(value), '')).toEqual({ type, text });
  });

  it('believes a type that is given, and leaves the text alone', () => {
    expect(dialTarget(written(443), 'tcp')).toEqual({ type: 'tcp', text: '443' });
    expect(dialTarget(written('a'), 'udp')).toEqual({ type: 'udp', text: 'a' });
  });
});

describe('tcpTarget', () => {
  it('gives the address and the port', () => {
    expect(tcpTarget(place, '[::1]:443')).toEqual({
      address: { type: 'ipv6', host: '::1' },
      port: 443,
    });
  });

  it.each(['a:http', 'a:-1', 'a:65536', 'a:', '443'])('refuses %s', (text) => {
    expect(() => tcpTarget(place, text)).toThrow(
      `xhttp-lab: dest: expected a port of 0..65535, got "${text}"; this core dials numbers`,
    );
  });
});
