/** What is inside of a connection's security, for who asks of octets and not of protocols. */
import { concat } from '../bytes/concat.ts';
import { contentType } from '../tls/enums.ts';
import type { Step } from '../trace/step.ts';
import { dissectorOf } from './dissector.ts';
import { endsBy, type Mark } from './track.ts';

/**
 * The octets that a step carries for what is inside of TLS, as far as its records could be opened; all of them where
 * there is no TLS. Empty for a step of a handshake, and for one without octets.
 */
export function carriedBy(steps: readonly Step[], step: Step): Uint8Array {
  const { marks = [], to = 0 } = dissectorOf(steps).placeOf(step) ?? {};
  const isTls = marks.some(({ unit }) => unit.name.startsWith('tls:') && unit.name !== 'tls:alert');
  return isTls
    ? concat(marks.map((mark) => contentOf(mark, to)))
    : (step.raw?.data ?? new Uint8Array());
}

/** Of a record that ends here and holds application data. */
function contentOf(mark: Mark, to: number): Uint8Array {
  const { opened } = mark.unit;
  if (mark.unit.name !== 'tls:encrypted_record' || !opened || !endsBy(mark, to)) {
    return new Uint8Array();
  }
  const { octets, track, from } = opened;
  const end = track
    .within(from, from + octets.length)
    .find(({ unit }) => unit.name === 'tls:inner_type');
  const length = (end?.start ?? from) - from;
  const isData = octets[length] === contentType.application_data;
  return octets.subarray(0, isData ? length : 0);
}
