import { join } from 'node:path';
import { filesBelow, root } from '../architecture/source-files.ts';
import { fuzzMachine } from '../support/fuzz.ts';
import { coverageText, watchTables } from '../support/fuzz-coverage.ts';
const count = Number(process.argv[2] ?? 20000), seed = Number(process.argv[3] ?? 1);
const tables = await watchTables();
for (const path of filesBelow('test/laws', '.laws.ts')) {
  let table; try { table = await import(join(root, path)); } catch (e) { console.log('broken', path, String(e).slice(0,200)); continue }
  for (const [name, law] of Object.entries(table.machines ?? {})) {
      const t = performance.now();
      const r = fuzzMachine(law as never, { count, seed });
      const ms = performance.now() - t;
      console.log(`${name} ${r.cases} cases ${ms.toFixed(0)} ms ${r.failures.length} failures`);
      for (const f of r.failures) console.log(f.slice(0, 3000));
  }
}
console.log(coverageText(tables));
