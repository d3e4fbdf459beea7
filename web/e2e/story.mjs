// The main job, end to end: a modality sends, the list shows it, a doctor opens it, and the pixels are right.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, eventuallyNot, middleOf, openPage, signIn } from './browser.mjs';
import { shown, slice } from './dicom.mjs';
import { password } from './server.mjs';

const rows = 96;
const columns = 128;
const count = 24;
const study = '1.2.826.0.1.3680043.10.1511.1';
const stored = (number) => (x, y) => 1024 - 200 + ((x * 3 + y * 5 + number * 17) % 480);

function writeStudy(folder, uid, patient, accession, slices = count) {
  mkdirSync(folder, { recursive: true });
  const files = [];
  for (let number = 1; number <= slices; number++) {
    const file = join(folder, `${number}.dcm`);
    // Positions fall as the numbers rise, as on most scanners: the order on the screen is that of the numbers.
    writeFileSync(file, slice({
      study: uid, series: `${uid}.1`, instance: `${uid}.1.${number}`, number, position: 100 - 2 * number, rows, columns, valueAt: stored(number), patient, description: 'Chest, end to end', accession,
    }));
    files.push(file);
  }
  return files;
}

function send(server, files) {
  execFileSync('storescu', ['-aec', 'GANTRY', '127.0.0.1', String(server.dicomPort), ...files], { stdio: 'pipe' });
}

async function expectSlice(page, number, window = [40, 400]) {
  await page.waitForFunction((index) => document.querySelector('.viewport-stage canvas')?.dataset.shown === String(index), number - 1);
  await eventually(() => compareSlice(page, number, window));
}

async function compareSlice(page, number, window = [40, 400]) {
  const grey = await middleOf(page, columns, rows);
  let worst = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      worst = Math.max(worst, Math.abs(shown(stored(number)(x, y), ...window) - grey[(y + 1) * (columns + 2) + x + 1]));
    }
  }
  assert.ok(worst <= 1, `slice ${number}: a pixel is ${worst} grey levels off`);
  assert.equal(grey[0], 0, 'the ground beside the image is black');
}

