// What hands do: drop a folder, pinch, play, page deep, work without a mouse, compare four series.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, openPage, signIn } from './browser.mjs';
import { slice } from './dicom.mjs';
import { password } from './server.mjs';

const study = '1.2.826.0.1.3680043.10.1511.8';
const base = { study, rows: 64, columns: 64, position: 0, number: 1, patient: 'Hands^Hanna', accession: 'E2E-8', description: 'Hands' };
const seriesCount = 4;
const loop = 12;

function writeFiles(folder) {
  // In folders within folders, as a disc has them, with something among them that is no image.
  for (let series = 1; series <= seriesCount; series++) {
    const inner = join(folder, 'DICOM', `SER${series}`);
    mkdirSync(inner, { recursive: true });
    for (let number = 1; number <= (series === seriesCount ? 1 : 6); number++) {
      const isLoop = series === seriesCount;
      writeFileSync(join(inner, `I${number}`), slice({
        ...base, series: `${study}.${series}`, instance: `${study}.${series}.${number}`, number, position: number,
        valueAt: (x, y, frame) => 900 + ((x + y + 10 * number + 20 * frame) % 256), ...(isLoop ? { frames: loop, frameTimeMs: 40 } : {}),
      }));
    }
  }
  writeFileSync(join(folder, 'README.TXT'), 'no image');
}

const rowsOf = (offset, limit, total) => Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) => ({
  uid: `1.2.3.${offset + i}`, patient: `Row^${offset + i}`, id: `R-${offset + i}`, date: '20260102', modalities: ['CT'], series: 1, instances: 1,
}));

async function shownIndex(page) {
  return Number(await page.locator('.viewport-stage canvas').first().getAttribute('data-shown'));
}

const frames = (page, count) => page.evaluate((left) => new Promise((resolve) => requestAnimationFrame(function next() {
  if (--left > 0) {
    requestAnimationFrame(next);
  } else {
    resolve();
  }
})), count);

