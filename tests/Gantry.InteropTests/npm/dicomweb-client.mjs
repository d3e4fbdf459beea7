// dicomweb-client (npm) as the client of a running server: stores the files given, and finds and retrieves them by each of its calls.
// Usage: node dicomweb-client.mjs <service address> <bearer token> <patient ID> <file>...
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import dicomweb from 'dicomweb-client';
import xhr2 from 'xhr2';

globalThis.XMLHttpRequest = xhr2.XMLHttpRequest ?? xhr2;

const [url, token, patient, ...paths] = process.argv.slice(2);
const files = await Promise.all(paths.map((path) => readFile(path)));
const datasets = files.map((file) => file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
const client = new dicomweb.api.DICOMwebClient({ url, singlepart: 'none', headers: { Authorization: `Bearer ${token}` } });
const value = (dataset, tag) => dataset[tag].Value[0];
const same = (got, sent) => Buffer.compare(Buffer.from(got), Buffer.from(sent)) === 0;

await client.storeInstances({ datasets });

const studies = await client.searchForStudies({ queryParams: { PatientID: patient } });
assert.equal(studies.length, 1);
const studyInstanceUID = value(studies[0], '0020000D');
assert.equal(value(studies[0], '00201208'), files.length);

const series = await client.searchForSeries({ studyInstanceUID });
assert.equal(series.length, 1);
const seriesInstanceUID = value(series[0], '0020000E');

const found = await client.searchForInstances({ studyInstanceUID, seriesInstanceUID });
assert.equal(found.length, files.length);

const metadata = await client.retrieveStudyMetadata({ studyInstanceUID });
assert.equal(metadata.length, files.length);
assert.equal((await client.retrieveSeriesMetadata({ studyInstanceUID, seriesInstanceUID })).length, files.length);

for (const [index, each] of metadata.entries()) {
  const uids = { studyInstanceUID, seriesInstanceUID, sopInstanceUID: value(each, '00080018') };
  const [one] = await client.retrieveInstanceMetadata(uids);
  assert.equal(value(one, '00080018'), uids.sopInstanceUID);
  assert.ok(same(await client.retrieveInstance(uids), datasets[index]), 'an instance differs');
  const frames = await client.retrieveInstanceFrames({ ...uids, frameNumbers: [1] });
  const pixels = datasets[index].slice(-frames[0].byteLength);
  assert.ok(same(frames[0], pixels), 'a frame differs');
  const [compressed] = await client.retrieveInstanceFrames({ ...uids, frameNumbers: [1], mediaTypes: [{ mediaType: 'image/jls', transferSyntaxUID: '1.2.840.10008.1.2.4.80' }] });
  assert.deepEqual([...new Uint8Array(compressed).slice(0, 4)], [0xff, 0xd8, 0xff, 0xf7], 'not a JPEG-LS frame');
  const [picture] = await client.retrieveInstanceRendered({ ...uids, queryParams: { viewport: '8,8' } });
  assert.deepEqual([...new Uint8Array(picture).slice(0, 2)], [0xff, 0xd8], 'not a JPEG picture');
  const bulk = await client.retrieveBulkData({ BulkDataURI: each['7FE00010'].BulkDataURI });
  assert.ok(same(bulk[0], pixels), 'bulk data differs');
}

for (const all of [await client.retrieveStudy({ studyInstanceUID }), await client.retrieveSeries({ studyInstanceUID, seriesInstanceUID })]) {
  assert.equal(all.length, files.length);
  all.forEach((instance, index) => assert.ok(same(instance, datasets[index]), 'an instance differs'));
}

console.log(`${files.length} instances stored, found and retrieved`);
