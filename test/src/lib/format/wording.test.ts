import { describe, expect, it } from 'vitest';
import { type PacketTitle, titleOf } from '../../../../core/inspect/dissect.ts';
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

  it('after what matters most in it, whatever stands around that, inside of TLS too', () => {
    const run = wholeRun('cdn-up-reality-down');
    const titles = rowsOf(sequenceOf(run), 'core').map((row) => english.title(row, run));
    const expected = [
      'ClientHello for target.example, REALITY',
      'ClientHello for cdn.example',
      'Finished',
      '[TLS] HTTP/2 preface; with it SETTINGS, WINDOW_UPDATE',
      '[TLS] 200, stays open',
      '200 OK for packet 0',
      '[TLS] 200 OK in the downlink',
    ];
    expect(titles).toEqual(expect.arrayContaining(expected));
    expect(titles.filter((title) => /^\[TLS\] GET \/xh\/[0-9a-f]{4}…$/.test(title))).toHaveLength(
      1,
    );
  });

  it('anew when a secret has come', () => {
    const titled: PacketTitle[] = [{ key: 'tls.unopened', records: 1 }, { key: 'http2.ping' }];
    const wording = new Wording(
      'en',
      stringsOf('en'),
      proseOf('en'),
      () => titled.shift() as PacketTitle,
    );
    const row = rows.find((one) => one.kind === 'packet' && one.octets > 0) as Entry;
    expect(wording.title(row, steps)).toBe('encrypted TLS records: 1, 3 octets');
    expect(wording.title(row, steps)).toBe('PING');
    expect(wording.title(row, steps)).toBe('PING');
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
    for (const scenario of ['cdn-up-reality-down', 'split-plain', 'direct-plain']) {
      const run = wholeRun(scenario);
      for (const row of rowsOf(sequenceOf(run), 'base')) {
        expect(wording.title(row, run)).not.toBe('');
        expect(wording.text(row, run), row.step.name).not.toBe('');
        expect(wording.sentence(row, run, lanes)).not.toContain('undefined');
      }
    }
  });

  it('every stop that is offered has its words', () => {
    expect(stops.map(({ at }) => wording.say(`stop.${at}`))).not.toContain('');
  });
});