export function handsTests(state) {
  const at = {};
  return [
    ['a folder dropped on the list is walked and stored', async () => {
      Object.assign(at, await openPage(state.browser));
      await signIn(at.page, state.server.url, 'admin', password);
      const folder = join(state.server.folder, 'disc');
      writeFiles(folder);
      const devtools = await at.context.newCDPSession(at.page);
      for (const type of ['dragEnter', 'dragOver', 'drop']) {
        await devtools.send('Input.dispatchDragEvent', { type, x: 700, y: 400, data: { items: [], files: [folder], dragOperationsMask: 1 } });
        if (type === 'dragOver') {
          await at.page.waitForSelector('.drop-hint');
        }
      }
      await at.page.waitForSelector('text=Upload finished');
      assert.match(await at.page.locator('.upload-panel').innerText(), new RegExp(`${6 * (seriesCount - 1) + 1} stored.*1 no DICOM file`));
      await at.page.locator('.study-row', { hasText: 'Hands, Hanna' }).waitFor();
    }],
    ['a multi-frame instance plays to its end and begins again, at its own pace', async () => {
      const { page } = at;
      await page.goto(`${state.server.url}/studies/${study}?series=${study}.${seriesCount}`);
      await page.waitForSelector('canvas[data-shown="0"]');
      await page.evaluate(() => {
        const canvas = document.querySelector('.viewport-stage canvas');
        window.shown = [];
        new MutationObserver(() => window.shown.at(-1) !== Number(canvas.dataset.shown) && window.shown.push(Number(canvas.dataset.shown))).observe(canvas, { attributeFilter: ['data-shown'] });
      });
      await page.keyboard.press(' ');
      await page.waitForSelector('text=25 fps');
      await page.waitForFunction((last) => window.shown.some((index, i) => index === last && window.shown[i + 1] === 0), loop - 1);
      const shown = await page.evaluate(() => window.shown);
      assert.ok(shown.every((index, i) => i === 0 || index === (shown[i - 1] + 1) % loop), `none is left out: ${shown}`);
      await page.keyboard.press(' ');
      await page.waitForSelector('text=25 fps', { state: 'detached' });
      await frames(page, 3);
      const stopped = await shownIndex(page);
      await frames(page, 20);
      assert.equal(await shownIndex(page), stopped);
    }],
    ['four series stand side by side, page apart, and can be put elsewhere', async () => {
      const { page } = at;
      await page.goto(`${state.server.url}/studies/${study}`);
      await page.waitForSelector('canvas[data-shown="0"]');
      await page.click('[aria-label=Layout]');
      await page.click('text=2 x 2');
      await page.waitForSelector('.grid[data-layout="2x2"]');
      await page.waitForFunction(() => [...document.querySelectorAll('.viewport-stage > canvas')].filter((canvas) => canvas.dataset.shown === '0').length === 4);
      const sets = () => page.evaluate(() => [...document.querySelectorAll('.viewport-stage > canvas')].map((canvas) => canvas.dataset.set.split('/')[0].split('.').pop()));
      assert.deepEqual(await sets(), ['1', '2', '3', '4']);
      await page.locator('.viewport').nth(1).click({ position: { x: 200, y: 100 } });
      await page.keyboard.press('ArrowDown');
      await page.waitForFunction(() => document.querySelectorAll('.viewport-stage > canvas')[1].dataset.shown === '1');
      assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('.viewport-stage > canvas')].map((canvas) => canvas.dataset.shown)), ['0', '1', '0', '0']);
      await page.locator('.thumb').nth(2).dragTo(page.locator('.viewport').nth(0));
      await page.waitForFunction((end) => document.querySelectorAll('.viewport-stage > canvas')[0].dataset.set.endsWith(end), '.3');
      await page.click('[aria-label=Layout]');
      await page.click('text=1 x 1');
      await page.waitForSelector('.grid[data-layout="1x1"]');
    }],
    ['two fingers zoom about their middle, one pages', async () => {
      const phone = await openPage(state.browser, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
      await signIn(phone.page, state.server.url, 'admin', password);
      await phone.page.goto(`${state.server.url}/studies/${study}?series=${study}.1`);
      await phone.page.waitForSelector('canvas[data-shown="0"]');
      const devtools = await phone.context.newCDPSession(phone.page);
      const touch = (type, ...points) => devtools.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
      const percent = async () => Number(/(\d+) %/.exec(await phone.page.locator('.corner.bottom.right').innerText())[1]);
      const before = await percent();
      await touch('touchStart', [180, 400], [220, 400]);
      for (let step = 1; step <= 10; step++) {
        await touch('touchMove', [180 - 4 * step, 400], [220 + 4 * step, 400]);
      }
      await touch('touchEnd');
      await eventually(async () => {
        const after = await percent();
        assert.ok(Math.abs(after / before - 3) < 0.1, `${before} % became ${after} %`);
      });
      await touch('touchStart', [195, 400]);
      for (let step = 1; step <= 10; step++) {
        await touch('touchMove', [195, 400 + 2 * step]);
      }
      await touch('touchEnd');
      await phone.page.waitForFunction(() => Number(document.querySelector('.viewport-stage canvas').dataset.shown) > 0);
      assert.deepEqual(phone.faults, []);
      await phone.context.close();
    }],
    ['a million studies are paged to the very end, and only what is in sight is read', async () => {
      const total = 1_000_000;
      const long = await openPage(state.browser);
      let requests = 0;
      await signIn(long.page, state.server.url, 'admin', password);
      await long.page.route('**/api/studies?*', (route) => {
        const asked = new URL(route.request().url()).searchParams;
        requests++;
        return route.fulfill({ json: { total, totalIsExact: true, change: 1, hasMore: true, studies: rowsOf(Number(asked.get('offset')), Number(asked.get('limit')), total) } });
      });
      await long.page.goto(state.server.url);
      await long.page.locator('.study-row', { hasText: 'Row, 0' }).first().waitFor();
      await long.page.locator('.study-row a').first().focus();
      await long.page.keyboard.press('End');
      await long.page.waitForFunction(() => document.activeElement?.textContent === 'Row, 999999');
      await long.page.keyboard.press('PageUp');
      await long.page.keyboard.press('ArrowUp');
      await long.page.waitForFunction(() => /^Row, 9999\d\d$/.test(document.activeElement?.textContent ?? ''));
      // To the middle, as by the scroll bar: what stands there is the middle.
      await long.page.evaluate(() => { const body = document.querySelector('.study-body'); body.scrollTop = (body.scrollHeight - body.clientHeight) / 2; });
      await long.page.waitForSelector('.study-row[data-index="500000"]:has-text("Row, 500000")');
      const inSight = await long.page.evaluate(() => {
        const box = document.querySelector('.study-body').getBoundingClientRect();
        const row = document.querySelector('.study-row[data-index="500000"]').getBoundingClientRect();
        return row.top >= box.top - 40 && row.bottom <= box.bottom + 40;
      });
      assert.ok(inSight, 'the row is where the list shows it');
      await long.page.fill('[aria-label="Search studies"]', 'row');
      await long.page.waitForURL(/q=row/);
      await long.page.waitForSelector('.study-row[data-index="0"]:has-text("Row, 0")');
      await long.page.evaluate(() => { const body = document.querySelector('.study-body'); body.scrollTop = (body.scrollHeight - body.clientHeight) / 2; });
      await long.page.locator('.study-row[data-index="500000"] a').focus();
      await long.page.keyboard.press('Home');
      await long.page.waitForFunction(() => document.activeElement?.textContent === 'Row, 0');
      assert.ok(await long.page.locator('.study-row').count() < 80, 'few rows are in the page');
      assert.ok(requests < 20, `${requests} requests`);
      assert.deepEqual(long.faults, []);
      await long.context.close();
    }],
    ['all of it works without a mouse', async () => {
      const keys = await openPage(state.browser);
      const { page } = keys;
      await page.goto(state.server.url);
      await page.waitForSelector('#user');
      await page.keyboard.type('admin');
      await page.keyboard.press('Tab');
      await page.keyboard.type(password);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.study-row');
      await page.keyboard.press('/');
      await page.keyboard.type('hands');
      await page.keyboard.press('ArrowDown');
      await page.waitForFunction(() => document.activeElement?.textContent === 'Hands, Hanna');
      await page.keyboard.press('Enter');
      await page.waitForSelector('canvas[data-shown="0"]');
      await page.keyboard.press(']');
      await page.waitForFunction((end) => document.querySelector('.viewport-stage canvas').dataset.set.endsWith(end), '.2');
      await page.keyboard.press('End');
      await page.waitForSelector('canvas[data-shown="5"]');
      await page.keyboard.press('?');
      await page.waitForSelector('dialog.help[open]');
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog.help', { state: 'detached' });
      await page.keyboard.press('Escape');
      await page.waitForSelector('.studies');
      // Back in the list: the same search, standing on the same study.
      assert.equal(await page.inputValue('[aria-label="Search studies"]'), 'hands');
      await page.waitForFunction(() => document.activeElement?.textContent === 'Hands, Hanna');
      assert.deepEqual(keys.faults, []);
      await keys.context.close();
    }],
    ['the hands left no fault', async () => {
      assert.deepEqual(at.faults, []);
      await at.context.close();
    }],
  ];
}
