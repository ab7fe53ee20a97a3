import { describe, expect, it } from 'vitest';
import { titleOf } from '../../../../core/inspect/dissect.ts';
import { titleKeys } from '../../../../core/inspect/topics.ts';
import { Wording } from '../../../../src/lib/format/wording.ts';
import { locales } from '../../../../src/lib/i18n/locales.ts';
import { initialOf } from '../../../../src/lib/run/initial.ts';
import { wholeRun } from '../../../../src/lib/run/scenario-run.ts';
import { stops } from '../../../../src/lib/run/stops.ts';
import { type Entry, rowsOf, sequenceOf } from '../../../../src/lib/view/sequence.ts';
import { Trace } from '../../../support/trace.ts';
import { proseOf, stringsOf } from '../../../support/words.ts';

const steps = wholeRun('split-plain');
const rows = rowsOf(sequenceOf(steps), 'core');
const { lanes } = initialOf('split-plain');
const english = new Wording('en', stringsOf('en'), proseOf('en'), titleOf);
const plain = new Wording('en', stringsOf('en'), null, null);
const named = (wording: Wording, name: (entry: Entry) => boolean) => {
  const entry = rows.find(name);
  return entry && wording.title(entry, steps);
};

describe('a row is called', () => {
  it('by its segment, or by what its octets are', () => {
    const titles = rows.map((row) => english.title(row, steps));
    expect(titles).toEqual(
      expect.arrayContaining(['SYN', 'SYN, ACK', 'FIN', 'SOCKS5 greeting', 'GET /']),
    );
  });

  it('without the whole of a session id', () => {
    const get = named(
      english,
      (row) => row.kind === 'packet' && row.leg === 'downlink' && row.octets > 0,
    );
    expect(get).toMatch(/^GET \/xh\/[0-9a-f]{4}…$/);
  });

  it('by its size while nothing can read octets yet, and by its name where there is no prose', () => {
    expect(named(plain, (row) => row.kind === 'packet' && row.octets > 0)).toBe('3 octets');
    expect(named(plain, (row) => row.step.name === 'vless:fallback_chosen')).toBe(
      'vless:fallback_chosen',
    );
  });

  it('with the reason where it failed', () => {
    const trace = new Trace();
    const { connection } = trace.syn('client a/http1#1', 'uplink', '198.51.100.7', 443);
    trace.end('closed', connection, 'dialler', 'client a/http1#1', 0, 'failed');
    const [syn] = sequenceOf(trace.steps);
    expect(syn && english.title(syn, trace.steps)).toBe('SYN, unreachable');
  });
});

describe('a sentence', () => {
  it('says who sends what to whom, for which half, and when', () => {
    const syn = rows.find((row) => row.kind === 'packet' && row.leg === 'downlink');
    expect(syn && english.sentence(syn, steps, lanes)).toBe(
      'client → VPS 443: SYN (downlink, 0 ms)',
    );
  });

  it('says where something is decided', () => {
    const chosen = rows.find((row) => row.step.name === 'vless:fallback_chosen');
    expect(chosen && english.sentence(chosen, steps, lanes)).toMatch(/^VPS 443: .+ \(330 ms\)$/);
  });
});

describe.each(locales)('in %s', (locale) => {
  const wording = new Wording(locale, stringsOf(locale), proseOf(locale), titleOf);

  it('every row of the scenarios has a title, a text and a sentence', () => {
    for (const scenario of ['split-plain', 'direct-plain']) {
      const run = wholeRun(scenario);
      for (const row of rowsOf(sequenceOf(run), 'base')) {
        expect(wording.title(row, run)).not.toBe('');
        expect(wording.text(row, run), row.step.name).not.toBe('');
        expect(wording.sentence(row, run, lanes)).not.toContain('undefined');
      }
    }
  });

  it('every title that a packet can have has its words', () => {
    const missing = titleKeys
      .flatMap((key) => [`packet.${key}`, `packet.${key}.text`])
      .filter((key) => !(key in wording.strings));
    expect(missing).toEqual([]);
  });

  it('every stop that is offered has its words', () => {
    expect(stops.map(({ at }) => wording.say(`stop.${at}`))).not.toContain('');
  });
});
