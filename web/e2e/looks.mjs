// Lookup tables and overlay planes on the screen, by both renderers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { colourAt, eventually, eventuallyNot, middleOf, openPage, signIn } from './browser.mjs';
import { compressed, slice } from './dicom.mjs';
import { password } from './server.mjs';

const rows = 96;
const columns = 128;
const study = '1.2.826.0.1.3680043.10.1511.7';
const base = { study, rows, columns, patient: 'Tables^Tom', accession: 'E2E-7', description: 'Tables' };
const stored = (x, y) => 900 + ((x * 7 + y * 3) % 256);

// Rescaled values from -124 on, 256 entries of 10 bits, on no straight line.
const voiLut = { first: -124, bits: 10, entries: Array.from({ length: 256 }, (_, i) => Math.round(1023 * (i / 255) ** 2)), name: 'GAMMA' };
// Stored values from 900 on, 256 entries, falling; then the window 40/400 of the file.
const modalityLut = { first: 900, bits: 16, entries: Array.from({ length: 256 }, (_, i) => 255 - i), name: 'FALLING' };

const byVoi = (x, y) => Math.round((255 * voiLut.entries[stored(x, y) - 1024 - voiLut.first]) / 1023);
const byModality = (x, y) => Math.round(255 * Math.min(1, Math.max(0, (255 - (stored(x, y) - 900) - 39.5) / 399 + 0.5)));
const overlay = { rows: 20, columns: 30, top: 10, left: 40, at: (x, y) => x < 15 && y >= 10 };

// Streams of another encoder, with what another decoder made of them.
const streams = new URL('../../tests/Gantry.Testing/JpegXl/', import.meta.url).pathname;
const picture = { rows: 41, columns: 52 };
const jpegXl = [
  { name: 'smooth-52x41x1-8.modular', syntax: '1.2.840.10008.1.2.4.112', slack: 2 },
  { name: 'smooth-52x41x1-8.grey', syntax: '1.2.840.10008.1.2.4.112', slack: 2 },
  { name: 'smooth-52x41x1-8.jpeggrey', syntax: '1.2.840.10008.1.2.4.111', slack: 2 },
];

function send(server) {
  const folder = join(server.folder, 'looks');
  mkdirSync(folder, { recursive: true });
  const files = [
    { series: `${study}.1`, instance: `${study}.1.1`, voiLut },
    { series: `${study}.2`, instance: `${study}.2.1`, modalityLut },
    { series: `${study}.3`, instance: `${study}.3.1`, overlay, overlayBit: (x, y) => x >= 100 && y >= 80 },
  ].map((one, i) => {
    const file = join(folder, `${i}.dcm`);
    writeFileSync(file, slice({ ...base, ...one, number: 1, position: 0, valueAt: stored }));
    return file;
  });
  execFileSync('storescu', ['-aec', 'GANTRY', '127.0.0.1', String(server.dicomPort), ...files], { stdio: 'pipe' });
}

async function open(state, series, renderer) {
  if (!state.looks) {
    send(state.server);
    state.looks = await openPage(state.browser);
    await signIn(state.looks.page, state.server.url, 'admin', password);
  }
  const { page } = state.looks;
  await page.goto(`${state.server.url}/studies/${study}?series=${study}.${series}&renderer=${renderer}`);
  await page.waitForSelector(`canvas[data-shown="0"][data-renderer=${renderer === 'webgl' ? 'webgl2' : 'cpu'}]`);
  await page.keyboard.press('o');
  await page.keyboard.press('a');
  return page;
}

const expectGreys = (page, greyAt) => eventually(() => compareGreys(page, greyAt));

/** What the screen shows at a pixel of the image, once it does. */
const expectColour = (page, x, y, colour) => eventually(async () => assert.deepEqual(await colourAt(page, columns, rows, x, y), colour));

const expectOther = (page, x, y, colour) => eventually(async () => assert.notDeepEqual(await colourAt(page, columns, rows, x, y), colour));

async function compareGreys(page, greyAt) {
  const grey = await middleOf(page, columns, rows);
  let worst = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      worst = Math.max(worst, Math.abs(greyAt(x, y) - grey[(y + 1) * (columns + 2) + x + 1]));
    }
  }
  assert.ok(worst <= 1, `a pixel is ${worst} grey levels off`);
}

export function looksTests(state) {
  return ['cpu', 'webgl'].flatMap((renderer) => [
    [`a VOI LUT makes the greys (${renderer}), and a drag goes on from it with a window`, async () => {
      const page = await open(state, 1, renderer);
      await expectGreys(page, byVoi);
      await page.keyboard.press('1');
      await eventuallyNot(() => compareGreys(page, byVoi));
      await page.keyboard.press('0');
      await page.keyboard.press('a');
      await expectGreys(page, byVoi);
    }],
    [`a modality LUT comes before the window (${renderer})`, async () => expectGreys(await open(state, 2, renderer), byModality)],
    [`overlay planes lie where they belong and can be taken away (${renderer})`, async () => {
      const page = await open(state, 3, renderer);
      await page.waitForSelector('canvas.planes[data-planes="2"]');
      const [graphics, region] = [[255, 227, 127], [165, 209, 127]];
      await expectColour(page, 42, 22, graphics);
      await expectColour(page, 54, 29, graphics);
      await expectOther(page, 42, 19, graphics);
      await expectOther(page, 55, 25, graphics);
      await expectColour(page, 100, 80, region);
      await expectOther(page, 99, 80, region);
      await page.keyboard.press('g');
      await page.waitForSelector('canvas.planes', { state: 'detached' });
      await expectOther(page, 42, 22, graphics);
      await page.keyboard.press('g');
      await page.waitForSelector('canvas.planes');
    }],
  ]).concat([['JPEG XL studies open, and the pixels are those of an independent decoder', async () => {
    const { page } = state.looks;
    await page.goto(state.server.url);
    const files = jpegXl.map(({ name, syntax }, i) => {
      const file = join(state.server.folder, 'looks', `${name}.dcm`);
      writeFileSync(file, compressed({ ...base, study: `${study}.9`, rows: picture.rows, columns: picture.columns, accession: 'E2E-XL', series: `${study}.9.${i + 1}`, instance: `${study}.9.${i + 1}.1`, number: i + 1 }, syntax, readFileSync(join(streams, `${name}.jxl`))));
      return file;
    });
    await page.setInputFiles('input[type=file]', files);
    await page.waitForSelector('text=Upload finished');
    assert.match(await page.locator('.upload-panel').innerText(), new RegExp(`${files.length} stored`));
    for (const [i, { name, slack }] of jpegXl.entries()) {
      // Three lines of text, then the values.
      const reference = readFileSync(join(streams, `${name}.pgm`)).subarray(-picture.rows * picture.columns);
      await page.goto(`${state.server.url}/studies/${study}.9?series=${study}.9.${i + 1}`);
      await page.waitForSelector('canvas[data-shown="0"]');
      await page.keyboard.press('o');
      await page.keyboard.press('a');
      await eventually(async () => {
        const grey = await middleOf(page, picture.columns, picture.rows);
        const worst = Math.max(...reference.map((value, at) => Math.abs(value - grey[(Math.floor(at / picture.columns) + 1) * (picture.columns + 2) + (at % picture.columns) + 1])));
        assert.ok(worst <= slack, `${name}: a pixel is ${worst} grey levels off`);
      });
    }
  }], ['the looks left no fault', async () => {
    assert.deepEqual(state.looks.faults, []);
    await state.looks.context.close();
  }]]);
}
