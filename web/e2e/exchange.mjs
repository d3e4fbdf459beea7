// Exchange with peers as people see it: sending, searching and retrieving, jobs, rules.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, openPage, signIn } from './browser.mjs';
import { slice } from './dicom.mjs';
import { startNotified } from './notified.mjs';
import { mrOnly, startArchive, startStorage } from './peers.mjs';
import { freePort, password, startServer } from './server.mjs';

const root = '1.2.826.0.1.3680043.10.1511.20';
const slices = 5;

function writeStudy(folder, number, patient, more = {}) {
  mkdirSync(folder, { recursive: true });
  const study = `${root}.${number}`;
  return Array.from({ length: slices }, (_, i) => {
    const file = join(folder, `${i}.dcm`);
    writeFileSync(file, slice({
      study, series: `${study}.1`, instance: `${study}.1.${i + 1}`, number: i + 1, position: i, rows: 64, columns: 64, valueAt: (x, y) => 900 + x + y, patient, description: 'Exchange', accession: `X-${number}`, ...more,
    }));
    return file;
  });
}

async function addPeer(page, name, aeTitle, port) {
  await page.click('nav >> text=Peers');
  await page.click('text=Add a peer');
  await page.fill('#peer-name', name);
  await page.fill('#peer-ae', aeTitle);
  await page.fill('#peer-host', '127.0.0.1');
  await page.fill('#peer-port', String(port));
  await page.click('dialog button[type=submit]');
  await page.waitForSelector('dialog', { state: 'detached' });
  await page.waitForSelector(`[aria-label="Echo ${name}"]`);
}

