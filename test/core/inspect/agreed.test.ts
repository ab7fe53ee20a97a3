import { describe, expect, it } from 'vitest';
import { agreedIn } from '../../../core/inspect/agreed.ts';
import { sightingsOf } from '../../../core/inspect/sightings.ts';
import { SealedWire } from '../../support/sealed-wire.ts';
import { WireSteps } from '../../support/wire-steps.ts';

const agreements = (alpn: readonly string[]): string[] => {
  const wire = new WireSteps();
  new SealedWire(wire, 'uplink', { alpn });
  return wire.steps
    .flatMap((step) => sightingsOf(wire.steps, step)?.units ?? [])
    .flatMap((unit) => agreedIn(unit) ?? []);
};

describe('RFC 7301 §3.1: what is agreed on', () => {
  it('stands in EncryptedExtensions, and nowhere else', () => {
    expect(agreements(['h2', 'http/1.1'])).toEqual(['h2']);
    expect(agreements(['http/1.1'])).toEqual(['http/1.1']);
  });

  it('may be nothing', () => {
    expect(agreements([])).toEqual(['']);
  });
});
