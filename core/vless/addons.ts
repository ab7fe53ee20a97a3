/**
 * The addons of a VLESS header: a length, then a protobuf message `Addons { string Flow = 1; bytes Seed = 2; }`.
 *
 * Xray v26.7.28, proxy/vless/encoding/addons.go and addons.proto. Protobuf as far as two fields need it: fields of other
 * numbers are passed over, of a field that comes twice the last counts, groups are malformed. Xray sends a length of 0
 * without flow, and never a seed.
 */
import { type Codec, encode, u8 } from '../bytes/codec.ts';
import type { Reader } from '../bytes/reader.ts';
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import type { Writer } from '../bytes/writer.ts';

export interface Addons {
  readonly flow: string;
  readonly seed: Uint8Array;
}

export const noAddons: Addons = { flow: '', seed: new Uint8Array() };

export const addons: Codec<Addons> = {
  read(reader) {
    const length = reader.field('length', u8.read);
    // all of it is there, or none of it is looked at: inside, an end is no matter of waiting
    reader.take(length);
    const end = reader.offset;
    reader.offset -= length;
    let value = noAddons;
    while (reader.offset < end) value = { ...value, ...readField(reader, end) };
    return value;
  },
  write(writer, { flow, seed }) {
    const message = encode(fields, { flow, seed });
    u8.write(writer, message.length);
    writer.put(message);
  },
};

const WireType = { VARINT: 0, I64: 1, LEN: 2, I32: 5 } as const;
const key = (number: number): number => number * 8 + WireType.LEN;

const fields = {
  read: (reader: Reader): Addons => readField(reader, reader.octets.length) as Addons,
  write(writer: Writer, { flow, seed }: Addons) {
    if (flow !== '') writeField(writer, key(1), toUtf8(flow));
    if (seed.length) writeField(writer, key(2), seed);
  },
};

function writeField(writer: Writer, fieldKey: number, octets: Uint8Array): void {
  const { length } = octets;
  writer.put(Uint8Array.of(fieldKey));
  writer.put(
    length < 128 ? Uint8Array.of(length) : Uint8Array.of((length & 127) | 128, length >> 7),
  );
  writer.put(octets);
}

function readField(reader: Reader, end: number): Partial<Addons> {
  const next = reader.octets[reader.offset];
  const name = next === key(1) ? 'flow' : next === key(2) ? 'seed' : 'unknown';
  return reader.field(name, (r) => {
    const tag = r.field('key', () => varint(r, end));
    if (tag < 8) throw malformed(r, 'Expected a field number from 1, got 0');
    const octets = readValue(r, tag % 8, end);
    if (tag === key(1)) return { flow: text(r, octets) };
    return tag === key(2) ? { seed: octets } : {};
  });
}

/** The octets of a value, without its length. */
function readValue(reader: Reader, wireType: number, end: number): Uint8Array {
  switch (wireType) {
    case WireType.VARINT:
      reader.field('value', () => varint(reader, end));
      return new Uint8Array();
    case WireType.I64:
      return reader.field('value', () => within(reader, 8, end));
    case WireType.I32:
      return reader.field('value', () => within(reader, 4, end));
    case WireType.LEN: {
      const length = reader.field('length', () => varint(reader, end));
      return reader.field('value', () => within(reader, length, end));
    }
    default:
      throw malformed(reader, `Expected a wire type of 0, 1, 2 or 5, got ${wireType}`);
  }
}

/** Seven bits an octet, least significant first, at most ten octets. */
function varint(reader: Reader, end: number): number {
  let value = 0;
  for (let k = 0; k < 10; k++) {
    const octet = within(reader, 1, end)[0] as number;
    value += (octet & 127) * 128 ** k;
    if (octet < 128) return value;
  }
  throw malformed(reader, 'A varint has at most 10 octets');
}

function within(reader: Reader, length: number, end: number): Uint8Array {
  if (reader.offset + length > end) throw malformed(reader, 'A field is longer than the message');
  return reader.take(length);
}

/** protobuf's `string` is well-formed UTF-8. */
function text(reader: Reader, octets: Uint8Array): string {
  const read = fromUtf8(octets);
  const again = toUtf8(read);
  const same = again.length === octets.length && again.every((octet, i) => octet === octets[i]);
  if (!same) throw malformed(reader, 'Flow is not UTF-8');
  return read;
}

const malformed = (reader: Reader, message: string) =>
  reader.malformed('vless:addons_malformed', message);
