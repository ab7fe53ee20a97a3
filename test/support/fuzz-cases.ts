/**
 * The cases of one machine's fuzzing: its conversations with octets and texts changed, and in other orders.
 */
import { seededRandom } from '../../core/engine/random.ts';
import type { HttpPart } from '../../core/http/message.ts';
import type { Command, Input } from '../../core/sansio/machine.ts';
import { Dice, mutated, operations, spread } from './fuzz-octets.ts';
import type { Conversation, MachineLaw } from './segmentation.ts';
import type { Timeless } from './stand.ts';

type Received = Extract<Timeless, { readonly type: 'received' }>;

/** A number of cases that one function makes, by their numbers from 0. */
interface Shelf {
  readonly count: number;
  readonly make: (number: number) => readonly Timeless[];
}

export class CaseBook {
  /** Ports that no machine has to open, offer or be attached to. */
  readonly standing: ReadonlySet<string>;
  /** Ports on which octets come, and no parts of messages. */
  readonly octetPorts: ReadonlySet<string>;
  readonly #conversations: readonly Conversation[];
  readonly #octets: readonly Uint8Array[];
  readonly #timers: readonly string[];
  /** What may happen besides, on every port that the conversations know. */
  readonly #disorders: readonly Timeless[];
  readonly #ports: readonly string[];
  readonly #dice: Dice;

