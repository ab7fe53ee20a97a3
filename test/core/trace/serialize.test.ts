import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../../core/bytes/reader.ts';
import {
  type Recording,
  recordingFromJson,
  recordingToJson,
  stepFromJson,
  stepToJson,
} from '../../../core/trace/serialize.ts';
import type { Step } from '../../../core/trace/step.ts';

const step = {
  id: 7,
  cause: 3,
  links: [4, 5],
  time: 12.345,
  at: { host: 'client', machine: 'proxy/http1#1', port: 'outer' },
  scope: 3503482820,
  kind: 'command',
  name: 'send',
  importance: 'core',
  data: { summary: '3 octets' },
  wire: { connection: 2, end: 'dialler', from: 0, to: 3 },
  raw: { length: 3, data: Uint8Array.of(0, 0xab, 0xff) },
  state: 'OPEN',
} as unknown as Step;

const recording: Recording = {
  version: 1,
  scenario: 'split-plain',
  network: 'memory',
  core: 'xhttp-lab',
  seed: 1,
  epochMs: 1_787_117_504_000,
  steps: [step],
};

const throughText = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a step as JSON', () => {
  it('has its octets as hexadecimal text', () => {
    expect(stepToJson(step).raw).toEqual({ length: 3, data: '00abff' });
  });
  it('becomes the same step again', () => {
    expect(stepFromJson(throughText(stepToJson(step)))).toEqual(step);
  });
  it('needs no octets, links, wire or port', () => {
    const { raw: _raw, links: _links, wire: _wire, ...rest } = step;
    const bare = { ...rest, at: { host: 'a', machine: 'b' }, cause: null, scope: null } as Step;
    expect(stepFromJson(throughText(stepToJson(bare)))).toEqual(bare);
  });

  it.each<[string, unknown]>([
    ['no object', null],
    ['a list', []],
    ['no id', { ...stepToJson(step), id: undefined }],
    ['a negative id', { ...stepToJson(step), id: -1 }],
    ['a cause that comes later', { ...stepToJson(step), cause: 7 }],
    ['a link to itself', { ...stepToJson(step), links: [7] }],
    ['no place', { ...stepToJson(step), at: {} }],
    ['an unknown kind', { ...stepToJson(step), kind: 'event' }],
    ['an unknown importance', { ...stepToJson(step), importance: 'high' }],
    ['data that is no object', { ...stepToJson(step), data: 'x' }],
    ['a wire without an end', { ...stepToJson(step), wire: { connection: 1, from: 0, to: 0 } }],
    ['octets that are not hexadecimal', { ...stepToJson(step), raw: { length: 1, data: 'xy' } }],
    ['octets without a length', { ...stepToJson(step), raw: { data: '00' } }],
  ])('is refused with %s', (_, json) => {
    expect(() => stepFromJson(json)).toThrow(DecodeError);
  });
});

describe('a recording as JSON', () => {
  it('becomes the same recording again', () => {
    expect(recordingFromJson(throughText(recordingToJson(recording)))).toEqual(recording);
  });
  it.each<[string, unknown]>([
    ['of another version', { ...recordingToJson(recording), version: 2 }],
    ['without steps', { ...recordingToJson(recording), steps: undefined }],
    ['with a step that is none', { ...recordingToJson(recording), steps: [{}] }],
    ['of an unknown network', { ...recordingToJson(recording), network: 'carrier pigeon' }],
  ])('is refused %s', (_, json) => {
    expect(() => recordingFromJson(json)).toThrow(DecodeError);
  });
});
