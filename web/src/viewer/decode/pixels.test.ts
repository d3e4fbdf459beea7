import { expect, test } from 'vitest';
import type { PixelFormat } from '../manifest/types.ts';
import { fromPalette, toRgb } from './colour.ts';
import { range } from './decoded.ts';
import { nativeSamples } from './native.ts';

const grey: PixelFormat = { syntax: '', rows: 1, columns: 4, samples: 1, allocated: 16, stored: 12, high: 11, signed: false, photometric: 'MONOCHROME2' };
const rgb: PixelFormat = { ...grey, rows: 1, columns: 2, samples: 3, allocated: 8, stored: 8, high: 7, photometric: 'RGB' };

test('bits above the high bit are no part of an unsigned value', () => {
  expect([...nativeSamples(Uint16Array.of(0xf001, 0x0fff, 0x1000, 7).buffer, grey)]).toEqual([1, 0xfff, 0, 7]);
});

test('12 signed bits are extended', () => {
  expect([...nativeSamples(Uint16Array.of(0x0fff, 0x0800, 0x07ff, 0xf000).buffer, { ...grey, signed: true })]).toEqual([-1, -2048, 2047, 0]);
});

test('bits of a segmentation begin at the least significant', () => {
  expect([...nativeSamples(Uint8Array.of(0b0101).buffer, { ...grey, allocated: 1, stored: 1, high: 0 })]).toEqual([1, 0, 1, 0]);
});

test('a short frame is told, not padded', () => {
  expect(() => nativeSamples(new ArrayBuffer(6), grey)).toThrow('6 bytes');
});

test('colour planes, YBR and 4:2:2 become RGB', () => {
  expect([...toRgb(Uint8Array.of(1, 2, 3, 4, 5, 6), rgb, true)]).toEqual([1, 3, 5, 2, 4, 6]);
  expect([...toRgb(Uint8Array.of(76, 85, 255, 255, 128, 128), { ...rgb, photometric: 'YBR_FULL' }, false)]).toEqual([254, 0, 0, 255, 255, 255]);
  expect([...toRgb(Uint8Array.of(100, 200, 128, 128), { ...rgb, photometric: 'YBR_FULL_422' }, false)]).toEqual([100, 100, 100, 200, 200, 200]);
});

test('palettes clamp at both ends', () => {
  const table = (...words: number[]) => ({ first: 1, bits: 16, data: btoa(String.fromCharCode(...new Uint8Array(Uint16Array.from(words).buffer))) });
  const palette = { red: table(0, 0xff00), green: table(0x1000, 0x2000), blue: table(0x8000, 0x0100) };
  expect([...fromPalette([0, 1, 9], palette)]).toEqual([0, 0x10, 0x80, 0, 0x10, 0x80, 0xff, 0x20, 1]);
});

test('padding does not widen the range', () => {
  expect(range(Int16Array.of(-2000, 5, 10), [-2000, -2000])).toEqual({ min: 5, max: 10 });
});
