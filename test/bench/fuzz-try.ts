import { join } from 'node:path';
import { filesBelow, root } from '../architecture/source-files.ts';
import { fuzzCodec, fuzzMachine } from '../support/fuzz.ts';
import { floodMachine } from '../support/fuzz-flood.ts';
const [pattern = '', count = '2000', kind = 'both', seed = '1'] = process.argv.slice(2);
for (const path of filesBelow('test/laws', '.laws.ts')) {
  let table; try { table = await import(join(root, path)); } catch (e) { console.log('broken', path, String(e).slice(0,200)); continue }
  for (const [what, run] of [['codecs', fuzzCodec], ['machines', fuzzMachine], ['floods', floodMachine]] as const) {
    if (kind !== 'both' && kind !== what) continue;
    for (const [name, law] of Object.entries(table[what === 'floods' ? 'machines' : what] ?? {})) {
      if (!name.includes(pattern)) continue;
      const t = performance.now();
      const r = what === 'floods' ? floodMachine(law as never, Number(count)) : (run as any)(law as never, { count: Number(count), seed: Number(seed) });
      const ms = performance.now() - t;
      console.log(`${name} ${r.cases} cases ${ms.toFixed(0)} ms ${(ms * 1000 / r.cases).toFixed(1)} us/case ${r.failures.length} failures`);
      for (const f of r.failures) console.log(f.slice(0, 3000));
    }
  }
}
