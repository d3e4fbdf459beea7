// usage: node openjph.mjs STREAM OUT [STREAM OUT]...: decodes high-throughput JPEG 2000 with OpenJPH; samples as they lie in its memory.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const factory = require('@cornerstonejs/codec-openjph');
const library = await factory({ locateFile: (name) => require.resolve('@cornerstonejs/codec-openjph/wasm').replace(/[^/]*$/, name) });
for (let i = 2; i + 1 < process.argv.length; i += 2) {
  const stream = readFileSync(process.argv[i]);
  const decoder = new library.HTJ2KDecoder();
  decoder.getEncodedBuffer(stream.length).set(stream);
  decoder.decode();
  writeFileSync(process.argv[i + 1], decoder.getDecodedBuffer());
  decoder.delete();
}
