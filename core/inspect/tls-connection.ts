/**
 * A TLS connection as it is seen from outside: what its hellos agree on, and the conversation inside.
 */
import { decode } from '../bytes/codec.ts';
import { toHex } from '../bytes/hex.ts';
import { nobleSymmetric } from '../crypto/symmetric.ts';
import { certificateLayout } from '../reality/certificate-layout.ts';
import { openSessionId } from '../reality/session-id.ts';
import { type CipherSuite, cipherSuite } from '../tls/cipher-suites.ts';
import type { ClientHello } from '../tls/messages/client-hello.ts';
import type { Certificate } from '../tls/messages/handshake.ts';
import type { ServerHello } from '../tls/messages/server-hello.ts';
import type { Side } from '../trace/step.ts';
import { agreedIn } from './agreed.ts';
import { type Layer, type Piece, Pieces, slice } from './pieces.ts';
import type { Secrets } from './secrets.ts';
import { type Message, TlsLine } from './tls-line.ts';
import { type FoundUnit, Track } from './track.ts';

/** The conversation inside. */
export interface Inside {
  line(side: Side): Layer;
  /** What the two have agreed to speak. */
  agree(protocol: string): void;
}

export class TlsConnection {
  readonly #secrets: Secrets;
  readonly #inside: Inside;
  readonly #lines: Readonly<Record<Side, TlsLine>>;
  #clientRandom = '';
  #suite: CipherSuite | null = null;
  /** ClientHellos whose session id no known key has opened. */
  readonly #hellos: FoundUnit[] = [];

  constructor(secrets: Secrets, depth: number, inside: Inside) {
    this.#secrets = secrets;
    this.#inside = inside;
    const line = (side: Side): TlsLine =>
      new TlsLine(depth, this.#keys(side), {
        message: (message) => this.#onMessage(side, message),
        data: (piece) => inside.line(side).push(piece),
      });
    this.#lines = { dialler: line('dialler'), acceptor: line('acceptor') };
    secrets.onNew(() => this.#retry());
  }

  line(side: Side): Layer {
    return this.#lines[side];
  }

  #keys(side: Side) {
    const suite = () => this.#suite;
    return {
      get suite() {
        return suite();
      },
      secretsOf: (phase: 'handshake' | 'application') =>
        this.#secrets.of(side, phase, this.#clientRandom),
    };
  }

  #retry(): void {
    for (const hello of this.#hellos.splice(0)) this.#openSessionId(hello);
    this.#lines.acceptor.retry();
    this.#lines.dialler.retry();
  }

  #onMessage(side: Side, message: Message): void {
    const { name, unit } = message;
    if (name === 'tls:client_hello' && side === 'dialler') {
      this.#clientRandom = toHex((unit.value as ClientHello).random);
      this.#openSessionId(unit);
    } else if (name === 'tls:server_hello' && side === 'acceptor') {
      this.#suite = cipherSuite((unit.value as ServerHello).cipher_suite);
    } else if (name === 'tls:encrypted_extensions' && side === 'acceptor') {
      this.#inside.agree(agreedIn(unit) ?? '');
    } else if (name === 'tls:certificate') markTemporaryCertificate(message);
  }

  #openSessionId(unit: FoundUnit): void {
    const hello = unit.octets as Uint8Array;
    for (const key of this.#secrets.authKeys) {
      const octets = openSessionId(nobleSymmetric, key, hello);
      if (!octets) continue;
      const track = new Track();
      const opened = new Pieces();
      opened.push({ octets, length: octets.length, track, at: 0 });
      opened.takeUnit('reality:authenticator', 0);
      unit.name = 'reality:client_hello';
      unit.opened = { path: 'legacy_session_id.data', octets, track, from: 0 };
      return;
    }
    this.#hellos.push(unit);
  }
}

/** A Certificate message ends with the extensions of its last certificate, of which REALITY's has none. */
function markTemporaryCertificate({ unit, pieces, depth }: Message): void {
  const [leaf, ...others] = (unit.value as Certificate).certificate_list;
  if (!leaf || others.length > 0) return;
  const { length } = leaf.cert_data;
  const octets = unit.octets as Uint8Array;
  const start = leaf.cert_data.byteOffset - octets.byteOffset;
  if (!isTemporary(leaf.cert_data)) return;
  const certificate = new Pieces();
  for (const piece of slice(pieces as Piece[], start, start + length)) certificate.push(piece);
  certificate.takeUnit('reality:temporary_certificate', depth + 1);
}

function isTemporary(octets: Uint8Array): boolean {
  try {
    return decode(certificateLayout, octets)?.length === octets.length;
  } catch {
    return false;
  }
}