export function exchangeTests(state) {
  const at = {};
  const send = (files, to = state.server, as = 'STORESCU') => execFileSync('storescu', ['-aet', as, '-aec', to.aeTitle, '127.0.0.1', String(to.dicomPort), ...files], { stdio: 'pipe' });
  const rule = (name) => at.page.locator('.section[aria-label=Rules] tr', { hasText: name });
  return [
    ['searching, sending and rules say so where there is no peer', async () => {
      Object.assign(at, await openPage(state.browser));
      at.folder = join(state.server.folder, 'exchange');
      send(writeStudy(join(at.folder, 'own'), 1, 'Own^Olga'));
      await signIn(at.page, state.server.url, 'admin', password);
      await at.page.goto(`${state.server.url}/console/search`);
      await at.page.waitForSelector('text=No peers are registered');
      await at.page.click('nav >> text=Jobs');
      await at.page.waitForSelector('text=No jobs yet');
      await at.page.click('nav >> text=Rules');
      await at.page.waitForSelector('text=There are no rules');
    }],
    ['a study is sent to a peer from the study list, and the peer has it', async () => {
      const { page } = at;
      const remote = [...writeStudy(join(at.folder, 'rita'), 2, 'Remote^Rita'), ...writeStudy(join(at.folder, 'rolf'), 3, 'Remote^Rolf')];
      at.archive = await startArchive(join(at.folder, 'archive'), 'QRPEER', state.server.dicomPort, remote);
      await addPeer(page, 'Archive', 'QRPEER', at.archive.port);
      await page.goto(state.server.url);
      await page.fill('[aria-label="Search studies"]', 'olga');
      await page.locator('.study-row', { hasText: 'Own, Olga' }).hover();
      await page.click('[aria-label="Send Own, Olga to a peer"]');
      await page.waitForSelector('dialog:has-text("Own, Olga"):has-text("5 images")');
      await page.selectOption('#send-peer', 'Archive');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('.job-panel .mark[data-kind=good]:has-text("done")');
      await eventually(async () => assert.match(await page.locator('.job-panel').innerText(), /Send to Archive[^]*Own, Olga[^]*5/));
      const asked = spawnSync('findscu', ['-S', '-aec', 'QRPEER', '127.0.0.1', String(at.archive.port), '-k', '0008,0052=STUDY', '-k', `0020,000d=${root}.1`, '-k', '0010,0010'], { encoding: 'utf8' });
      assert.match(asked.stdout + asked.stderr, /Own\^Olga/);
      await page.click('.job-panel >> text=All jobs');
      await page.waitForSelector('tr[data-job] >> text=Own, Olga');
    }],
    ['a peer is searched, and its studies are retrieved by C-GET and by C-MOVE', async () => {
      const { page } = at;
      await page.click('nav >> text=Search a peer');
      await page.click('.peer-search button[type=submit]');
      await page.waitForSelector('[role=alert]:has-text("Say something to search for")');
      await page.fill('#search-patient', 'Remote');
      await page.fill('#search-from', '2026-01-01');
      await page.fill('#search-until', '2026-01-31');
      await page.click('.peer-search button[type=submit]');
      await page.waitForSelector('h1:has-text("2 studies at Archive")');
      const rita = page.locator('tr', { hasText: 'Remote, Rita' });
      await rita.locator('.mark[data-kind=off]:has-text("no")').waitFor();
      await page.click('[aria-label="Retrieve Remote, Rita"]');
      await rita.locator('.mark[data-kind=good]:has-text("retrieved")').waitFor();
      await page.check('[aria-label="Choose Remote, Rolf"]');
      await page.selectOption('[aria-label="How to retrieve"]', 'move');
      await page.click('button:has-text("Retrieve 1")');
      await page.locator('tr', { hasText: 'Remote, Rolf' }).locator('.mark[data-kind=good]:has-text("retrieved")').waitFor();
      // Asked again, they are here.
      await page.click('.peer-search button[type=submit]');
      await rita.locator('.mark[data-kind=good]:has-text("yes")').waitFor();
      await rita.locator('text=Open').click();
      await page.waitForSelector('canvas[data-shown="0"]');
      await page.goto(`${state.server.url}/console/search`);
      await page.fill('#search-patient', 'Nobody');
      await page.click('.peer-search button[type=submit]');
      await page.waitForSelector('text=Nothing there matches');
    }],
    ['a peer is limited to a view, which stays as long as the peer has it', async () => {
      const { page } = at;
      await page.click('nav >> text=Peers');
      await page.click('text=Add a view');
      await page.fill('#view-name', 'recent CT');
      await page.fill('[aria-label=Attribute]', 'Modality');
      await page.fill('[aria-label="Values, separated by commas"]', 'CT');
      await page.click('text=Add a condition');
      await page.locator('[aria-label=Attribute]').nth(1).fill('StudyDate');
      await page.locator('[aria-label="Values, separated by commas"]').nth(1).fill('-90d-');
      await page.click('dialog button[type=submit]');
      const view = page.locator('.section[aria-label=Views] tr', { hasText: 'recent CT' });
      await view.locator('text=StudyDate is in the last 90 days').waitFor();
      await page.click('[aria-label="Edit Archive"]');
      await page.check('dialog input[name=view]');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('.section[aria-label=Peers] tr:has-text("Archive") >> text=only recent CT');
      await view.locator('td[data-title=Peers]:has-text("Archive")').waitFor();
      await page.click('[aria-label="Remove view recent CT"]');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog [role=alert]:has-text("Archive")');
      await page.click('dialog >> text=Cancel');
      await page.click('[aria-label="Edit Archive"]');
      await page.uncheck('dialog input[name=view]');
      await page.click('dialog button[type=submit]');
      await view.locator('text=none').waitFor();
      await page.click('[aria-label="Remove view recent CT"]');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('text=There are no views');
    }],
    ['a job that was given up says why, is tried again, and tells its history', async () => {
      const { page } = at;
      await page.goto(state.server.url);
      await page.fill('[aria-label="Search studies"]', 'olga');
      await page.locator('.study-row', { hasText: 'Own, Olga' }).hover();
      await page.click('[aria-label="Send Own, Olga to a peer"]');
      // This archive knows no storage commitment.
      await page.selectOption('#send-kind', 'commit-request');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('.job-panel .mark[data-kind=bad]:has-text("given up")');
      await page.click('.job-panel >> text=All jobs');
      const job = page.locator('tr[data-job]', { hasText: 'Ask for commitment' });
      assert.match(await job.locator('.why.bad').innerText(), /commitment/i);
      await job.locator('text=Try again').click();
      await job.locator('text=History').click();
      await page.waitForFunction(() => document.querySelectorAll('dialog .history li').length >= 3);
      await page.waitForSelector('dialog .history >> text=/commitment/i');
      await page.click('dialog [aria-label=Close]');
      await page.selectOption('[aria-label=State]', 'failed');
      await page.waitForFunction(() => document.querySelectorAll('tr[data-job]').length === 1);
      await page.selectOption('[aria-label=State]', '');
      await page.selectOption('[aria-label=Kind]', 'retrieve');
      await page.waitForFunction(() => document.querySelectorAll('tr[data-job]').length === 2);
      await page.selectOption('[aria-label=Kind]', '');
    }],
    ['a job waits for a peer that is away, and is cancelled', async () => {
      const { page } = at;
      await addPeer(page, 'Away', 'AWAY', await freePort());
      await page.goto(state.server.url);
      await page.fill('[aria-label="Search studies"]', 'olga');
      await page.locator('.study-row', { hasText: 'Own, Olga' }).hover();
      await page.click('[aria-label="Send Own, Olga to a peer"]');
      await page.selectOption('#send-peer', 'Away');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('.job-panel >> text=/refused/i');
      await page.click('.job-panel >> text=All jobs');
      const job = page.locator('tr[data-job]', { hasText: 'to Away' });
      await job.locator('text=/try 2 at/').waitFor();
      await job.locator('text=Cancel').click();
      await job.locator('.mark:has-text("cancelled")').waitFor();
    }],
    ['a rule sends on what arrives and matches, waits for nothing, and can be switched off and on', async () => {
      const { page } = at;
      at.received = join(at.folder, 'received');
      at.storage = await startStorage(at.received, 'ROOM2');
      await addPeer(page, 'Room 2', 'ROOM2', at.storage.port);
      await page.click('nav >> text=Rules');
      await page.click('text=Add a rule');
      await page.fill('#rule-name', 'ct to room 2');
      await page.selectOption('#rule-peer', 'Room 2');
      await page.click('text=Add a condition');
      await page.fill('[aria-label=Attribute]', 'Modality');
      await page.fill('[aria-label="Values, separated by commas"]', 'CT, MR');
      await page.click('dialog button[type=submit]');
      await rule('ct to room 2').locator('text=Modality is CT or MR').waitFor();
      await rule('ct to room 2').locator('.mark[data-kind=good]').waitFor();
      send(writeStudy(join(at.folder, 'new'), 4, 'Rule^Rosa'));
      await rule('ct to room 2').locator('text=5 sent').waitFor();
      assert.equal(readdirSync(at.received).length, slices);
      await page.click('[aria-label="Switch ct to room 2 off"]');
      await rule('ct to room 2').locator('.mark[data-kind=off]').waitFor();
      send(writeStudy(join(at.folder, 'later'), 5, 'Rule^Rudi'));
      await rule('ct to room 2').locator('text=5 to look at').waitFor();
      assert.equal(readdirSync(at.received).length, slices);
      await page.click('[aria-label="Switch ct to room 2 on"]');
      await rule('ct to room 2').locator('text=10 sent').waitFor();
      await page.click('[aria-label="Edit ct to room 2"]');
      assert.equal(await page.inputValue('[aria-label="Values, separated by commas"]'), 'CT,MR');
      await page.selectOption('[aria-label="Is or is not"]', 'not');
      await page.click('dialog button[type=submit]');
      await rule('ct to room 2').locator('text=Modality is not CT or MR').waitFor();
      await page.click('[aria-label="Remove ct to room 2"]');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('text=There are no rules');
    }],
    ['what a destination refuses is put aside with the reason, and sent again', async () => {
      const { page } = at;
      await at.storage.stop();
      at.storage = await startStorage(at.received, 'ROOM2', { port: at.storage.port, profile: mrOnly });
      await page.click('text=Add a rule');
      await page.fill('#rule-name', 'picky');
      await page.selectOption('#rule-peer', 'Room 2');
      await page.click('dialog button[type=submit]');
      await rule('picky').locator('.mark[data-kind=good]').waitFor();
      send(writeStudy(join(at.folder, 'picky'), 6, 'Rule^Rita'));
      await rule('picky').locator('text=5 put aside').click();
      const aside = page.locator('.section[aria-label="Put aside by picky"]');
      await aside.locator('tr', { hasText: 'Rule, Rita' }).first().waitFor();
      await eventually(async () => assert.equal(await aside.locator('tbody tr').count(), slices));
      assert.match(await aside.locator('tbody tr .bad').first().innerText(), /\w{4,} \w+/);
      await at.storage.stop();
      at.storage = await startStorage(at.received, 'ROOM2', { port: at.storage.port });
      await aside.locator('text=Send all again').click();
      await rule('picky').locator('text=5 sent').waitFor();
      await aside.locator('text=Nothing is put aside any longer').waitFor();
      await aside.locator('text=Close').click();
      await page.click('[aria-label="Remove picky"]');
      await page.click('dialog button[type=submit]');
    }],
    ['a rule fetches the earlier studies of who arrives from another Gantry', async () => {
      const { page } = at;
      at.second = await startServer('SECOND');
      const patientId = 'PRIOR-1';
      const earlier = writeStudy(join(at.folder, 'earlier'), 7, 'Prior^Paula', { patientId, description: 'Three years ago' });
      const other = writeStudy(join(at.folder, 'other'), 8, 'Else^Erik', { description: 'Another patient' });
      send([...earlier, ...other], at.second);
      await addPeer(page, 'Second', 'SECOND', at.second.dicomPort);
      await page.click('nav >> text=Rules');
      await page.click('text=Add a rule');
      await page.fill('#rule-name', 'priors');
      await page.selectOption('#rule-action', 'prefetch');
      await page.selectOption('#rule-peer', 'Second');
      await page.fill('#rule-sources', 'SCANNER');
      await page.click('dialog button[type=submit]');
      await rule('priors').locator('.mark[data-kind=good]').waitFor();
      send(writeStudy(join(at.folder, 'today'), 9, 'Prior^Paula', { patientId, description: 'Of today' }), state.server, 'SCANNER');
      await page.goto(`${state.server.url}/?q=paula`);
      await page.locator('.study-row', { hasText: 'Three years ago' }).waitFor();
      await eventually(async () => assert.equal(await page.locator('.study-row', { hasText: 'Three years ago' }).locator('.c-images').innerText(), String(slices)));
      assert.equal(await page.locator('.study-row').count(), 2);
      await page.locator('.study-row', { hasText: 'Three years ago' }).locator('a').click();
      await page.waitForSelector('canvas[data-shown="0"]');
      await page.goto(`${state.server.url}/console/jobs`);
      // One for all the images that came.
      await page.locator('tr[data-job]', { hasText: 'Prefetch' }).locator('.mark[data-kind=good]:has-text("done")').waitFor();
      await page.locator('tr[data-job]', { hasText: 'Three years ago' }).locator('.mark[data-kind=good]:has-text("done")').waitFor();
      // What arrived by the rule itself sets off nothing more, and of other patients nothing came.
      assert.equal(await page.locator('tr[data-job]', { hasText: 'Another patient' }).count(), 0);
    }],
    ['a rule tells a system that a study is here, once it is whole', async () => {
      const { page } = at;
      at.notified = await startNotified();
      await addPeer(page, 'RIS', 'RIS', at.notified.port);
      await page.click('nav >> text=Rules');
      await page.click('text=Add a rule');
      await page.fill('#rule-name', 'tell');
      await page.selectOption('#rule-action', 'notify');
      await page.selectOption('#rule-peer', 'RIS');
      await page.fill('#rule-quiet', '2');
      await page.click('dialog button[type=submit]');
      await rule('tell').locator('.mark[data-kind=good]').waitFor();
      send(writeStudy(join(at.folder, 'told'), 10, 'Told^Tina'));
      await eventually(async () => assert.equal(at.notified.notices.length, 1));
      const notice = at.notified.notices[0].toString('latin1');
      assert.match(notice, new RegExp(`${root}\\.10\\.1\\.5`));
      assert.equal(notice.split('ONLINE').length - 1, slices);
      for (const name of ['tell', 'priors']) {
        await page.click(`[aria-label="Remove ${name}"]`);
        await page.click('dialog button[type=submit]');
        await page.waitForSelector('dialog', { state: 'detached' });
      }
    }],
    ['a reader sees none of this', async () => {
      const made = await at.page.evaluate(async () => {
        const { csrf } = await (await fetch('/api/session')).json();
        const answer = await fetch('/api/users', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Gantry-Csrf': csrf }, body: JSON.stringify({ name: 'rolf', role: 'reader' }) });
        return (await answer.json()).oneTimePassword;
      });
      const reader = await openPage(state.browser);
      await reader.page.goto(state.server.url);
      await reader.page.fill('#user', 'rolf');
      await reader.page.fill('#password', made);
      await reader.page.click('button[type=submit]');
      await reader.page.fill('#current', made);
      await reader.page.fill('#next', 'a-long-password-of-rolf');
      await reader.page.fill('#again', 'a-long-password-of-rolf');
      await reader.page.click('button[type=submit]');
      await reader.page.locator('.study-row', { hasText: 'Own, Olga' }).hover();
      assert.equal(await reader.page.locator('.c-send').count(), 0);
      for (const section of ['jobs', 'rules', 'search']) {
        await reader.page.goto(`${state.server.url}/console/${section}`);
        await reader.page.waitForSelector('text=This page is for administrators');
      }
      assert.deepEqual(reader.faults, []);
      await reader.context.close();
    }],
    ['the pages fit a phone, filled', async () => {
      const phone = await openPage(state.browser, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
      await signIn(phone.page, state.server.url, 'admin', password);
      for (const section of ['jobs', 'rules', 'search', 'peers']) {
        await phone.page.goto(`${state.server.url}/console/${section}`);
        await phone.page.waitForSelector('.section');
        await phone.page.waitForSelector('.empty[aria-busy]', { state: 'detached' });
        const wide = await phone.page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.querySelector('.console-page').scrollWidth));
        assert.ok(wide <= 390, `${section} is ${wide} wide`);
      }
      await phone.page.goto(`${state.server.url}/console/rules`);
      await phone.page.tap('text=Add a rule');
      await phone.page.tap('text=Add a condition');
      const wide = await phone.page.evaluate(() => document.querySelector('dialog').scrollWidth);
      assert.ok(wide <= 390, `the dialogue is ${wide} wide`);
      assert.deepEqual(phone.faults, []);
      await phone.context.close();
    }],
    ['the exchange left no fault', async () => {
      await at.storage?.stop();
      await at.second?.stop();
      await at.notified?.stop();
      await at.archive?.stop();
      // A view in use is removed in vain, on purpose.
      assert.deepEqual(at.faults.filter((fault) => !/status of 409/.test(fault)), []);
      await at.context.close();
    }],
  ];
}
