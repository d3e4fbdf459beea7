import { expect, test } from 'vitest';
import type { PixelFormat } from '../manifest/types.ts';
import { voi } from '../render/voi.ts';
import { defaultWindow, presetsOf } from './presets.ts';

const format: PixelFormat = { syntax: '', rows: 1, columns: 2, samples: 1, allocated: 16, stored: 12, high: 11, signed: false, photometric: 'MONOCHROME2' };

test('without a window of its own a frame’s darkest value is black and its brightest white', () => {
  const window = defaultWindow({ ...format, slope: 2, intercept: -100 }, { rows: 1, columns: 2, kind: 'grey', values: Uint16Array.of(50, 650), min: 50, max: 650 });
  expect(voi(0, { ...window, voi: 'LINEAR', table: null })).toBeCloseTo(0, 9);
  expect(voi(1200, { ...window, voi: 'LINEAR', table: null })).toBeCloseTo(1, 9);
  expect(voi(600, { ...window, voi: 'LINEAR', table: null })).toBeCloseTo(0.5, 9);
});

test('the file’s windows come first and CT has the usual ones', () => {
  const own = { ...format, windows: [{ centre: 50, width: 350, name: 'MEDIASTINUM' }] };
  expect(presetsOf('CT', own).slice(0, 2).map((p) => p.name)).toEqual(['Mediastinum', 'Soft tissue']);
  expect(presetsOf('MR', own)).toHaveLength(1);
});
