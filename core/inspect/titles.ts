/**
 * What a packet is called in the protocol's words, as data; content has the words for each key.
 *
 * A packet of TLS or HTTP/2 can hold several things; it is called after the one that matters most, and the others are
 * named behind it.
 */
import type { Side } from '../trace/step.ts';
import type { UnitName } from '../trace/units.ts';
import type { Place } from './dissector.ts';
import { handshakeTopic, type Message, messageNames } from './handshake-topics.ts';
import { type PacketTitle, ranks, type Topic } from './topics.ts';
import { endsBy, type FoundUnit, type Mark, type Opened } from './track.ts';
import { topicOf } from './unit-topics.ts';

export function titleIn({
  marks,
  from,
  to,
  side,
}: Pick<Place, 'marks' | 'from' | 'to' | 'side'>): PacketTitle {
  const { topics, isSealed } = topicsIn(marks, { from, to, side });
  const [first, ...others] = distinct(folded(gathered(topics)));
  if (!first) return { key: marks.length > 0 ? 'tls.part' : 'octets' };
  const main = others.reduce(
    (best, topic) => (ranks[topic.key] > ranks[best.key] ? topic : best),
    first,
  );
  const also = [first, ...others].filter(
    (topic) => topic !== main && topic.key !== 'tls.change_cipher_spec',
  );
  // of a handshake nobody expects that it can be read
  const tells = isSealed && !/^(tls|reality)\./.test(main.key);
  return { ...main, ...(also.length > 0 ? { also } : {}), ...(tells ? { isSealed: true } : {}) };
}

/** Of one packet, in order, before they are gathered; a handshake message is told by its unit. */
type Found = Topic | ({ readonly key: 'message' } & Message);

interface Topics {
  readonly topics: readonly Found[];
  readonly isSealed: boolean;
}

function topicsIn(marks: readonly Mark[], at: Pick<Place, 'from' | 'to' | 'side'>): Topics {
  const { from, to, side } = at;
  const topics: Found[] = [];
  let isSealed = false;
  for (const group of groupsOf(marks, from)) {
    const [mark] = group.outer as [Mark];
    const { unit } = mark;
    if (sealed.has(unit.name) && !endsBy(mark, to)) topics.push({ key: 'tls.part' });
    else if (unit.name === 'tls:encrypted_record' && unit.opened) {
      topics.push(...topicsInside(unit.opened, side));
      isSealed = true;
    } else if (messageNames[unit.name]) topics.push({ key: 'message', unit, inner: group.inner });
    else topics.push(topicOf[unit.name](unit, group.inner, { mark, side }));
  }
  return { topics, isSealed };
}

const sealed: ReadonlySet<UnitName> = new Set<UnitName>([
  ...(['tls:encrypted_record', 'tls:unopened_record'] as const),
]);

function topicsInside({ track, octets, from }: Opened, side: Side): readonly Found[] {
  const to = from + octets.length;
  const marks = track.within(from, to);
  const { topics } = topicsIn(marks, { from, to, side });
  if (topics.length > 0) return topics;
  const [first] = marks;
  const isEmpty = first?.unit.name === 'tls:inner_type' && first.start === from;
  return [{ key: isEmpty ? 'tls.empty_record' : 'octets' }];
}

/** Marks that say one thing together: those of depth 0, and what lies deeper. */
interface Group {
  readonly outer: Mark[];
  readonly inner: FoundUnit[];
}

/** Units that say something by themselves, wherever they stand; others belong to the one before. */
const standsAlone = (name: UnitName): boolean =>
  name === 'tls:encrypted_record' ||
  name === 'tls:unopened_record' ||
  name === 'tls:cut_record' ||
  name === 'tls:change_cipher_spec' ||
  name === 'tls:alert' ||
  messageNames[name] !== undefined ||
  (name.startsWith('http2:') && name !== 'http2:body' && name !== 'http2:padding');

const passedOver: ReadonlySet<UnitName> = new Set<UnitName>([
  ...(['tls:record_header', 'tls:inner_type', 'tls:padding', 'http2:padding'] as const),
]);

function groupsOf(marks: readonly Mark[], from: number): readonly Group[] {
  const groups: Group[] = [];
  for (const mark of marks.filter(({ unit }) => !passedOver.has(unit.name))) {
    const last = groups.at(-1);
    const hasBegun = mark.offset === 0 && mark.start >= from;
    if (mark.depth > 0) {
      if (hasBegun) last?.inner.push(mark.unit);
    } else if (last && !isNew(last, mark)) last.outer.push(mark);
    else groups.push({ outer: [mark], inner: [] });
  }
  return groups.map((group) => ({ ...group, outer: inFront(group.outer, from) }));
}

/** The octets of DATA belong to the frame before, and the frame to the head of its message. */
function isNew({ outer: [first] }: Group, { unit }: Mark): boolean {
  if (!first || standsAlone(first.unit.name) !== standsAlone(unit.name)) {
    return standsAlone(unit.name) || !first?.unit.name.startsWith('http2:');
  }
  if (!standsAlone(unit.name)) return false;
  const head = first.unit;
  const isOfHead = head.name === 'http2:headers' && unit.name === 'http2:data';
  return !isOfHead || head.exchange === null || head.exchange !== unit.exchange;
}

/** The first unit that begins in the packet stands for the group; where none begins, what it continues does. */
function inFront(outer: readonly Mark[], from: number): Mark[] {
  const begun = outer.find(
    (mark) =>
      mark.offset === 0 && mark.start >= from && mark.unit.octets && !isDelimiter(mark.unit.name),
  );
  return begun ? [begun, ...outer.filter((mark) => mark !== begun)] : [...outer];
}

/** It ends what came before, and says nothing of what follows. */
const isDelimiter = (name: UnitName): boolean => name === 'http1:chunk_end';

/** All handshake messages of a packet are one topic, and so are all records that were not opened. */
function gathered(found: readonly Found[]): readonly Topic[] {
  const messages = found.filter((one) => one.key === 'message');
  const unopened = found.filter(({ key }) => key === 'tls.unopened');
  const topics: Topic[] = [];
  let isTold = false;
  let isCounted = false;
  for (const one of found) {
    if (one.key === 'message') {
      if (!isTold) topics.push(handshakeTopic(messages));
      isTold = true;
    } else if (one.key === 'tls.unopened') {
      if (!isCounted) topics.push({ key: 'tls.unopened', records: unopened.length });
      isCounted = true;
    } else topics.push(one);
  }
  return topics;
}

/** What follows the head of a POST in the same packet is its body, also where records part them. */
function folded(topics: readonly Topic[]): readonly Topic[] {
  const kept: Topic[] = [];
  for (const topic of topics) {
    const last = kept.at(-1);
    const isHead = last?.key === 'xhttp.post' || last?.key === 'xhttp.post_with_request';
    if (isHead && topic.key === 'xhttp.packet_with_request') {
      const { destination } = topic;
      kept[kept.length - 1] = { ...last, key: 'xhttp.post_with_request', destination };
    } else if (!isHead || !partsOfPacket.has(topic.key)) kept.push(topic);
  }
  return kept;
}

const partsOfPacket: ReadonlySet<Topic['key']> = new Set<Topic['key']>([
  ...(['xhttp.packet', 'xhttp.packet_ended'] as const),
]);

const distinct = (topics: readonly Topic[]): readonly Topic[] => {
  const told = new Set<string>();
  return topics.filter((topic) => {
    const text = JSON.stringify(topic);
    return !told.has(text) && told.add(text);
  });
};
