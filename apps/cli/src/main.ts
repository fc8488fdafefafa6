import { readFileSync } from 'node:fs';
import { Settlement } from '@paidonce/settlement';
const s = new Settlement();
const errors: unknown[] = []; const statements: unknown[] = [];
readFileSync(process.argv[3] as string, 'utf8').split('\n').forEach((l, i) => {
  if (!l.trim()) return;
  let v; try { v = JSON.parse(l); } catch { errors.push({ line: i + 1, code: 'invalid', path: '', message: 'not JSON' }); return; }
  const r = s.apply(v);
  if (r.kind === 'refused') errors.push({ line: i + 1, ...r.refusal });
  else if (r.kind === 'recorded' && r.statement) statements.push(r.statement);
});
console.log(JSON.stringify(errors.length ? { errors } : { statements }));
process.exitCode = errors.length ? 2 : 0;
