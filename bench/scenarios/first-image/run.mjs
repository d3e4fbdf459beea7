// The first image of a 200-slice CT, cold: Gantry's workstation beside OHIF on the same server, in one run on one machine. See README.md here.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startBrowser } from '../../../web/e2e/browser.mjs';
import { password, startServer } from '../../../web/e2e/server.mjs';
import { startFront } from './front.mjs';
import { writeHead } from './phantom.mjs';
import { probe } from './probe.mjs';

const ohifPackage = '@ohif/app@3.13.2';
const root = new URL('../../../', import.meta.url).pathname;
const work = process.env.WORK ?? join(root, 'artifacts/bench/first-image');
const runs = Number(process.argv[2] ?? 5);
const slices = 200;
const patienceMs = 120_000;

function ohifFolder() {
  const folder = join(work, 'ohif/package/dist');
  if (!existsSync(folder)) {
    mkdirSync(join(work, 'ohif'), { recursive: true });
    const file = execFileSync('npm', ['pack', '--silent', ohifPackage], { cwd: join(work, 'ohif'), encoding: 'utf8' }).trim().split('\n').pop();
    execFileSync('tar', ['xzf', file], { cwd: join(work, 'ohif') });
  }
  return folder;
}

async function session(url) {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', Origin: url }, body: JSON.stringify({ user: 'admin', password }),
  });
  if (!answer.ok) {
    throw new Error(`Signing in answered ${answer.status}.`);
  }
  const [name, value] = answer.headers.getSetCookie()[0].split(';')[0].split(/=(.*)/s);
  return { name, value, domain: '127.0.0.1', path: '/' };
}

/** One cold run: a browser of its own, with nothing kept from any run before. */
async function measure(address, cookie, shot) {
  const browser = await startBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
    if (cookie) {
      await context.addCookies([cookie]);
    }
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(`  page error: ${error.message.slice(0, 200)}`));
    await page.addInitScript(probe);
    let requests = 0;
    page.on('response', () => requests++);
    // The probe tells by the console: to ask the page again and again would cost it time.
    const told = page.waitForEvent('console', { predicate: (message) => message.text().startsWith('first-image '), timeout: patienceMs }).catch(() => null);
    await page.goto(address, { waitUntil: 'commit' });
    const ms = Number((await told)?.text().split(' ')[1] ?? NaN);
    const found = requests;
    if (shot) {
      await page.screenshot({ path: shot });
    }
    return { ms, requests: found };
  } finally {
    await browser.close();
  }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

mkdirSync(work, { recursive: true });
const ohif = ohifFolder();
const files = join(work, 'ct');
rmSync(files, { recursive: true, force: true });
const study = writeHead(files, slices);
const server = await startServer();
const fronts = [];
try {
  execFileSync('storescu', ['+sd', '-aec', 'GANTRY', '127.0.0.1', String(server.dicomPort), files], { stdio: 'pipe' });
  const upstream = Number(new URL(server.url).port);
  const token = execFileSync(join(root, 'gantry'), ['user', 'token', 'admin', '--data', join(server.folder, 'data')], { encoding: 'utf8' }).trim().split('\n').pop();
  const cookie = await session(server.url);
  const port = Number(process.env.FRONT_PORT ?? 0);
  fronts.push(await startFront({ port, upstream, token, ohif: null }), await startFront({ port: port && port + 1, upstream, token, ohif }));
  const viewers = [
    { name: 'Gantry', address: `${fronts[0].url}/studies/${study}`, cookie },
    { name: 'OHIF 3.13.2', address: `${fronts[1].url}/viewer?StudyInstanceUIDs=${study}`, cookie: null },
  ].map((viewer) => ({ ...viewer, times: [] }));
  // One run of each that does not count: the server has then read its files and compiled its code for both.
  for (let run = 0; run <= runs; run++) {
    for (const viewer of viewers) {
      const result = await measure(viewer.address, viewer.cookie, run === 0 ? join(work, `${viewer.name.split(' ')[0].toLowerCase()}.png`) : null);
      console.error(`${viewer.name} ${run === 0 ? 'warm-up' : `run ${run}`}: ${Math.round(result.ms)} ms, ${result.requests} requests`);
      if (run > 0) {
        viewer.times.push(result.ms);
      }
    }
  }
  const [ours, theirs] = viewers.map((viewer) => median(viewer.times));
  console.log(`| first image of ${readdirSync(files).length} CT slices, cold | median | least | most |\n| --- | --- | --- | --- |`);
  for (const { name, times } of viewers) {
    console.log(`| ${name} | ${Math.round(median(times))} ms | ${Math.round(Math.min(...times))} ms | ${Math.round(Math.max(...times))} ms |`);
  }
  console.log(`\nGantry takes ${(ours / theirs).toFixed(3)} of OHIF's time.`);
} finally {
  fronts.forEach((front) => front.stop());
  await server.stop();
}
process.exit(0);
