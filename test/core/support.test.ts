/** The tools of the other tests fail where they are meant to. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Codec, u8, u16 } from '../../core/bytes/codec.ts';
import {
  type Doing,
  type Input,
  type Machine,
  port,
  send,
  setTimer,
} from '../../core/sansio/machine.ts';
import { codecLaws, law } from '../support/codec-laws.ts';
import { takeInventory } from '../support/inventory.ts';
import {
  closed,
  opened,
  playbook,
  received,
  sent,
  setsTimer,
  states,
} from '../support/playbook.ts';
import { outcomeOf, resegmented, start, uncut } from '../support/segmentation.ts';

const outer = port<Uint8Array>('outer');
const machine = (handle: (input: Input) => Doing): Machine => ({ state: { name: 'ON' }, handle });
/** Answers each read with the number of its octets. */
const counting = () =>
  machine(function* (input) {
    if (input.type === 'received') {
      yield* send(outer, Uint8Array.of((input.value as Uint8Array).length));
    }
  });

describe('the codec laws', () => {
  const named: Codec<number> = { ...u16, read: (r) => r.field('n', (f) => u16.read(f)) };
  const broken: Record<string, Codec<number>> = {
    'gives back the value it has written': { ...named, read: (r) => named.read(r) ^ 1 },
    'waits for more at every proper prefix': {
      ...named,
      read: (r) =>
        r.field('n', (f) => (f.remaining < 2 ? f.take(f.remaining).length : u16.read(f))),
    },
    'leaves what follows as it is': {
      ...named,
      read: (r) => named.read(r) + r.take(r.remaining).length,
    },
    'names every octet once, in order': {
      ...named,
      read: (r) => r.field('high', (f) => u8.read(f)) * 256 + u8.read(r),
    },
    'reads, waits or throws DecodeError, whatever the octets': {
      ...named,
      read(r) {
        const n = named.read(r);
        if (n > 99) throw new TypeError('Unforeseen');
        return n;
      },
    },
  };

  it.each(Object.entries(codecLaws))('find a codec that breaks "%s"', (name, check) => {
    expect(() => check(law(named, fc.nat(99)))).not.toThrow();
    expect(() => check(law(broken[name] as Codec<number>, fc.nat(99)))).toThrow();
  });
});

describe('the segmentation law', () => {
  const conversation = [start, received('outer', '01 02 03')];

  it('finds a machine that looks at single reads', () => {
    const whole = outcomeOf(counting(), conversation);
    expect(outcomeOf(counting(), resegmented(conversation, 2))).not.toEqual(whole);
    expect(whole.ports).toEqual({ outer: ['octets 03'] });
  });

  it('joins and cuts what the wire carries, and nothing else', () => {
    const given = [received('outer', '01 02'), received('outer', '03'), closed('outer')];
    const lengths = (length: number) =>
      resegmented(given, length).map((i) =>
        'value' in i ? (i.value as Uint8Array).length : i.type,
      );
    expect(lengths(2)).toEqual([2, 1, 'closed']);
    expect(lengths(Number.POSITIVE_INFINITY)).toEqual([3, 'closed']);
    expect(
      resegmented([uncut(received('outer', '01 02')), received('outer', '03')], 1),
    ).toHaveLength(2);
  });
});

describe('a playbook', () => {
  it.each([
    [
      'another value',
      () => playbook(counting()).input(received('outer', '00')).expects(sent('outer', '02')),
    ],
    ['too much', () => playbook(counting()).input(received('outer', '00')).expects()],
    ['too little', () => playbook(counting()).start().expects(sent('outer', '01'))],
    ['another state', () => playbook(counting()).start().inState('OFF')],
    ['a fact that was not stated', () => playbook(counting()).start().expects(states('a:b', {}))],
  ])('fails for %s', (_what, play) => {
    expect(play).toThrow(/^The conversation differs:\n>> /);
  });

  it('fires timers in their order, each at its time', () => {
    const ticking = machine(function* ({ type, now }) {
      if (type === 'start') for (const ms of [20, 10]) yield* setTimer(`${ms}`, ms);
      else yield* send(outer, Uint8Array.of(now));
    });
    playbook(ticking, { ignoring: ['set_timer'] })
      .start()
      .elapse(25)
      .expects(sent('outer', '0a'), sent('outer', '14'));
    playbook(ticking).start().expects(setsTimer('20', 20), setsTimer('10', 10));
  });

  it('holds a machine to the rules of the wiring', () => {
    const speaking = machine(function* (input) {
      if (input.type === 'start') {
        yield {
          type: 'open',
          port: 'outer',
          target: { to: 'address', address: 'a', port: 1, leg: 'origin' },
        };
      } else yield* send(outer, Uint8Array.of(1));
    });
    const started = () => playbook(speaking).start();
    expect(() => started().input(opened('outer'))).not.toThrow();
    expect(() => started().input(received('elsewhere', '00'))).toThrow('outer, which is dialling');
    expect(() => started().input(closed('outer', 'failed'))).toThrow('outer, which is gone');
  });
});

describe('the inventory', () => {
  it('knows codecs and machines by file and name', async () => {
    const { codecs, machines } = await takeInventory();
    expect(codecs.get('core/bytes/codec.ts#u16')).toBe(u16);
    expect(machines).toContain('core/http1/client.ts#Http1Client');
    expect(machines).not.toContain('core/engine/engine.ts#Engine');
  });
});
