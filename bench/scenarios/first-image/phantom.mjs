// Writes a CT of a synthetic head, 512 x 512, as PS3.10 files: ellipsoids in HU with noise, so that nothing on the way can compress it to nothing.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { slice } from '../../../web/e2e/dicom.mjs';

const size = 512;
// HU added, half axes, centre, angle in degrees.
const ellipsoids = [
  [1900, 0.69, 0.92, 0.9, 0, 0, 0, 0], [-865, 0.6624, 0.874, 0.88, 0, -0.0184, 0, 0], [-22, 0.11, 0.31, 0.22, 0.22, 0, 0, -18],
  [-22, 0.16, 0.41, 0.28, -0.22, 0, 0, 18], [22, 0.21, 0.25, 0.41, 0, 0.35, -0.15, 0], [38, 0.09, 0.06, 0.12, 0.3, -0.35, 0.1, 30],
].map(([hu, a, b, c, x, y, z, angle]) => ({ hu, a, b, c, x, y, z, cos: Math.cos((angle * Math.PI) / 180), sin: Math.sin((angle * Math.PI) / 180) }));

let seed = 7;
function noise() {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >> 8) % 25 - 12;
}

function plane(z) {
  const values = new Uint16Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [u, v] = [(column - size / 2) / (size / 2) / 0.95, -(row - size / 2) / (size / 2) / 0.95];
      let hu = -1000;
      for (const e of ellipsoids) {
        const [x, y] = [u - e.x, v - e.y];
        if (((x * e.cos + y * e.sin) / e.a) ** 2 + ((y * e.cos - x * e.sin) / e.b) ** 2 + ((z - e.z) / e.c) ** 2 <= 1) {
          hu += e.hu;
        }
      }
      values[row * size + column] = Math.min(4095, Math.max(0, hu + noise() + 1024));
    }
  }
  return values;
}

/** Returns the study's UID. */
export function writeHead(folder, slices) {
  mkdirSync(folder, { recursive: true });
  const study = '1.2.826.0.1.3680043.10.1511.200';
  for (let number = 1; number <= slices; number++) {
    const values = plane(-0.75 + (1.5 * number) / slices);
    writeFileSync(join(folder, `${number}.dcm`), slice({
      study, series: `${study}.1`, instance: `${study}.1.${number}`, number, position: number, rows: size, columns: size,
      valueAt: (x, y) => values[y * size + x], patient: 'Phantom^Head', description: 'CT head', accession: 'BENCH-200',
    }));
  }
  return study;
}
