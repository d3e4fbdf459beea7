// Runs the end-to-end tests against the real program in a real browser; the last line is what ./gantry test reads.
import { hasBrowser, startBrowser } from './browser.mjs';
import { consoleTests } from './console.mjs';
import { correctionTests } from './corrections.mjs';
import { decodeTests } from './decode.mjs';
import { exchangeTests } from './exchange.mjs';
import { handsTests } from './hands.mjs';
import { looksTests } from './looks.mjs';
import { readingTests } from './reading.mjs';
import { startServer } from './server.mjs';
import { storyTests } from './story.mjs';

if (!hasBrowser) {
  console.log('No Chromium is installed.');
  console.log('0 passed, 0 failed, 1 skipped');
  process.exit(0);
}

const state = {};
let [passed, failed, skipped] = [0, 0, 0];
try {
  state.server = await startServer();
  state.browser = await startBrowser();
  // Names of parts run those alone: story, looks, hands, reading, console, exchange, corrections, corpus.
  const parts = { story: storyTests, looks: looksTests, hands: handsTests, reading: readingTests, console: consoleTests, exchange: exchangeTests, corrections: correctionTests, corpus: decodeTests };
  const asked = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts);
  for (const [name, test] of asked.flatMap((part) => parts[part](state))) {
    const begun = performance.now();
    try {
      const result = await test();
      if (result === 'skipped') {
        skipped++;
        console.log(`skip  ${name}`);
        continue;
      }
      passed++;
      console.log(`ok    ${name} (${Math.round(performance.now() - begun)} ms)`);
    } catch (error) {
      failed++;
      console.log(`FAIL  ${name}\n      ${String(error?.stack ?? error).split('\n').slice(0, 8).join('\n      ')}`);
      if (state.faults?.length) {
        console.log(`      ${state.faults.join('\n      ')}`);
      }
      console.log(state.server.said().split('\n').filter((line) => /fail|error|exception/i.test(line)).slice(-12).join('\n'));
      if (process.env.GANTRY_E2E_SHOTS && state.page) {
        await state.page.screenshot({ path: `${process.env.GANTRY_E2E_SHOTS}/failed-${failed}.png` }).catch(() => {});
      }
    }
  }
} catch (error) {
  failed++;
  console.log(String(error?.stack ?? error));
} finally {
  await state.browser?.close();
  await state.server?.stop();
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
