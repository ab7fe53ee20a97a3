import { describe, expect, it } from 'vitest';
import { isNotice, isRefusal, readReply, readRequest } from '../../../core/bridge/protocol.ts';

const read = (value: unknown) => readRequest(JSON.stringify(value));
const code = (value: unknown) => {
  const message = typeof value === 'string' ? readRequest(value) : read(value);
  return isRefusal(message) ? message.error.code : 'accepted';
};
const create = (params: object) => ({
  id: 1,
  method: 'run.create',
  params: { scenario: 'split-plain', network: 'memory', ...params },
});

describe('a request', () => {
  it.each([
    { id: 0, method: 'hello', params: { version: 1 } },
    create({}),
    create({ network: 'sockets', seed: 7, breakpoints: [] }),
    create({
      breakpoints: [{ name: 'vless:fallback_chosen' }, { host: 'vps', machine: 'front/' }],
    }),
    create({ breakpoints: [{ importance: 'core', cause: 3 }, {}] }),
    { id: 2, method: 'run.step', params: { runId: 'run-1' } },
    { id: 2, method: 'run.step', params: { runId: 'run-1', until: { host: 'cdn' } } },
    { id: 3, method: 'run.resume', params: { runId: 'run-1', breakpoints: [{}] } },
    { id: 4, method: 'run.pause', params: { runId: 'run-1' } },
    { id: 5, method: 'run.dispose', params: { runId: 'run-1' } },
    { id: 6, method: 'trace.ack', params: { runId: 'run-1', upTo: 63 } },
  ])('is read as it stands: %j', (request) => {
    expect(read(request)).toEqual(request);
  });

  it.each<[string, unknown, string]>([
    ['that is not JSON', '{"id":1', 'invalid_request'],
    ['that is empty', '', 'invalid_request'],
    ['that is null', 'null', 'invalid_request'],
    ['that is a list', '[]', 'invalid_request'],
    ['that is a number', '1', 'invalid_request'],
    ['nested too deep to have meaning', '['.repeat(30_000), 'invalid_request'],
    ['without an id', { method: 'hello', params: { version: 1 } }, 'invalid_request'],
    ['with a text as id', { id: '1', method: 'hello' }, 'invalid_request'],
    ['with a fraction as id', { id: 1.5, method: 'hello' }, 'invalid_request'],
    ['with a member too many', { id: 1, method: 'hello', more: 1 }, 'invalid_request'],
    ['with a method of the prototype', { id: 1, method: 'constructor' }, 'unknown_method'],
    ['with __proto__ as method', { id: 1, method: '__proto__' }, 'unknown_method'],
    ['with a method that is no text', { id: 1, method: {} }, 'unknown_method'],
    ['without params it needs', { id: 1, method: 'hello' }, 'invalid_params'],
    ['with params that are a list', { id: 1, method: 'hello', params: [1] }, 'invalid_params'],
    ['with params that are null', { id: 1, method: 'hello', params: null }, 'invalid_params'],
    ['with a param too many', create({ epoch: 1 }), 'invalid_params'],
    ['with a scenario that is a number', create({ scenario: 1 }), 'invalid_params'],
    ['with an unknown network', create({ network: 'internet' }), 'invalid_params'],
    ['with a seed that is no number', create({ seed: '1' }), 'invalid_params'],
    ['with a seed too large', create({ seed: 2 ** 32 }), 'invalid_params'],
    ['with too many breakpoints', create({ breakpoints: Array(33).fill({}) }), 'invalid_params'],
    [
      'with a breakpoint of the prototype',
      create({ breakpoints: [{ toString: 1 }] }),
      'invalid_params',
    ],
    [
      'with an unknown importance',
      create({ breakpoints: [{ importance: 'x' }] }),
      'invalid_params',
    ],
    [
      'with a run that is no text',
      { id: 1, method: 'run.pause', params: { runId: {} } },
      'invalid_params',
    ],
  ])('%s is refused', (_, value, expected) => {
    expect(code(value)).toBe(expected);
  });
  it('with __proto__ among its params is refused, and changes no prototype', () => {
    const text = '{"id":1,"method":"hello","params":{"version":1,"__proto__":{"polluted":1}}}';
    expect(code(text)).toBe('invalid_params');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
  it('is refused under its own id', () => {
    expect(read({ id: 9, method: 'nothing' })).toMatchObject({ id: 9 });
    expect(readRequest('{')).toMatchObject({ id: null });
  });
});

describe('a reply', () => {
  it.each([
    { id: 1, result: {} },
    { id: null, error: { code: 'invalid_request', message: '' } },
    { method: 'run.paused', params: { runId: 'run-1', at: 3, reason: 'step' } },
  ])('is read as it stands: %j', (reply) => {
    const message = readReply(JSON.stringify(reply));
    expect(message).toEqual(reply);
    expect(message && isNotice(message)).toBe('method' in reply);
  });
  it.each([
    '',
    '[]',
    '{}',
    '{"method":"toString","params":{}}',
    '{"method":"run.idle"}',
    '{"id":1}',
  ])('that is %j is none', (text) => {
    expect(readReply(text)).toBeNull();
  });
});
