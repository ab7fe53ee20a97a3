import { describe, expect, it } from 'vitest';
import {
  ascii,
  attached,
  blocked,
  closed,
  closes,
  offers,
  pauses,
  received,
  resumes,
  sent,
  writable,
} from '../../support/playbook.ts';
import {
  body,
  end,
  exchange,
  requestHead,
  streamBegun,
  talkToHub,
} from '../../support/xhttp-parts.ts';

const [a, b] = [ascii('a'), ascii('b')];
const inward = { kind: 'stream', remote: '198.51.100.7:50000' } as const;
/** A stream-one POST on `one`, its proxied connection on `session:1`. */
const begun = () =>
  talkToHub()
    .input(attached('one', exchange()), received('one', requestHead('POST', '/xh/')))
    .expects(streamBegun('one'), offers('session:1', inward));

describe('XHTTP (Xray 26.7.28) hub.go: stream-one', () => {
  it('is answered before its body, with the fields of a downlink, and has no session', () => {
    const book = begun();
    expect(book.facts).toEqual([]);
    expect(book.valuesOn('one')[0]).toMatchObject({
      headers: expect.arrayContaining([
        { name: 'Content-Type', value: 'text/event-stream' },
        { name: 'X-Accel-Buffering', value: 'no' },
      ]),
    });
  });

  it('carries both ways at the same time', () => {
    begun()
      .input(received('one', body(a)), received('session:1', b), received('one', body(b)))
      .expects(sent('session:1', a), sent('one', body(b)), sent('session:1', b));
  });

  it('gives the inner side the end of the request’s body', () => {
    begun()
      .input(received('one', body(a)), received('one', end))
      .expects(sent('session:1', a), closes('session:1'))
      .input(received('session:1', b))
      .expects(sent('one', body(b)));
  });

  it('ends with the inner side, whatever of the body is still to come', () => {
    begun()
      .input(closed('session:1'))
      .expects(closes('session:1'), sent('one', end), closes('one'))
      .input(received('one', body(a)), received('one', end))
      .expects();
  });

  it('does not read the body while the inner side does not', () => {
    begun()
      .input(blocked('session:1'), writable('session:1'))
      .expects(pauses('one'), resumes('one'));
  });

  it('does not read the inner side while nobody takes the answer', () => {
    begun()
      .input(blocked('one'), writable('one'))
      .expects(pauses('session:1'), resumes('session:1'));
  });

  it('is a failed read when it goes in the middle of its body', () => {
    begun()
      .input(closed('one', 'reset'))
      .expects(closes('session:1', 'reset'))
      .input(received('session:1', a))
      .expects();
  });

  it('is a failed write when it goes after its body', () => {
    begun()
      .input(received('one', end), closed('one', 'reset'))
      .expects(closes('session:1'))
      .input(received('session:1', a))
      .expects(closes('session:1', 'reset'));
  });
});
