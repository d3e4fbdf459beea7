import { expect, test } from 'vitest';
import { displaySets } from './displaySets.ts';
import type { SeriesManifest } from './types.ts';

const series = (over: Partial<SeriesManifest>): SeriesManifest => ({
  uid: '1', version: '1-1', modality: 'CT', instanceCount: 1, formats: [], instances: [], objects: [],
  frames: { instance: [], frame: [], format: [], bytes: [] },
  ...over,
});

test('a series of slices is one stack and comes before reports', () => {
  const report = series({ uid: '2', number: 1, modality: 'SR', objects: [{ uid: '2.1', sopClass: '', kind: 'report', title: 'Findings' }] });
  const slices = series({ uid: '1', number: 2, instances: [{ uid: 'a', frames: 1 }, { uid: 'b', frames: 1 }], frames: { instance: [0, 1], frame: [0, 0], format: [0, 0], bytes: [1, 1] } });
  const sets = displaySets({ study: { uid: '0' }, patient: {}, series: [report, slices] });
  expect(sets.map((set) => [set.id, set.frames.length, set.label])).toEqual([['1', 2, 'CT'], ['2/2.1', 0, 'Findings']]);
});

test('loops of one series are shown apart, with their own pace', () => {
  const loops = series({
    modality: 'US',
    instances: [{ uid: 'a', frames: 2, fps: 30, number: 1 }, { uid: 'b', frames: 1, number: 2 }, { uid: 'c', frames: 2, number: 3 }],
    frames: { instance: [0, 0, 1, 2, 2], frame: [0, 1, 0, 0, 1], format: [0, 0, 0, 0, 0], bytes: [1, 1, 1, 1, 1] },
  });
  const sets = displaySets({ study: { uid: '0' }, patient: {}, series: [loops] });
  expect(sets.map((set) => [set.frames, set.isCine, set.fps])).toEqual([[[0, 1], true, 30], [[2], false, 15], [[3, 4], true, 15]]);
});