export function storyTests(state) {
  return [
    ['a wrong password is refused in words', async () => {
      const { page, context } = await openPage(state.browser);
      await page.goto(state.server.url);
      await page.fill('#user', 'admin');
      await page.fill('#password', 'not the password');
      await page.click('button[type=submit]');
      await page.waitForSelector('[role=alert]');
      assert.equal(await page.locator('.studies').count(), 0);
      await context.close();
    }],
    ['an administrator signs in and finds an empty list with a next step', async () => {
      Object.assign(state, await openPage(state.browser));
      await signIn(state.page, state.server.url, 'admin', password);
      await state.page.waitForSelector('text=No studies yet');
    }],
    ['a study that storescu sends appears without a reload', async () => {
      send(state.server, writeStudy(join(state.server.folder, 'first'), study, 'Doe^Jané', 'E2E-1'));
      const row = state.page.locator('.study-row', { hasText: 'Doe, Jané' });
      await row.waitFor();
      await state.page.waitForFunction((n) => document.querySelector('.study-row .c-images')?.textContent === String(n), count);
      assert.match(await row.innerText(), /2026-01-02 10:15/);
    }],
    ['search as you type finds it by name without accents, and says when nothing matches', async () => {
      const box = state.page.getByLabel('Search studies');
      await box.fill('jane');
      await state.page.locator('.study-row', { hasText: 'Doe, Jané' }).waitFor();
      await box.fill('nobody');
      await state.page.waitForSelector('text=No study matches');
      await box.fill('');
      await state.page.locator('.study-row', { hasText: 'Doe, Jané' }).waitFor();
    }],
    ['a click opens it, and the pixels on the screen are the decoded values', async () => {
      await state.page.locator('.study-row a').first().click();
      await state.page.waitForSelector('canvas[data-shown="0"]');
      await state.page.keyboard.press('o');
      await state.page.keyboard.press('a');
      await expectSlice(state.page, 1);
    }],
    ['wheel and keys page through the stack', async () => {
      await state.page.keyboard.press('ArrowDown');
      await expectSlice(state.page, 2);
      await state.page.mouse.move(760, 460);
      await state.page.mouse.wheel(0, 120);
      await expectSlice(state.page, 3);
      await state.page.keyboard.press('End');
      await expectSlice(state.page, count);
      await state.page.keyboard.press('Home');
      await expectSlice(state.page, 1);
    }],
    ['a preset and an inversion change what is shown', async () => {
      await state.page.keyboard.press('3');
      await expectSlice(state.page, 1, [480, 2500]);
      await state.page.keyboard.press('1');
      await expectSlice(state.page, 1);
      await state.page.keyboard.press('i');
      await eventuallyNot(() => compareSlice(state.page, 1));
      await state.page.keyboard.press('i');
      await expectSlice(state.page, 1);
    }],
    ['an address of a study asks for its manifest once, ahead of the code', async () => {
      const asked = [];
      const note = (request) => asked.push(new URL(request.url()).pathname);
      state.page.on('request', note);
      await state.page.goto(`${state.server.url}/studies/${study}`);
      await state.page.waitForSelector('canvas[data-shown="0"]');
      await state.page.waitForSelector('.toolbar');
      state.page.off('request', note);
      assert.equal(asked.filter((path) => path.endsWith('/manifest')).length, 1);
      assert.equal(asked.filter((path) => path === '/api/session').length, 1);
      assert.ok(asked.findIndex((path) => path.endsWith('/manifest')) < asked.findIndex((path) => /ViewerPage.*js/.test(path)), asked.join(' '));
    }],
    ['WebGL draws the same pixels', async () => {
      await state.page.goto(`${state.server.url}/studies/${study}?renderer=webgl`);
      await state.page.waitForSelector('canvas[data-shown="0"][data-renderer=webgl2]');
      await state.page.keyboard.press('o');
      await state.page.keyboard.press('a');
      await expectSlice(state.page, 1);
      await state.page.keyboard.press('ArrowDown');
      await expectSlice(state.page, 2);
    }],
    ['a lost WebGL context goes on without it', async () => {
      await state.page.evaluate(() => document.querySelector('.viewport-stage canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext());
      await state.page.waitForSelector('canvas[data-shown="1"][data-renderer=cpu]');
      await expectSlice(state.page, 2);
    }],
    ['the same study twice side by side pages apart', async () => {
      await state.page.keyboard.press('l');
      await state.page.waitForSelector('.grid[data-layout="1x2"]');
      assert.equal(await state.page.locator('.viewport').count(), 2);
      await state.page.keyboard.press('Escape');
      await state.page.waitForSelector('.studies');
    }],
    ['files are uploaded from the list', async () => {
      const files = writeStudy(join(state.server.folder, 'second'), `${study}.2`, 'Upload^Ada', 'E2E-2', 3);
      writeFileSync(join(state.server.folder, 'notes.txt'), 'no DICOM file');
      await state.page.setInputFiles('input[type=file]', [...files, join(state.server.folder, 'notes.txt')]);
      await state.page.waitForSelector('text=Upload finished');
      assert.match(await state.page.locator('.upload-panel').innerText(), /3 stored.*1 no DICOM file/);
      await state.page.getByLabel('Search studies').fill('upload');
      await state.page.locator('.study-row', { hasText: 'Upload, Ada' }).waitFor();
    }],
    ['a phone gets cards, and a study opens by a tap', async () => {
      const phone = await openPage(state.browser, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
      await signIn(phone.page, state.server.url, 'admin', password);
      await phone.page.locator('.study-row.card', { hasText: 'Doe' }).locator('a').tap();
      await phone.page.waitForSelector('canvas[data-shown="0"]');
      assert.deepEqual(phone.faults, []);
      await phone.context.close();
    }],
    ['nothing was refused or thrown on the way', () => assert.deepEqual(state.faults, [])],
  ];
}
