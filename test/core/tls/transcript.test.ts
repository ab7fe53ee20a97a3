import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { noble } from '../../../core/crypto/noble.ts';
import { Transcript } from '../../../core/tls/transcript.ts';

const first = Uint8Array.of(1, 0, 0, 1, 5);
const second = Uint8Array.of(2, 0, 0, 0);

describe('Transcript', () => {
  it('hashes all messages so far, one after the other', () => {
    const transcript = new Transcript(noble);
    expect(transcript.hash('sha256')).toEqual(noble.hash('sha256', new Uint8Array()));
    transcript.add(first);
    expect(transcript.hash('sha256')).toEqual(noble.hash('sha256', first));
    transcript.add(second);
    const both = concat([first, second]);
    expect(transcript.hash('sha256')).toEqual(noble.hash('sha256', both));
    expect(transcript.hash('sha384')).toEqual(noble.hash('sha384', both));
  });

  it.each(['sha256', 'sha384'] as const)(
    'RFC 8446 §4.4.1: has a message_hash in place of the first ClientHello, with %s',
    (hash) => {
      const transcript = new Transcript(noble);
      transcript.add(first);
      transcript.retry(hash);
      transcript.add(second);
      const digest = noble.hash(hash, first);
      const header = Uint8Array.of(254, 0, 0, digest.length);
      expect(transcript.hash(hash)).toEqual(noble.hash(hash, concat([header, digest, second])));
    },
  );
});
