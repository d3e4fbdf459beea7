// How a list is searched and sorted, and what hands do to an image: each tool by what the screen shows then.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, eventuallyNot, middleOf, openPage, signIn } from './browser.mjs';
import { report, shown, slice } from './dicom.mjs';
import { password } from './server.mjs';

const study = '1.2.826.0.1.3680043.10.1511.30';
const rows = 96;
const columns = 128;
const slices = 10;
const stored = (x, y) => 1024 - 150 + ((x * 2 + y * 3) % 400);
const base = { study, rows, columns, patient: 'Reading^Ruth', accession: 'RUTH71', description: 'Pelvis for reading' };

function send(server) {
  const folder = join(server.folder, 'reading');
  mkdirSync(folder, { recursive: true });
  const instances = [
    ...Array.from({ length: slices }, (_, i) => slice({ ...base, series: `${study}.1`, instance: `${study}.1.${i + 1}`, number: i + 1, position: i, valueAt: stored })),
    report({ ...base, series: `${study}.2`, instance: `${study}.2.1` }),
    slice({ ...base, study: `${study}.9`, series: `${study}.9.1`, instance: `${study}.9.1.1`, number: 1, position: 0, valueAt: stored, patient: 'Aardvark^Abel', accession: 'ABEL82', description: 'Zygoma for reading' }),
  ];
  const files = instances.map((bytes, i) => {
    const file = join(folder, `${i}.dcm`);
    writeFileSync(file, bytes);
    return file;
  });
  execFileSync('storescu', ['-aec', 'GANTRY', '127.0.0.1', String(server.dicomPort), ...files], { stdio: 'pipe' });
}

/** What the screen shows of the image, wide by high, is `greyAt`. */
const expectGreys = (page, wide, high, greyAt) => eventually(() => compareGreys(page, wide, high, greyAt));

async function compareGreys(page, wide, high, greyAt) {
  const grey = await middleOf(page, wide, high);
  let worst = 0;
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      worst = Math.max(worst, Math.abs(greyAt(x, y) - grey[(y + 1) * (wide + 2) + x + 1]));
    }
  }
  assert.ok(worst <= 1, `a pixel is ${worst} grey levels off`);
}

const greyAt = (x, y) => shown(stored(x, y));

