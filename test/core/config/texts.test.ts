import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { texts } from '../../../core/config/texts.ts';

const folder = join(import.meta.dirname, '../../../core/config');
const sources = readdirSync(folder)
  .filter((name) => name !== 'texts.ts')
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');
const codes = Object.keys(texts);

describe('the table of texts', () => {
  it.each(codes)('%s is said somewhere', (code) => {
    expect(sources).toContain(`'${code}'`);
  });

  it('comes from packages of Xray, from Go, or from us', () => {
    const from = new Set(Object.values<{ from: string }>(texts).map((text) => text.from));
    expect([...from].sort()).toEqual([
      '',
      'app/proxyman/inbound',
      'app/proxyman/outbound',
      'app/router',
      'common/errors',
      'common/geodata',
      'common/net',
      'common/uuid',
      'core',
      'infra/conf',
      'infra/conf/serial',
      'proxy/dokodemo',
      'proxy/vless',
      'proxy/vless/inbound',
      'xhttp-lab',
    ]);
  });

  it('puts every argument into the text', () => {
    const say = Object.values<{ say: (...args: string[]) => string }>(texts).map(
      (text) => text.say,
    );
    for (const text of say) {
      const args = Array.from({ length: text.length }, (_, i) => `<${i}>`);
      for (const arg of args) expect(text(...args)).toContain(arg);
    }
    expect(Math.max(...say.map((text) => text.length))).toBe(2);
  });
});
