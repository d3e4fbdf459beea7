// Uploads the corpus, where it is there, and compares every decoded frame with what independent decoders made of it.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPage, signIn } from './browser.mjs';
import { password } from './server.mjs';

const corpus = new URL('../../../shared/corpus/', import.meta.url).pathname;
const maxFrames = 40;
const lossless = new Set(['1.2.840.10008.1.2.5', '1.2.840.10008.1.2.4.57', '1.2.840.10008.1.2.4.70', '1.2.840.10008.1.2.4.80', '1.2.840.10008.1.2.4.81', '1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.201']);
const native = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99']);

/** Files whose frames must decode to exactly the reference: grey or RGB, no bits beyond those stored, one file for a SOP Instance UID. */
function comparable(files) {
  const uids = new Map();
  for (const file of files) {
    uids.set(file.sopInstanceUid, (uids.get(file.sopInstanceUid) ?? 0) + 1);
  }
  return files.filter(
    (file) =>
      file.status === 'valid' && file.hasPixelData && file.studyInstanceUid && uids.get(file.sopInstanceUid) === 1 && file.decoded?.length > 0 &&
      (lossless.has(file.transferSyntaxUid) || native.has(file.transferSyntaxUid)) && ['MONOCHROME1', 'MONOCHROME2', 'RGB'].includes(file.photometric) &&
      // A reference in colour planes has the same values in another order.
      (file.photometric !== 'RGB' || file.decoded.some((reference) => reference.planarConfiguration !== 1)) &&
      (file.bitsAllocated === 8 || file.bitsAllocated === 16) && (file.decoded[0].frames ?? 1) <= maxFrames &&
      // Reference tools give whole cells; where those hold more than the stored bits say, they are no reference for values.
      file.decoded[0].max < 2 ** (file.bitsStored - file.pixelRepresentation),
  );
}

function multipart(files) {
  const parts = files.flatMap((file) => [Buffer.from('--x\r\nContent-Type: application/dicom\r\n\r\n'), readFileSync(join(corpus, file.path)), Buffer.from('\r\n')]);
  return Buffer.concat([...parts, Buffer.from('--x--\r\n')]);
}

export function decodeTests(state) {
  return [
    ['every comparable frame of the corpus decodes as independent decoders did', async () => {
      if (!existsSync(join(corpus, 'manifest.json'))) {
        return 'skipped';
      }
      const files = comparable(JSON.parse(readFileSync(join(corpus, 'manifest.json'), 'utf8')).files);
      const folder = mkdtempSync(join(tmpdir(), 'gantry-decode-'));
      process.env.GANTRY_DECODE_PAGE = folder;
      const { build } = await import('vite');
      await build({ configFile: new URL('./decodePage/vite.config.ts', import.meta.url).pathname, logLevel: 'error' });
      const { page, context } = await openPage(state.browser);
      try {
        await signIn(page, state.server.url, 'admin', password);
        const session = await page.evaluate(async () => (await fetch('/api/session')).json());
        let refused = 0;
        for (let at = 0; at < files.length; at += 40) {
          const answer = await context.request.post(`${state.server.url}/dicom-web/studies`, {
            data: multipart(files.slice(at, at + 40)), timeout: 120_000,
            headers: { 'Content-Type': 'multipart/related; type="application/dicom"; boundary=x', 'X-Gantry-Csrf': session.csrf, Accept: 'application/dicom+json', Origin: state.server.url },
          });
          assert.ok(answer.status() === 200 || answer.status() === 202, `STOW answered ${answer.status()}: ${await answer.text()}`);
          // What the archive refuses (identifiers of header and data set that differ, for one) is the archive's own tests' matter.
          refused += (await answer.json())['0008119A']?.Value?.length ?? 0;
        }
        await page.route('**/decode-page/**', (route) => {
          const name = new URL(route.request().url()).pathname.replace('/decode-page/', '');
          const type = { js: 'text/javascript', html: 'text/html', wasm: 'application/wasm' }[name.split('.').pop()];
          return route.fulfill({ body: readFileSync(join(folder, name)), contentType: type });
        });
        await page.goto(`${state.server.url}/decode-page/index.html`);
        await page.waitForFunction(() => window.decodeStudy !== undefined);
        const decoded = new Map();
        for (const study of new Set(files.map((file) => file.studyInstanceUid))) {
          for (const one of await page.evaluate(([uid, most]) => window.decodeStudy(uid, most), [study, maxFrames])) {
            decoded.set(one.instance, one);
          }
        }
        const wrong = files.filter((file) => !file.decoded.some((reference) => reference.sha256 === decoded.get(file.sopInstanceUid)?.sha256));
        const right = files.length - wrong.length;
        console.log(`      ${right} of ${files.length} instances are exact`);
        for (const file of wrong) {
          const { failure, min, max, mean } = decoded.get(file.sopInstanceUid) ?? { failure: 'not in the manifest' };
          console.log(`      ${file.path}: ${failure ?? `${min}..${max} mean ${mean}; expected ${file.decoded[0].min}..${file.decoded[0].max} mean ${file.decoded[0].mean}`}`);
        }
        const missing = wrong.filter((file) => !decoded.has(file.sopInstanceUid)).length;
        assert.ok(missing <= refused, 'what was stored is in the manifests');
        assert.equal(wrong.length - missing, 0);
      } finally {
        await context.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }],
  ];
}