export function readingTests(state) {
  const at = {};
  const names = () => at.page.locator('.study-row .c-patient').allInnerTexts();
  const corner = () => at.page.locator('.corner.bottom.right').innerText();
  const first = () => at.page.locator('.viewport-stage canvas').first();
  const drag = async (dx, dy) => {
    await at.page.mouse.move(760, 460);
    await at.page.mouse.down();
    await at.page.mouse.move(760 + dx, 460 + dy, { steps: 8 });
    await at.page.mouse.up();
  };
  return [
    ['a study is found by patient, identifier, accession, description, modality and date', async () => {
      send(state.server);
      Object.assign(at, await openPage(state.browser));
      state.page = at.page;
      await signIn(at.page, state.server.url, 'admin', password);
      const box = at.page.getByLabel('Search studies');
      for (const typed of ['ruth', 'READING RUTH', 'ID-RUTH71', 'ruth7', 'pelvis', 'pelvis ct', 'reading sr', 'ruth 2026-01-02', 'ruth 02.01.2026', 'ruth 202601']) {
        await box.fill('nobody of this name');
        await at.page.waitForSelector('text=No study matches');
        await box.fill(typed);
        await at.page.locator('.study-row', { hasText: 'Reading, Ruth' }).waitFor();
        await eventually(async () => assert.deepEqual(await names(), ['Reading, Ruth'], typed));
      }
      const row = await at.page.locator('.study-row').innerText();
      assert.match(row, /CT[^]*SR[^]*Pelvis for reading[^]*RUTH71[^]*2[^]*11/);
    }],
    ['of questions asked in haste the last is answered, however late the others come', async () => {
      const { page } = at;
      const held = [];
      const asked = (url) => url.searchParams.get('q') ?? '';
      // What is given up is let go at the end; a question for 'ruth' is answered at once.
      await page.route('**/api/studies?*', (route) => (/^(aa?b?|zyg?)/.test(asked(new URL(route.request().url()))) ? void held.push(route) : route.continue()));
      const box = page.getByLabel('Search studies');
      for (const typed of ['a', 'zy', 'ab', 'zyg']) {
        const sent = page.waitForRequest((request) => request.url().includes('/api/studies?') && asked(new URL(request.url())) === typed);
        await box.fill(typed);
        await sent;
      }
      await box.fill('ruth');
      await eventually(async () => assert.deepEqual(await names(), ['Reading, Ruth']));
      await Promise.all(held.map((route) => route.continue().catch(() => {})));
      await page.unroute('**/api/studies?*');
      // Arrow and Enter go to the answer of what stands in the box.
      await box.focus();
      await page.keyboard.press('ArrowDown');
      await page.waitForFunction(() => document.activeElement?.textContent === 'Reading, Ruth');
      assert.deepEqual(await names(), ['Reading, Ruth']);
    }],
    ['a column sorts the list, and again the other way', async () => {
      await at.page.getByLabel('Search studies').fill('for reading');
      await at.page.waitForFunction(() => document.querySelectorAll('.study-row .c-patient').length === 2);
      for (const [title, ascending] of [['Patient', ['Aardvark, Abel', 'Reading, Ruth']], ['Description', ['Reading, Ruth', 'Aardvark, Abel']], ['Accession', ['Aardvark, Abel', 'Reading, Ruth']]]) {
        const head = at.page.locator('.study-head [role=columnheader]', { hasText: title });
        for (const [direction, expected] of [['ascending', ascending], ['descending', [...ascending].reverse()]]) {
          await head.locator('button').click();
          // The order before may stand there until the answer has come.
          await at.page.waitForFunction(
            ([want, order]) => document.querySelector('.study-table').ariaBusy === 'false' && document.querySelector('.study-head [aria-sort]')?.ariaSort === want &&
              [...document.querySelectorAll('.study-row .c-patient')].map((cell) => cell.innerText).join() === order,
            [direction, expected.join()],
          );
          assert.equal(await head.getAttribute('aria-sort'), direction);
        }
      }
    }],
    ['drags page, window, move and zoom; reset takes it all back', async () => {
      const { page } = at;
      await page.goto(`${state.server.url}/studies/${study}?series=${study}.1`);
      await page.waitForSelector('canvas[data-shown="0"]');
      await page.keyboard.press('s');
      await drag(0, 120);
      await eventually(async () => assert.notEqual(await first().getAttribute('data-shown'), '0'));
      await page.keyboard.press('Home');
      await page.waitForSelector('canvas[data-shown="0"]');
      const before = await eventually(async () => {
        const text = await corner();
        assert.match(text, /W 400 L 40/);
        return text;
      });
      await page.keyboard.press('w');
      await drag(60, 0);
      await eventually(async () => {
        const [, width, level] = /W (\S+) L (\S+)/.exec(await corner());
        assert.ok(Number(width) > 400 && Number(level) === 40, `W ${width} L ${level}`);
      });
      await drag(0, 60);
      await eventually(async () => assert.notEqual(Number(/L (\S+)/.exec(await corner())[1]), 40));
      await page.keyboard.press('z');
      await drag(0, -60);
      const zoom = (text) => Number(/(\d+) %/.exec(text)[1]);
      await eventually(async () => assert.notEqual(zoom(await corner()), zoom(before)));
      await page.keyboard.press('0');
      await eventually(async () => assert.equal(await corner(), before));
      // Moved by whole pixels, the image is the same elsewhere.
      await page.keyboard.press('o');
      await page.keyboard.press('a');
      await expectGreys(page, columns, rows, greyAt);
      await page.keyboard.press('m');
      await drag(40, 0);
      await eventuallyNot(() => compareGreys(page, columns, rows, greyAt));
      await expectGreys(page, columns - 80, rows, (x, y) => greyAt(x, y));
    }],
    ['an image is turned and mirrored', async () => {
      const { page } = at;
      const show = async (...keys) => {
        await page.keyboard.press('0');
        for (const key of keys) {
          await page.keyboard.press(key);
        }
        await page.keyboard.press('a');
      };
      await show();
      await expectGreys(page, columns, rows, greyAt);
      await show('r');
      await expectGreys(page, rows, columns, (x, y) => greyAt(y, rows - 1 - x));
      await show('Shift+R');
      await expectGreys(page, rows, columns, (x, y) => greyAt(columns - 1 - y, x));
      await show('h');
      await expectGreys(page, columns, rows, (x, y) => greyAt(columns - 1 - x, y));
      await show('v');
      await expectGreys(page, columns, rows, (x, y) => greyAt(x, rows - 1 - y));
      await show('r', 'h', 'i');
      await expectGreys(page, rows, columns, (x, y) => 255 - greyAt(y, x));
    }],
    ['what has no pixels says what it is, and can be had', async () => {
      const { page } = at;
      await page.goto(`${state.server.url}/studies/${study}?series=${study}.2`);
      await page.waitForSelector('.notice:has-text("Structured report"):has-text("no pixels to show")');
      const path = await page.locator('.notice a').getAttribute('href');
      assert.equal(await page.evaluate(async (href) => (await fetch(href)).status, path), 200);
    }],
    ['an upload shows how far it is', async () => {
      const { page } = at;
      await page.goto(state.server.url);
      let release = () => {};
      const held = new Promise((resolve) => (release = resolve));
      await page.route('**/dicom-web/studies', async (route) => { await held; await route.continue(); });
      await page.setInputFiles('input[type=file]', [join(state.server.folder, 'reading', '0.dcm')]);
      await page.waitForSelector('.upload-panel:has-text("Uploading 1 files") progress');
      release();
      await page.waitForSelector('text=Upload finished');
      await page.unroute('**/dicom-web/studies');
    }],
    ['the reading left no fault', async () => {
      assert.deepEqual(at.faults, []);
      await at.context.close();
    }],
  ];
}
