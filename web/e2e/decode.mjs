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
// Its values need more bits than its header says are stored; the references keep them, PS3.5 8.1.1 does not.
const beyondStored = 'lut-overlay/pydicom-pydicom-data/mlut_18.dcm';
const native = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99']);

/** Files that the archive can hold and a viewer is to show: valid, with pixels, one file for a SOP Instance UID. */
function showable(files) {
  const uids = new Map();
  for (const file of files) {
    uids.set(file.sopInstanceUid, (uids.get(file.sopInstanceUid) ?? 0) + 1);
  }
  return files.filter(
    (file) => file.status === 'valid' && file.hasPixelData && file.studyInstanceUid && uids.get(file.sopInstanceUid) === 1 && !file.path.startsWith('malformed/'),
  );
}

/** How a file is compared: all values to the bit; their least, greatest and mean, where decoders may round; or only that there is a picture. */
function measureOf(file) {
  const isGreyOrRgb = ['MONOCHROME1', 'MONOCHROME2', 'RGB'].includes(file.photometric) && (file.bitsAllocated === 8 || file.bitsAllocated === 16);
  if (!file.decoded?.length || !isGreyOrRgb || file.path === beyondStored) {
    return 'shown';
  }
  const isExact = (lossless.has(file.transferSyntaxUid) || native.has(file.transferSyntaxUid)) &&
    // A reference in colour planes has the same values in another order.
    (file.photometric !== 'RGB' || file.decoded.some((reference) => reference.planarConfiguration !== 1));
  return isExact ? 'exact' : 'near';
}

function isRight(file, found) {
  if (!found || found.failure) {
    return false;
  }
  const measure = found.isWhole ? measureOf(file) : 'shown';
  if (measure === 'exact') {
    return file.decoded.some((reference) => reference.sha256 === found.sha256);
  }
  return measure === 'shown' || file.decoded.some(({ min, max, mean }) => {
    const slack = Math.max(2, (max - min) * 0.01);
    return Math.abs(mean - found.mean) <= slack / 4 && Math.abs(min - found.min) <= slack && Math.abs(max - found.max) <= slack;
  });
}

function multipart(files) {
  const parts = files.flatMap((file) => [Buffer.from('--x\r\nContent-Type: application/dicom\r\n\r\n'), readFileSync(join(corpus, file.path)), Buffer.from('\r\n')]);
  return Buffer.concat([...parts, Buffer.from('--x--\r\n')]);
}

export function decodeTests(state) {
  return [
    ['every image of the corpus is decoded, here or by the server, as independent decoders did', async () => {
      if (!existsSync(join(corpus, 'manifest.json'))) {
        return 'skipped';
      }
      const files = showable(JSON.parse(readFileSync(join(corpus, 'manifest.json'), 'utf8')).files);
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
        const wrong = files.filter((file) => !isRight(file, decoded.get(file.sopInstanceUid)));
        const right = files.filter((file) => !wrong.includes(file));
        const count = (measure) => right.filter((file) => measureOf(file) === measure).length;
        const byServer = right.filter((file) => decoded.get(file.sopInstanceUid).byServer).length;
        console.log(`      ${right.length} of ${files.length} instances: ${count('exact')} exact, ${count('near')} near, ${count('shown')} shown; ${byServer} decoded by the server`);
        for (const file of wrong) {
          const { failure, min, max, mean } = decoded.get(file.sopInstanceUid) ?? { failure: 'not in the manifest' };
          const expected = file.decoded?.map((one) => `${one.min}..${one.max} mean ${one.mean}`).join(' or ');
          console.log(`      ${file.path}: ${failure ?? `${min}..${max} mean ${mean}; expected ${expected}`}`);
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
