// Correcting a patient from the study list, and taking it back.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, openPage, signIn } from './browser.mjs';
import { slice } from './dicom.mjs';
import { password } from './server.mjs';

const study = '1.2.826.0.1.3680043.10.1511.60';

export function correctionTests(state) {
  const at = {};
  const row = (name) => at.page.locator('.study-row', { hasText: name });
  const correct = async (name) => {
    await row(name).hover();
    await row(name).locator('button[aria-label^="Correct data"]').click();
    await at.page.waitForSelector('#correct-PatientName');
  };
  return [
    ['a study is corrected from the study list, with its reason kept', async () => {
      Object.assign(at, await openPage(state.browser));
      state.page = at.page;
      const { page } = at;
      const folder = join(state.server.folder, 'corrections');
      mkdirSync(folder, { recursive: true });
      const file = join(folder, 'one.dcm');
      writeFileSync(file, slice({ study, series: `${study}.1`, instance: `${study}.1.1`, number: 1, position: 1, rows: 64, columns: 64, valueAt: (x, y) => 900 + x + y, patient: 'Wrong^Wanda', description: 'Corrections', accession: 'C-1' }));
      execFileSync('storescu', ['-aec', 'GANTRY', '127.0.0.1', String(state.server.dicomPort), file], { stdio: 'pipe' });
      await signIn(page, state.server.url, 'admin', password);
      await page.fill('.search input', 'wanda');
      await row('Wanda').waitFor();
      await correct('Wanda');
      await page.fill('#correct-PatientName', 'Right^Odile');
      await page.fill('#correct-PatientBirthDate', '1971-02-03');
      await page.fill('#correct-reason', 'mistyped at the modality');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
      await page.fill('.search input', 'odile');
      await row('Odile').waitFor();
      await page.fill('.search input', 'wanda');
      await page.waitForSelector('text=No study matches');
    }],
    ['its history tells what was done, and undoing brings the old name back', async () => {
      const { page } = at;
      await page.fill('.search input', 'odile');
      await correct('Odile');
      const history = page.locator('section[aria-label="Corrections so far"]');
      await history.waitFor();
      assert.match(await history.innerText(), /PatientName is Right\^Odile; PatientBirthDate is 19710203[\s\S]*mistyped at the modality/);
      await history.locator('button', { hasText: 'Undo' }).click();
      await page.waitForSelector('dialog[aria-label^="Undo correction"]');
      await page.fill('#correct-reason', 'it was Wanda after all');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
      await page.fill('.search input', 'wanda');
      await row('Wanda').waitFor();
      await correct('Wanda');
      await eventually(async () => assert.match(await history.innerText(), /undone/));
      assert.equal(await history.locator('button').count(), 0);
    }],
    ['what cannot be is told where it was typed', async () => {
      const { page } = at;
      await page.fill('#correct-PatientID', 'x'.repeat(70));
      await page.fill('#correct-reason', 'test');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog .problem:has-text("PatientID")');
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
    }],
  ];
}
