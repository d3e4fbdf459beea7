// One's account and the administrators' pages, as people use them.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, openPage, signIn } from './browser.mjs';
import { slice } from './dicom.mjs';
import { startStorage } from './peers.mjs';
import { freePort, password } from './server.mjs';

const own = 'my-own-long-password';
const newer = 'another-long-password';

const tokenWorks = (state, token) => fetch(`${state.server.url}/dicom-web/studies?limit=1`, { headers: { Authorization: `Bearer ${token}` } }).then((answer) => answer.status < 300);

export function consoleTests(state) {
  const at = {};
  return [
    ['an administrator adds a user, who must choose a password at the first sign-in', async () => {
      at.admin = await openPage(state.browser);
      const { page } = at.admin;
      await signIn(page, state.server.url, 'admin', password);
      await page.click('[aria-label="Account of admin"]');
      await page.click('text=Administration');
      await page.click('nav >> text=Users');
      await page.click('text=Add a user');
      await page.fill('#user-name', 'anna');
      await page.click('dialog button[type=submit]');
      const once = await page.locator('.secret code').innerText();
      at.reader = await openPage(state.browser);
      const reader = at.reader.page;
      await reader.goto(state.server.url);
      await reader.fill('#user', 'anna');
      await reader.fill('#password', once);
      await reader.click('button[type=submit]');
      await reader.waitForSelector('text=Choose a password');
      await reader.goto(`${state.server.url}/account`);
      await reader.waitForSelector('text=Choose a password');
      await reader.fill('#current', once);
      await reader.fill('#next', own);
      await reader.fill('#again', `${own}?`);
      await reader.click('button[type=submit]');
      await reader.waitForSelector('text=The two new passwords differ');
      await reader.fill('#again', own);
      await reader.click('button[type=submit]');
      await reader.waitForSelector('.console >> text=API tokens');
    }],
    ['the user changes the password, and the old one no longer serves', async () => {
      const { page } = at.reader;
      await page.fill('#current', own);
      await page.fill('#next', newer);
      await page.fill('#again', newer);
      await page.click('text=Change the password');
      await page.waitForSelector('text=Your password has been changed');
      const attempt = (secret) => fetch(`${state.server.url}/api/session`, {
        method: 'POST', headers: { 'Content-Type': 'application/json', Origin: state.server.url }, body: JSON.stringify({ user: 'anna', password: secret }),
      }).then((answer) => answer.status);
      assert.equal(await attempt(own), 401);
      assert.equal(await attempt(newer), 200);
    }],
    ['the user makes a token for a program, with no more than the own rights, and revokes it', async () => {
      const { page } = at.reader;
      await page.click('text=New token');
      await page.fill('#token-name', 'Export');
      assert.equal(await page.locator('dialog input[name=scope]').count(), 2);
      await page.click('dialog button[type=submit]');
      const token = await page.locator('.secret code').innerText();
      assert.ok(await tokenWorks(state, token));
      await page.click('text=I have kept it');
      await page.click('[aria-label="Revoke Export"]');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('tr:has-text("Export") >> text=revoked');
      // A good answer is remembered for a second.
      await eventually(async () => assert.ok(!(await tokenWorks(state, token))));
    }],
    ['a reader sees no page of the administrators', async () => {
      const { page } = at.reader;
      assert.equal(await page.locator('nav >> text=Users').count(), 0);
      await page.goto(`${state.server.url}/console/users`);
      await page.waitForSelector('text=This page is for administrators');
      assert.equal(await page.evaluate(async () => (await fetch('/api/users')).status), 403);
    }],
    ['an administrator changes a role, resets a password, disables and enables', async () => {
      const { page } = at.admin;
      const row = page.locator('tr:has-text("anna")');
      await row.locator('select').selectOption('administrator');
      await page.waitForFunction(() => [...document.querySelectorAll('tr')].find((tr) => tr.textContent.includes('anna'))?.querySelector('select').value === 'administrator');
      await row.locator('text=Reset password').click();
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('.secret:has-text("anna")');
      await row.locator('text=one-time password').waitFor();
      await row.locator('text=Disable').click();
      await page.click('dialog button[type=submit]');
      await row.locator('.mark:has-text("disabled")').waitFor();
      await row.locator('text=Enable').click();
      await row.locator('.mark:has-text("one-time password")').waitFor();
      await page.locator('tr:has-text("(you)") select').selectOption('administrator');
    }],
    ['a peer is added, answers an echo, is edited to one that does not, and is removed', async () => {
      const { page } = at.admin;
      const peer = await startStorage(join(state.server.folder, 'peer'), 'ROOM1');
      try {
        await page.click('nav >> text=Peers');
        await page.waitForSelector('text=No peers are registered');
        await page.click('text=Add a peer');
        await page.fill('#peer-name', 'Room 1');
        await page.fill('#peer-ae', 'ROOM1');
        await page.fill('#peer-host', '127.0.0.1');
        await page.fill('#peer-port', String(peer.port));
        await page.click('dialog button[type=submit]');
        await page.click('[aria-label="Echo Room 1"]');
        await page.waitForSelector('.mark[data-kind=good]:has-text("answered in")');
        await page.waitForSelector('[aria-label="Recent associations"] tr:has-text("ROOM1"):has-text("Accepted")');
      } finally {
        await peer.stop();
      }
      await page.click('[aria-label="Edit Room 1"]');
      await page.fill('#peer-port', String(await freePort()));
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
      await page.click('[aria-label="Echo Room 1"]');
      await page.waitForSelector('td[data-title=Echo] .mark[data-kind=bad]');
      spawnSync('echoscu', ['-aet', 'STRANGER', '-aec', 'NOBODY', '127.0.0.1', String(state.server.dicomPort)], { stdio: 'ignore' });
      const refused = page.locator('[aria-label="Recent associations"] tr:has-text("STRANGER")');
      await refused.locator('text=Rejected').waitFor();
      assert.match(await refused.locator('td').last().innerText(), /NOBODY|called/i);
      await page.click('[aria-label="Remove Room 1"]');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('text=No peers are registered');
    }],
    ['a compression rule makes what is stored smaller, and says by how much', async () => {
      const { page } = at.admin;
      const study = '1.2.826.0.1.3680043.10.1511.40';
      const file = join(state.server.folder, 'compress.dcm');
      writeFileSync(file, slice({ study, series: `${study}.1`, instance: `${study}.1.1`, number: 1, position: 0, rows: 128, columns: 128, valueAt: (x, y) => 900 + x + y, patient: 'Small^Sam', accession: 'SMALL', description: 'Smaller' }));
      execFileSync('storescu', ['-aec', 'GANTRY', '127.0.0.1', String(state.server.dicomPort), file], { stdio: 'pipe' });
      await page.click('nav >> text=Compression');
      await page.waitForSelector('text=There are no rules');
      await page.click('text=Add a rule');
      await page.fill('#compression-name', 'smaller');
      await page.selectOption('#compression-to', '1.2.840.10008.1.2.4.80');
      await page.click('text=Add a condition');
      await page.fill('[aria-label=Attribute]', 'AccessionNumber');
      await page.fill('[aria-label="Values, separated by commas"]', 'SMALL');
      await page.check('dialog input[name=fromStart]');
      await page.click('dialog button[type=submit]');
      const rule = page.locator('tr', { hasText: 'smaller' });
      await rule.locator('text=AccessionNumber is SMALL').waitFor();
      await rule.locator('td[data-title=Compressed]:has-text("1"):has-text("kB to")').waitFor();
      await page.click('[aria-label="Edit smaller"]');
      await page.click('dialog summary:has-text("Only what is stored as")');
      await page.check('dialog label:has-text("Implicit VR Little Endian") input');
      await page.check('dialog input[name=onArrival]');
      await page.click('dialog button[type=submit]');
      await rule.locator('text=stored as Implicit VR Little Endian').waitFor();
      await rule.locator('text=before it is stored').waitFor();
      await page.click('[aria-label="Switch smaller off"]');
      await rule.locator('.mark[data-kind=off]').waitFor();
      await page.click('[aria-label="Remove smaller"]');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('text=There are no rules');
      const answer = await page.evaluate(async (uid) => (await (await fetch(`/dicom-web/studies/${uid}/instances?includefield=AvailableTransferSyntaxUID`)).json()), study);
      assert.match(JSON.stringify(answer), /1\.2\.840\.10008\.1\.2\.4\.80/);
    }],
    ['the system page tells how the server fares, and the audit who did what', async () => {
      const { page } = at.admin;
      await page.click('nav >> text=System');
      await page.waitForSelector('.fact:has-text("Instances")');
      // What the images take, not the room kept ready for more, which is hundreds of megabytes.
      assert.match(await page.locator('.fact:has-text("Images") b').innerText(), /^\d+(\.\d)? (B|kB|MB)$/);
      assert.match(await page.locator('.fact:has-text("Images")').innerText(), /kept ready/);
      await page.waitForSelector('text=All is well');
      await page.click('nav >> text=Audit');
      await page.waitForSelector('tr:has-text("Token revoked"):has-text("anna")');
      await page.waitForSelector('tr:has-text("Association refused")');
      await page.fill('[aria-label="Search the events below"]', 'password');
      await page.waitForSelector('tr:has-text("Token revoked")', { state: 'detached' });
      assert.ok(await page.locator('tr:has-text("Password changed")').count() > 0);
    }],
    ['the pages fit a phone', async () => {
      const phone = await openPage(state.browser, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
      await signIn(phone.page, state.server.url, 'admin', password);
      for (const path of ['account', 'console/system', 'console/jobs', 'console/rules', 'console/search', 'console/compression', 'console/peers', 'console/users', 'console/tokens', 'console/audit']) {
        await phone.page.goto(`${state.server.url}/${path}`);
        await phone.page.waitForSelector('.section');
        await phone.page.waitForSelector('.empty[aria-busy]', { state: 'detached' });
        const wide = await phone.page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.querySelector('.console-page').scrollWidth));
        assert.ok(wide <= 390, `${path} is ${wide} wide`);
      }
      assert.deepEqual(phone.faults, []);
      await phone.context.close();
    }],
    ['the pages left no fault', async () => {
      // What a reader may not do is asked on purpose once.
      assert.deepEqual([...at.admin.faults, ...at.reader.faults].filter((fault) => !/status of 403/.test(fault)), []);
      await at.admin.context.close();
      await at.reader.context.close();
    }],
  ];
}
