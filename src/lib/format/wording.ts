/**
 * What a row of a run is called, in the protocol's words, and the sentence that stands for it where there is no picture.
 */
import type { PacketTitle, Topic } from '../../../core/inspect/dissect.ts';
import type { Step } from '../../../core/trace/step.ts';
import type { Locale } from '../i18n/locales.ts';
import type { Prose } from '../i18n/prose.ts';
import { filled, type Strings, say } from '../i18n/strings.ts';
import { type Lane, laneOf, laneOfAddress } from '../view/lanes.ts';
import type { Entry, Packet } from '../view/sequence.ts';
import { count, ms } from './numbers.ts';

/** Its beginning is enough to know it again; the whole stands among the fields. */
const uuid = /([0-9a-f]{4})[0-9a-f]{4}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;

/** Titles that change when more octets come, or a secret. */
const passing: ReadonlySet<string> = new Set<PacketTitle['key']>([
  ...(['octets', 'tls.part', 'tls.unopened'] as const),
]);

type TitleOf = (steps: readonly Step[], step: Step) => PacketTitle;

/** All words of one language, and the eye for octets, which come late: until then titles are plain. */
export class Wording {
  readonly locale: Locale;
  readonly strings: Strings;
  readonly prose: Prose | null;
  readonly #titleOf: TitleOf | null;
  // steps do not change, and a title may have to look at a whole connection
  readonly #titles = new WeakMap<Step, PacketTitle>();

  constructor(locale: Locale, strings: Strings, prose: Prose | null, titleOf: TitleOf | null) {
    this.locale = locale;
    this.strings = strings;
    this.prose = prose;
    this.#titleOf = titleOf;
  }

  say(key: string, values: Readonly<Record<string, string | number>> = {}): string {
    return say(this.strings, key, values);
  }

  /** `SYN`, `GET /xh/…`, `Fallback chosen`. */
  title(entry: Entry, steps: readonly Step[]): string {
    if (entry.kind !== 'packet')
      return this.prose?.steps[entry.step.name]?.title ?? entry.step.name;
    if (entry.segment === 'data') return this.#data(entry, steps);
    const name = this.say(`packet.${entry.segment}`);
    return entry.failure
      ? this.say('packet.failed', { name, why: this.say(`failure.${entry.failure}`) })
      : name;
  }

  /** What a title leaves unsaid, in one to three sentences; empty where nothing is written. */
  text(entry: Entry, steps: readonly Step[]): string {
    if (entry.kind !== 'packet') return this.prose?.steps[entry.step.name]?.text ?? '';
    if (entry.segment !== 'data') return this.say(`packet.${entry.segment}.text`);
    return this.#titleOf ? (this.prose?.packets[this.#named(entry, steps).key]?.text ?? '') : '';
  }

  lane(lane: Lane | undefined): string {
    return lane ? this.say(`lane.${lane.id}`) : this.say('lane.outside');
  }

  /** `client → VPS 443`, or where something was decided. */
  ends(entry: Entry, lanes: readonly Lane[]): string {
    if (entry.kind !== 'packet') return this.lane(laneOf(lanes, entry.step.at));
    const from = entry.from ? laneOf(lanes, entry.from) : undefined;
    const to = entry.to ? laneOf(lanes, entry.to) : laneOfAddress(lanes, entry.listener);
    return this.say('row.ends', { from: this.lane(from), to: this.lane(to) });
  }

  /** One row as a sentence, for a list and for a screen reader. */
  sentence(entry: Entry, steps: readonly Step[], lanes: readonly Lane[]): string {
    const values = {
      ends: this.ends(entry, lanes),
      title: this.title(entry, steps),
      time: ms(entry.step.time, this.locale),
    };
    if (entry.kind !== 'packet') return this.say('row.inside', values);
    return this.say(entry.route === 'other' ? 'row.packet' : `row.packet.${entry.route}`, values);
  }

  #data(packet: Packet, steps: readonly Step[]): string {
    const octets = count(packet.octets, this.locale);
    if (!this.#titleOf || !this.prose) return this.say('packet.data', { octets });
    const { also = [], isSealed, ...main } = this.#named(packet, steps);
    const own = this.#topic(main, octets);
    const title = isSealed ? this.say('packet.sealed', { title: own }) : own;
    if (also.length === 0) return title;
    const others = also.map((topic) => this.#topic(topic, octets));
    return this.say('packet.also', { title, also: others.join(', ') });
  }

  #topic(topic: Topic, octets: string): string {
    const { key, ...values } = topic;
    // HTTP/2 has a number and no words
    const answer = 'reason' in topic ? `${topic.status} ${topic.reason}`.trim() : '';
    const title = this.prose?.packets[key]?.title ?? key;
    return filled(title, { octets, answer, ...values }).replace(uuid, '$1…');
  }

  #named(packet: Packet, steps: readonly Step[]): PacketTitle {
    const known = this.#titles.get(packet.step);
    if (known) return known;
    const title = this.#titleOf?.(steps, packet.step) ?? { key: 'octets' };
    if (!passing.has(title.key)) this.#titles.set(packet.step, title);
    return title;
  }
}
