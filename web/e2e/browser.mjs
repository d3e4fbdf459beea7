// A headless Chromium as the tests use it.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const flags = [
  '--headless=new', '--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

const executable = process.env.GANTRY_CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

export const hasBrowser = executable !== undefined;

export function startBrowser() {
  return chromium.launch({ executablePath: executable, args: flags });
}

/** The patience of every wait: for a machine that does ten things at once. */
export const patience = 120_000;

/** Tries again until it holds: what a key or an answer changes is on the screen some frames later. */
export async function eventually(check) {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Tries again until it no longer holds. */
export const eventuallyNot = (check) => eventually(() => assert.rejects(check));

/** A page whose faults fail the test: script errors, console errors, what the content security policy refused. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark', ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    // The first question who is signed in is answered 401: the browser logs that by itself.
    if (message.type() === 'error' && !/status of 401/.test(message.text())) {
      faults.push(`console: ${message.text()}`);
    }
  });
  return { context, page, faults };
}

export async function signIn(page, url, user, password) {
  await page.goto(url);
  await page.fill('#user', user);
  await page.fill('#password', password);
  await page.click('button[type=submit]');
  await page.waitForSelector('.studies');
}

/** The grey levels of a region in the middle of what the viewport shows: what the eye gets, not what the code meant. */
export async function middleOf(page, columns, rows) {
  return (await pixelsOfMiddle(page, columns, rows)).filter((_, i) => i % 4 === 0);
}

/** Red, green and blue of one pixel of an image in the middle of the viewport. */
export async function colourAt(page, columns, rows, x, y) {
  const at = 4 * ((y + 1) * (columns + 2) + x + 1);
  return (await pixelsOfMiddle(page, columns, rows)).slice(at, at + 3);
}

async function pixelsOfMiddle(page, columns, rows) {
  const canvas = await page.locator('.viewport-stage canvas').first().boundingBox();
  const left = canvas.x + Math.round(canvas.width / 2 - columns / 2);
  const top = canvas.y + Math.round(canvas.height / 2 - rows / 2);
  // One pixel of the ground on each side comes along.
  const png = await page.screenshot({ clip: { x: left - 1, y: top - 1, width: columns + 2, height: rows + 2 } });
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    context.drawImage(bitmap, 0, 0);
    return Array.from(context.getImageData(0, 0, bitmap.width, bitmap.height).data);
  }, png.toString('base64'));
}