  constructor(law: MachineLaw, seed: number) {
    this.#conversations = Object.values(law.conversations);
    this.#octets = this.#conversations.flatMap((inputs) => inputs.flatMap(octetsOf));
    this.#dice = new Dice(seed);
    const seen = surroundingsOf(law);
    this.standing = seen.standing;
    this.#timers = [...seen.timers];
    this.#ports = [...seen.ports];
    this.octetPorts = new Set(this.#conversations.flat().flatMap(octetPortOf));
    this.#disorders = disorders(this.#ports, this.octetPorts, this.#timers);
  }

  /** `count` of the cases with one change each; all, if there are no more. */
  *systematic(count: number): Generator<readonly Timeless[]> {
    const shelves = this.#conversations.flatMap((inputs) => this.#shelvesOf(inputs));
    const starts: number[] = [];
    let total = 0;
    for (const shelf of shelves) {
      starts.push(total);
      total += shelf.count;
    }
    for (const number of spread(total, count)) {
      const at = lastNotAbove(starts, number);
      yield (shelves[at] as Shelf).make(number - (starts[at] as number));
    }
  }

  /** Cases with several changes, without end. */
  *chance(): Generator<readonly Timeless[]> {
    for (;;) {
      let inputs = this.#base();
      for (let left = 1 + this.#dice.below(4); left > 0; left--) inputs = this.#changed(inputs);
      yield this.#dice.below(3) === 0 ? [...inputs, ...this.#ending()] : inputs;
    }
  }

  #shelvesOf(inputs: Conversation): Shelf[] {
    return inputs.flatMap((input, at): Shelf[] => {
      const shelves = [this.#orders(inputs, at)];
      const octets = octetsOf(input)[0];
      if (octets) {
        const { length } = operations;
        shelves.push({
          count: octets.length * length,
          make: (number) => {
            const operation = operations[number % length] as (typeof operations)[number];
            const other = this.#dice.of(this.#octets);
            const made = operation(octets, Math.floor(number / length), other);
            return replaced(inputs, at, withOctets(input as Received, made));
          },
        });
      }
      const texts = textsOf(input);
      if (texts) {
        shelves.push({
          count: texts.length * textChanges,
          make: (number) => {
            const offset = Math.floor(number / textChanges);
            const made = withText(input as Received, offset, number % textChanges, this.#dice);
            return replaced(inputs, at, made);
          },
        });
      }
      return shelves;
    });
  }

  /** Each disorder before the input at a place. */
  #orders(inputs: Conversation, at: number): Shelf {
    const input = inputs[at] as Timeless;
    const [before, after] = [inputs.slice(0, at), inputs.slice(at + 1)];
    const next = after[0];
    const whole: (readonly Timeless[])[] = [
      [...before, ...after],
      [...before, input, input, ...after],
      next ? [...before, next, input, ...after.slice(1)] : before,
      // everything that may still happen when nobody says anything more
      [...before, ...this.#silence()],
      [...before, ...this.#silence().reverse()],
      ...this.#disorders.map((other) => [...before, other, input, ...after]),
    ];
    return { count: whole.length, make: (number) => whole[number] as readonly Timeless[] };
  }

  #silence(): Timeless[] {
    const timers = this.#timers.map((timer): Timeless => ({ type: 'timer_fired', timer }));
    const ends = this.#ports.map((port): Timeless => ({ type: 'closed', port, how: 'end' }));
    return [...timers, ...timers, ...ends, ...timers];
  }

  /** Whole conversations, or the beginning of one and the end of another. */
  #base(): readonly Timeless[] {
    const one = this.#dice.of(this.#conversations);
    if (this.#dice.below(5) < 3) return one;
    const other = this.#dice.of(this.#conversations);
    const [cut, from] = [this.#dice.below(one.length + 1), this.#dice.below(other.length)];
    return [...one.slice(0, cut), ...other.slice(from)];
  }

  #changed(inputs: readonly Timeless[]): readonly Timeless[] {
    if (inputs.length === 0) return inputs;
    const at = this.#dice.below(inputs.length);
    const input = inputs[at] as Timeless;
    switch (this.#dice.below(8)) {
      case 0:
        return [...inputs.slice(0, at), ...inputs.slice(at + 1)];
      case 1:
        return [...inputs.slice(0, at), input, ...inputs.slice(at)];
      case 2: {
        const to = this.#dice.below(inputs.length);
        const rest = [...inputs.slice(0, at), ...inputs.slice(at + 1)];
        return [...rest.slice(0, to), input, ...rest.slice(to)];
      }
      case 3:
        return [...inputs.slice(0, at), this.#dice.of(this.#disorders), ...inputs.slice(at)];
      case 4:
        return this.#recut(inputs, at);
      case 5:
        return this.#twice(inputs, at);
      default:
        return replaced(inputs, at, this.#mutated(input));
    }
  }

  #mutated(input: Timeless): Timeless {
    const [octets] = octetsOf(input);
    if (octets) {
      const isBody = !((input as Received).value instanceof Uint8Array);
      // the length of a body stands in its head, which its sender has made of it
      const made = isBody
        ? octets.map((octet) => (this.#dice.below(9) ? octet : this.#dice.below(256)))
        : mutated(octets, this.#dice.of(this.#octets), this.#dice);
      return withOctets(input as Received, made);
    }
    const texts = textsOf(input);
    if (!texts) return input;
    return withText(
      input as Received,
      this.#dice.below(texts.length),
      this.#dice.below(textChanges),
      this.#dice,
    );
  }

  /** Octets cut somewhere, or joined with those after them. */
  #recut(inputs: readonly Timeless[], at: number): readonly Timeless[] {
    const input = inputs[at] as Timeless;
    if (input.type !== 'received' || !(input.value instanceof Uint8Array)) return inputs;
    const cut = this.#dice.below(input.value.length + 1);
    const pieces = [input.value.subarray(0, cut), input.value.subarray(cut)]
      .filter(({ length }) => length > 0)
      .map((value): Timeless => ({ ...input, value }));
    return [...inputs.slice(0, at), ...pieces, ...inputs.slice(at + 1)];
  }

  /** What comes on one attached port comes on another one too, as of another client. */
  #twice(inputs: readonly Timeless[], at: number): readonly Timeless[] {
    const input = inputs[at] as Timeless;
    if (!('port' in input)) return inputs;
    const { port } = input;
    const isAttached = inputs.some((other) => other.type === 'attached' && other.port === port);
    if (!isAttached) return inputs;
    const name = `${port.replace(/\d+$/, '')}${900 + this.#dice.below(99)}`;
    return inputs.flatMap((other) =>
      'port' in other && other.port === port ? [other, { ...other, port: name }] : [other],
    );
  }

  #ending(): readonly Timeless[] {
    return this.#dice.below(2) === 0 ? this.#silence() : this.#silence().reverse();
  }
}

const disorders = (
  ports: readonly string[],
  octetPorts: ReadonlySet<string>,
  timers: readonly string[],
): Timeless[] => [
  ...ports.flatMap((port): Timeless[] => [
    { type: 'closed', port, how: 'end' },
    { type: 'closed', port, how: 'reset' },
    { type: 'closed', port, how: 'failed', error: 'connection_refused' },
    { type: 'opened', port, addresses: null },
    { type: 'blocked', port },
    { type: 'writable', port },
    ...(octetPorts.has(port) ? [{ type: 'received' as const, port, value: new Uint8Array() }] : []),
  ]),
  ...timers.map((timer): Timeless => ({ type: 'timer_fired', timer })),
];

const replaced = (inputs: readonly Timeless[], at: number, input: Timeless): Timeless[] => {
  const made = inputs.slice();
  made[at] = input;
  return made;
};

/** The octets that an input carries, or none. */
function octetsOf(input: Timeless): Uint8Array[] {
  if (input.type !== 'received') return [];
  if (input.value instanceof Uint8Array) return input.value.length > 0 ? [input.value] : [];
  const part = input.value as HttpPart;
  return part.part === 'body' && part.data.length > 0 ? [part.data] : [];
}

const octetPortOf = (input: Timeless): string[] =>
  input.type === 'received' && input.value instanceof Uint8Array ? [input.port] : [];

function withOctets(input: Received, octets: Uint8Array): Timeless {
  if (input.value instanceof Uint8Array) return { ...input, value: octets };
  const part = input.value as Extract<HttpPart, { part: 'body' }>;
  // a body whose length its sender has stated has that length
  const data = part.data.slice();
  data.set(octets.subarray(0, data.length));
  return { ...input, value: { ...part, data } };
}

/** Fields by which a sender frames a message: what it says there is so. */
const framing = ['content-length', 'transfer-encoding'];
const characters = '/?&=.,:;-_~%0x9aZ ';
/** Another character, an additional one, one less, the text cut off, the text twice. */
const textChanges = characters.length + 4;

/** The texts of a head that a peer has chosen, joined; null for anything else. */
function textsOf(input: Timeless): string | null {
  if (input.type !== 'received' || input.value instanceof Uint8Array) return null;
  const part = input.value as HttpPart;
  if (part.part !== 'request_head' && part.part !== 'response_head') return null;
  return valuesOf(part).join('') || null;
}

const valuesOf = (
  part: Extract<HttpPart, { part: 'request_head' | 'response_head' }>,
): string[] => [
  ...(part.part === 'request_head' ? [part.target, part.authority] : []),
  ...part.headers.map(({ name, value }) => (framing.includes(name.toLowerCase()) ? '' : value)),
];

function withText(input: Received, offset: number, change: number, dice: Dice): Timeless {
  const part = input.value as Extract<HttpPart, { part: 'request_head' | 'response_head' }>;
  let left = offset;
  const made = valuesOf(part).map((value) => {
    const at = left;
    left -= value.length;
    return at >= 0 && at < value.length ? textWith(value, at, change, dice) : value;
  });
  const headers = made.slice(part.part === 'request_head' ? 2 : 0);
  const others = {
    headers: part.headers.map((field, i) =>
      framing.includes(field.name.toLowerCase())
        ? field
        : { ...field, value: (headers[i] ?? '').trim() },
    ),
  };
  if (part.part === 'response_head') return { ...input, value: { ...part, ...others } };
  const [target = '/', authority = ''] = made;
  // what a server reads there has no white space, and begins as it must
  const path = `/${target.replaceAll(' ', '').replace(/^\//, '')}`;
  const value = { ...part, ...others, target: path, authority: authority.replaceAll(/[ /?]/g, '') };
  return { ...input, value };
}

function textWith(text: string, at: number, change: number, dice: Dice): string {
  const [before, after] = [text.slice(0, at), text.slice(at)];
  if (change < characters.length) return `${before}${characters[change]}${after.slice(1)}`;
  switch (change - characters.length) {
    case 0:
      return `${before}${dice.of([...characters])}${after}`;
    case 1:
      return before + after.slice(1);
    case 2:
      return before;
    default:
      return text + after;
  }
}

const lastNotAbove = (sorted: readonly number[], value: number): number => {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** What the machine's own conversations show of its ports and timers. */
function surroundingsOf({ create, conversations }: MachineLaw) {
  const standing = new Set<string>();
  const ports = new Set<string>();
  const timers = new Set<string>();
  for (const inputs of Object.values(conversations)) {
    const machine = create();
    const made = new Set<string>();
    const random = seededRandom(1);
    let now = 0;
    for (const input of inputs) {
      if (machine.state.name === 'CLOSED') break;
      if ('port' in input) {
        ports.add(input.port);
        if (input.type === 'attached') made.add(input.port);
        else if (!made.has(input.port)) standing.add(input.port);
      }
      const doing = machine.handle({ ...input, now: now++ } as Input);
      for (let reply: unknown; ; ) {
        const { done, value } = doing.next(reply);
        if (done) break;
        reply = value.type === 'random' ? random(value.length) : undefined;
        note(value);
      }
      function note(command: Command): void {
        if (command.type === 'set_timer') timers.add(command.timer);
        if ('port' in command) ports.add(command.port);
        if (command.type === 'open' || command.type === 'offer') made.add(command.port);
      }
    }
  }
  return { standing, ports, timers };
}
