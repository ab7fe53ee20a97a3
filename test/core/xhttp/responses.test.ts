import { describe, expect, it } from 'vitest';
import type { RequestHead } from '../../../core/http/message.ts';
import type { Command } from '../../../core/sansio/machine.ts';
import { port } from '../../../core/sansio/machine.ts';
import {
  answer,
  commonFields,
  downlinkFields,
  packetFields,
  refuse,
  streamUpFields,
} from '../../../core/xhttp/responses.ts';
import type { XhttpServerSettings } from '../../../core/xhttp/settings.ts';
import { runDoing } from '../../support/doing.ts';
import { states } from '../../support/playbook.ts';
import { answered } from '../../support/xhttp-parts.ts';
import { serverSettings } from '../../support/xhttp-settings.ts';

const request = (method: string, headers: Record<string, string> = {}): RequestHead => ({
  part: 'request_head',
  method,
  target: '/xh/id',
  authority: 'h.example',
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
});
const common = (changes: Partial<XhttpServerSettings> = {}, head = request('GET')) =>
  commonFields(head, { ...serverSettings, ...changes }, 'X');

describe('XHTTP (Xray 26.7.28) config.go: response fields', () => {
  it('are CORS and padding on every answer', () => {
    expect(common()).toEqual([
      ['Access-Control-Allow-Origin', '*'],
      ['X-Padding', 'X'],
    ]);
  });

  it('repeat the origin, and what a preflight asks for', () => {
    const asked = {
      Origin: 'https://a.example',
      'Access-Control-Request-Method': 'POST',
    };
    expect(common({}, request('OPTIONS', asked))).toEqual([
      ['Access-Control-Allow-Origin', 'https://a.example'],
      ['Access-Control-Allow-Methods', 'POST'],
      ['Access-Control-Allow-Headers', '*'],
      ['X-Padding', 'X'],
    ]);
  });

  it.each([
    'sessionIDPlacement',
    'seqPlacement',
    'xPaddingPlacement',
    'uplinkDataPlacement',
  ] as const)('allow credentials where %s is a cookie', (key) => {
    expect(common({ [key]: 'cookie' })).toContainEqual([
      'Access-Control-Allow-Credentials',
      'true',
    ]);
  });

  it('of the downlink keep everybody from buffering it', () => {
    expect(downlinkFields(common(), { noSSEHeader: false })).toEqual([
      { name: 'Access-Control-Allow-Origin', value: '*' },
      { name: 'Cache-Control', value: 'no-store' },
      { name: 'Content-Type', value: 'text/event-stream' },
      { name: 'X-Accel-Buffering', value: 'no' },
      { name: 'X-Padding', value: 'X' },
    ]);
    const names = downlinkFields(common(), { noSSEHeader: true }).map(({ name }) => name);
    expect(names).not.toContain('Content-Type');
  });

  it('of a stream up are no events; Go guesses a type for padding', () => {
    const names = (isPadded: boolean) => streamUpFields(common(), isPadded).map(({ name }) => name);
    const bare = ['Access-Control-Allow-Origin', 'Cache-Control', 'X-Accel-Buffering', 'X-Padding'];
    expect(names(false)).toEqual(bare);
    expect(names(true)).toEqual([...bare, 'Content-Type']);
  });

  it('of a packet say no-store only when it had no body', () => {
    expect(packetFields(common(), 5)).not.toContainEqual(
      expect.objectContaining({ name: 'Cache-Control' }),
    );
    expect(packetFields(common(), 0)).toContainEqual({ name: 'Cache-Control', value: 'no-store' });
  });
});

describe('an answer', () => {
  it('has no body, and ends its exchange', () => {
    const commands: Command[] = [];
    runDoing(answer(port('x'), 200, []), commands);
    expect(commands).toEqual(answered('x', 200));
  });

  it('that refuses is told first', () => {
    const commands: Command[] = [];
    runDoing(refuse(port('x'), 400, { code: 'xhttp:body_cut_off' }, []), commands);
    expect(commands).toEqual([
      states('xhttp:request_refused', { status: 400, code: 'xhttp:body_cut_off' }),
      ...answered('x', 400),
    ]);
  });
});
