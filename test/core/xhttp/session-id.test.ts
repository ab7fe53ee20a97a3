import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/engine/random.ts';
import { drawSessionId, uuid4 } from '../../../core/xhttp/session-id.ts';

function drawn(settings: Parameters<typeof drawSessionId>[0]): string {
  const random = seededRandom(7);
  const doing = drawSessionId(settings);
  for (let reply: unknown; ; ) {
    const { done, value } = doing.next(reply);
    if (done) return value;
    reply = value.type === 'random' ? random(value.length) : undefined;
  }
}

describe('XHTTP (Xray 26.7.28) config.go: a session id', () => {
  it('is a UUID of version 4 by default', () => {
    expect(drawn({ sessionIDTable: '', sessionIDLength: { from: 8, to: 16 } })).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('is made of the characters of a table, shorter than the upper end', () => {
    const id = drawn({ sessionIDTable: 'xyz', sessionIDLength: { from: 8, to: 9 } });
    expect(id).toMatch(/^[xyz]{8}$/);
  });
});

it('RFC 9562 §5.4: sets version and variant and nothing else', () => {
  expect(uuid4(new Uint8Array(16))).toBe('00000000-0000-4000-8000-000000000000');
  expect(uuid4(new Uint8Array(16).fill(255))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
});
