/**
 * The segmentation law: what a machine does depends on the octets that came, not on how the wire cut them.
 *
 * An entry of `machines` in `test/laws/<protocol>.laws.ts`:
 *
 *     export const machines: MachineLaws = {
 *       'core/socks/inbound.ts#SocksInbound': {
 *         create: () => new SocksInbound(options),
 *         conversations: {
 *           'a domain and early octets': [
 *             start, received('outer', '05 01 00 05 01 00 03 …'), opened('inner'), closed('outer', 'end'),
 *           ],
 *         },
 *       },
 *     };
 *
 * Each conversation is held as given, with neighbouring octets of a port joined, and with them cut every 1, 2, 3 and
 * 7. What is compared, port by port and in order: octets sent (joined), values sent (the `data` of neighbouring parts
 * of one kind joined), closes, opens, offers, readies; and the facts. `uncut(received(…))` marks octets that the
 * specification looks at as one read: they are neither cut nor joined; say why beside it.
 */
import { concat } from '../../core/bytes/concat.ts';
import { toHex } from '../../core/bytes/hex.ts';
import type { Command, Machine } from '../../core/sansio/machine.ts';
import { Stand, type Timeless } from './stand.ts';

export type Conversation = readonly Timeless[];
export interface MachineLaw {
  readonly create: () => Machine;
  readonly conversations: Readonly<Record<string, Conversation>>;
}
/** Keyed by file and class, `core/socks/inbound.ts#SocksInbound`; where options differ, with `, <what it shows>` behind. */
export type MachineLaws = Readonly<Record<string, MachineLaw>>;

export const start: Timeless = { type: 'start' };
/** The lengths of the wire's pieces that the law is tried with. */
export const segmentLengths = [1, 2, 3, 7, Number.POSITIVE_INFINITY] as const;

const whole = new WeakSet<Timeless>();
export function uncut(input: Timeless): Timeless {
  whole.add(input);
  return input;
}

/** What a machine made of a conversation, in the form in which the law compares it. */
export interface Outcome {
  readonly ports: Readonly<Record<string, readonly string[]>>;
  readonly facts: readonly string[];
  readonly state: string;
}

export function outcomeOf(machine: Machine, conversation: Conversation): Outcome {
  const stand = new Stand(machine);
  const commands = conversation.flatMap((input) => stand.deliver(input));
  const ports = new Map<string, Command[]>();
  for (const command of commands) {
    if (!('port' in command) || !compared.has(command.type)) continue;
    const list = ports.get(command.port);
    if (list) list.push(command);
    else ports.set(command.port, [command]);
  }
  return {
    ports: Object.fromEntries([...ports].map(([port, list]) => [port, summaries(list)])),
    facts: commands.filter(({ type }) => type === 'fact').map((fact) => JSON.stringify(fact)),
    state: machine.state.name,
  };
}

/** The conversation with the octets of each port joined where they are neighbours, then cut every `length`. */
export function resegmented(conversation: Conversation, length: number): Conversation {
  const joined: Timeless[] = [];
  for (const input of conversation) {
    const last = joined.at(-1);
    if (last && isCuttable(last) && isCuttable(input) && last.port === input.port) {
      joined[joined.length - 1] = { ...last, value: concat([last.value, input.value]) };
    } else joined.push(input);
  }
  return joined.flatMap((input) =>
    isCuttable(input)
      ? pieces(input.value, length).map((value): Timeless => ({ ...input, value }))
      : [input],
  );
}

const compared = new Set(['send', 'close', 'open', 'offer', 'ready']);

type Octets = Extract<Timeless, { type: 'received' }> & { readonly value: Uint8Array };
const isCuttable = (input: Timeless): input is Octets =>
  input.type === 'received' && input.value instanceof Uint8Array && !whole.has(input);

function pieces(octets: Uint8Array, length: number): Uint8Array[] {
  const count = Math.max(1, Math.ceil(octets.length / length));
  return Array.from({ length: count }, (_, i) =>
    count === 1 ? octets : octets.subarray(i * length, (i + 1) * length),
  );
}

/** What happened on one port, in order, with neighbouring octets joined. */
function summaries(commands: readonly Command[]): string[] {
  const entries: { readonly kind: string; octets: Uint8Array[] }[] = [];
  for (const command of commands) {
    const { kind, octets } = summaryOf(command);
    const last = entries.at(-1);
    if (octets && last && last.kind === kind) last.octets.push(octets);
    else entries.push({ kind, octets: octets ? [octets] : [] });
  }
  return entries.map(({ kind, octets }) =>
    octets.length ? `${kind} ${toHex(concat(octets))}` : kind,
  );
}

function summaryOf(command: Command): { readonly kind: string; readonly octets?: Uint8Array } {
  if (command.type !== 'send') return { kind: JSON.stringify(command) };
  const { value } = command;
  if (value instanceof Uint8Array) return { kind: 'octets', octets: value };
  const { data, ...rest } = value as Record<string, unknown>;
  if (data instanceof Uint8Array) return { kind: JSON.stringify(rest), octets: data };
  return { kind: JSON.stringify(value) };
}
