/**
 * Field lines and the empty line that ends them: `*( field-name ":" OWS field-value OWS CRLF ) CRLF` (RFC 9112 §5).
 *
 * Trailers have the same form (§7.1.2). Line folding (obs-fold, §5.2) is refused, as is white space before the colon
 * (§5.1). Field paths are `headers.N.name`, `headers.N.value` and so on, N from 0.
 */
import type { Codec } from '../bytes/codec.ts';
import type { Reader } from '../bytes/reader.ts';
import type { Writer } from '../bytes/writer.ts';
import type { HeaderField } from '../http/message.ts';
import { malformed } from './errors.ts';
import {
  blankClass,
  CR,
  countOf,
  isOf,
  isToken,
  nextOctet,
  putText,
  takeLineEnd,
  takeText,
  takeTextOf,
  textClass,
  tokenClass,
} from './text.ts';

const colon = 0x3a;

export const headerSection: Codec<readonly HeaderField[]> = {
  read(reader) {
    const fields: HeaderField[] = [];
    for (;;) {
      const next = nextOctet(reader);
      if (next === CR || next < 0) break;
      fields.push(
        reader.field('headers', (r) => r.field(String(fields.length), (line) => readLine(line))),
      );
    }
    takeLineEnd(reader, 'empty_line', 'http1:malformed_field_name');
    return fields;
  },
  write(writer, fields) {
    for (const field of fields) writeLine(writer, field);
    putText(writer, '\r\n');
  },
};

function readLine(reader: Reader): HeaderField {
  const name = reader.field('name', readName);
  reader.field('colon', (r) => r.take(1));
  takeBlanks(reader);
  const value = reader.field('value', readValue);
  takeBlanks(reader);
  takeLineEnd(reader, 'crlf', 'http1:malformed_field_value');
  return { name, value };
}

function readName(reader: Reader): string {
  if (blankClass[nextOctet(reader)]) {
    throw malformed(reader, 'http1:obs_fold', 'A field line begins with white space');
  }
  const name = takeTextOf(reader, tokenClass);
  const next = nextOctet(reader);
  if (next === colon && name !== '') return name;
  if (blankClass[next]) {
    throw malformed(reader, 'http1:space_before_colon', 'White space stands before a colon');
  }
  throw malformed(reader, 'http1:malformed_field_name', `Unexpected octet ${next} in a field name`);
}

/** Without the white space at its end. */
function readValue(reader: Reader): string {
  const start = reader.offset;
  let end = start + countOf(reader, textClass);
  while (end > start && blankClass[reader.octets[end - 1] as number]) end--;
  return takeText(reader, end - start);
}

function takeBlanks(reader: Reader): void {
  const count = countOf(reader, blankClass);
  if (count > 0) reader.field('ows', (r) => takeText(r, count));
}

function writeLine(writer: Writer, { name, value }: HeaderField): void {
  if (!isToken(name)) throw new RangeError(`${name} is not a field name`);
  if (!isOf(textClass, value) || value !== value.replace(/^[ \t]+|[ \t]+$/g, '')) {
    throw new RangeError(`The value of ${name} has octets that a field value cannot have`);
  }
  putText(writer, `${name}: ${value}\r\n`);
}
