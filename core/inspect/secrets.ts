/**
 * The secrets that are known of a run's connections: stated by our cores as facts, or said by a key log.
 *
 * Two connections can have one ClientHello, for REALITY passes it on; then there are two secrets of one name, and which
 * is whose, its records tell.
 */
import { fromHex, toHex } from '../bytes/hex.ts';
import { isStep, type Step } from '../trace/step.ts';
import { parseKeyLog } from './key-log.ts';

export type Phase = 'handshake' | 'application';

const labels = {
  dialler: { handshake: 'CLIENT_HANDSHAKE_TRAFFIC_SECRET', application: 'CLIENT_TRAFFIC_SECRET_0' },
  acceptor: {
    handshake: 'SERVER_HANDSHAKE_TRAFFIC_SECRET',
    application: 'SERVER_TRAFFIC_SECRET_0',
  },
} as const;

/** In a key log of ours; no other program writes it. */
const authKeyLabel = 'REALITY_AUTH_KEY';

export class Secrets {
  readonly #secrets = new Map<string, Uint8Array[]>();
  readonly #authKeys: Uint8Array[] = [];
  readonly #listeners: (() => void)[] = [];

  addKeyLog(text: string): void {
    for (const { label, clientRandom, secret } of parseKeyLog(text)) {
      if (label === authKeyLabel) addTo(this.#authKeys, secret);
      else this.#add(`${label} ${clientRandom}`, secret);
    }
  }

  /** Takes a fact that states a secret; others are passed over. */
  addFact(step: Step): void {
    const isNew = isStep(step, 'tls:secret_derived')
      ? this.#add(`${step.data.label} ${step.data.client_random}`, fromHex(step.data.secret))
      : isStep(step, 'reality:session_id_sealed') || isStep(step, 'reality:session_id_opened')
        ? addTo(this.#authKeys, fromHex(step.data.auth_key))
        : false;
    if (isNew) for (const listener of this.#listeners) listener();
  }

  /** The traffic secrets by which this side may have sealed. `clientRandom` in hexadecimal. */
  of(side: 'dialler' | 'acceptor', phase: Phase, clientRandom: string): readonly Uint8Array[] {
    return this.#secrets.get(`${labels[side][phase]} ${clientRandom}`) ?? [];
  }

  /** Keys by which REALITY seals a session id. */
  get authKeys(): readonly Uint8Array[] {
    return this.#authKeys;
  }

  /** `listener` runs after every new secret. */
  onNew(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #add(key: string, secret: Uint8Array): boolean {
    const known = this.#secrets.get(key) ?? [];
    this.#secrets.set(key, known);
    return addTo(known, secret);
  }
}

/** Both sides state their secrets: false for one that is there already. */
function addTo(known: Uint8Array[], secret: Uint8Array): boolean {
  const text = toHex(secret);
  if (known.some((other) => toHex(other) === text)) return false;
  known.push(secret);
  return true;
}
