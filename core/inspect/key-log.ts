/**
 * NSS key logs: the secrets of TLS connections as other programs write them, a line each.
 *
 * The log of a recorded run goes with its steps, so that whoever has them can open what they carry.
 */
import { fromHex } from '../bytes/hex.ts';
import type { Step } from '../trace/step.ts';

export interface KeyLogLine {
  readonly label: string;
  /** 32 octets in hexadecimal, lower case. */
  readonly clientRandom: string;
  readonly secret: Uint8Array;
}

const line = /^([A-Z0-9_]+) ([0-9a-f]{64}) ((?:[0-9a-f]{2})+)$/i;

/** The lines that are secrets; comments and what is malformed are passed over. */
export function parseKeyLog(text: string): readonly KeyLogLine[] {
  return text.split('\n').flatMap((each) => {
    const [, label, random, secret] = line.exec(each.trim()) ?? [];
    if (!label || !random || !secret) return [];
    return [{ label, clientRandom: random.toLowerCase(), secret: fromHex(secret.toLowerCase()) }];
  });
}

/** By the first step of a run: arrays of steps come and go, steps stay. */
const logs = new WeakMap<Step, string>();

/** Before anything is asked about the steps. */
export function rememberKeyLog(steps: readonly Step[], text: string): void {
  const [first] = steps;
  if (first) logs.set(first, text);
}

/** Empty where nothing was remembered. */
export const rememberedKeyLog = (first: Step): string => logs.get(first) ?? '';
