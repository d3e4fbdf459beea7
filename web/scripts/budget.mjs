// After a build: compresses the text assets ahead (.br, .gz) and fails when the code up to the first image outgrows its budget.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url).pathname;
const budgetBytes = 300 * 1000;
const compressible = /\.(js|css|html|svg|json|wasm)$/;
const sizes = new Map();

function walk(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      walk(path);
    } else if (compressible.test(name)) {
      const bytes = readFileSync(path);
      const gz = gzipSync(bytes, { level: 9 });
      sizes.set(path.slice(dist.length), gz.length);
      writeFileSync(`${path}.gz`, gz);
      writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
    }
  }
}

walk(dist);
const manifest = JSON.parse(readFileSync(join(dist, 'assets/manifest.json'), 'utf8'));
const needed = new Set(['index.html']);
function need(key, withDynamic) {
  const entry = manifest[key];
  if (!entry || needed.has(entry.file)) {
    return;
  }
  needed.add(entry.file);
  for (const css of entry.css ?? []) {
    needed.add(css);
  }
  for (const next of entry.imports ?? []) {
    need(next, false);
  }
  if (withDynamic) {
    for (const next of entry.dynamicImports ?? []) {
      if (next.includes('/viewer/')) {
        need(next, false);
      }
    }
  }
}
need('index.html', true);
for (const file of sizes.keys()) {
  if (/assets\/decodeWorker-.*\.js$/.test(file)) {
    needed.add(file);
  }
}
let total = 0;
for (const file of needed) {
  const size = sizes.get(file) ?? 0;
  total += size;
  console.log(`${String(size).padStart(8)}  ${file}`);
}
console.log(`${String(total).padStart(8)}  bytes gzipped up to the first image; the budget is ${budgetBytes}`);
if (total > budgetBytes) {
  process.exit(1);
}
