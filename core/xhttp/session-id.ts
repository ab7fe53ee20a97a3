/** Session ids, which the client makes: splithttp/config.go:GenerateSessionID of Xray (v26.7.28). */
import { toHex } from '../bytes/hex.ts';
import { type Doing, random } from '../sansio/machine.ts';
import { draw } from './range.ts';
import type { Range } from './settings.ts';

/** A UUID of version 4, or characters of the configured table. A server takes any text. */
export function* drawSessionId(settings: {
  readonly sessionIDTable: string;
  readonly sessionIDLength: Range;
}): Doing<string> {
  const { sessionIDTable: table, sessionIDLength } = settings;
  if (table === '' || sessionIDLength.to <= 0) return uuid4(yield* random(16));
  const length = yield* draw(sessionIDLength);
  let id = '';
  while (id.length < length) id += table.charAt(yield* draw({ from: 0, to: table.length }));
  return id;
}

/** RFC 9562 §5.4, from 16 random octets. */
export function uuid4(octets: Uint8Array): string {
  const marked = octets.slice();
  marked[6] = ((octets[6] as number) & 0x0f) | 0x40;
  marked[8] = ((octets[8] as number) & 0x3f) | 0x80;
  const hex = toHex(marked);
  return [0, 8, 12, 16, 20]
    .map((start, i, starts) => hex.slice(start, starts[i + 1] ?? 32))
    .join('-');
}
