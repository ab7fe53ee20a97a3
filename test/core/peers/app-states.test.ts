import { describe, expect, it } from 'vitest';
import { appTransitions } from '../../../core/peers/app-states.ts';
import { edges } from '../../../core/sansio/transitions.ts';

const all = edges(appTransitions);

describe('the table of the app’s states', () => {
  it('reaches every state from DIALLING', () => {
    const reached = new Set(['DIALLING']);
    for (let size = 0; size < reached.size; ) {
      size = reached.size;
      for (const { from, to } of all) if (reached.has(from)) reached.add(to);
    }
    expect([...reached].sort()).toEqual(Object.keys(appTransitions).sort());
  });

  it('RFC 1928 §3, §4: asks for its page only after both replies of the proxy', () => {
    const before = new Set(all.filter(({ to }) => to === 'WAIT_RESPONSE').map(({ from }) => from));
    expect(before).toEqual(new Set(['WAIT_REPLY', 'WAIT_GREETING', 'WAIT_RESPONSE']));
  });
});
