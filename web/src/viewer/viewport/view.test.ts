import { expect, test } from 'vitest';
import type { PixelFormat } from '../manifest/types.ts';
import { apply, compose, invert } from './affine.ts';
import { actualPixels, fitScale, initialView, toViewport, zoomAt } from './view.ts';

const format: PixelFormat = { syntax: '', rows: 100, columns: 200, samples: 1, allocated: 8, stored: 8, high: 7, signed: false, photometric: 'MONOCHROME2' };

const near = (m: readonly [number, number], x: number, y: number) => {
  expect(m[0]).toBeCloseTo(x, 6);
  expect(m[1]).toBeCloseTo(y, 6);
};

test('an image fits and is centred', () => {
  const m = toViewport(format, initialView, 400, 400);
  near(apply(m, 0, 0), 0, 100);
  near(apply(m, 200, 100), 400, 300);
});

test('tall pixels are shown tall', () => {
  expect(fitScale({ ...format, spacing: [2, 1] }, 0, 400, 400)).toBe(2);
  near(apply(toViewport({ ...format, spacing: [2, 1] }, initialView, 400, 400), 0, 0), 0, 0);
});

test('a quarter turn clockwise takes the top left corner to the top right', () => {
  near(apply(toViewport(format, { ...initialView, turns: 1 }, 400, 400), 0, 0), 300, 0);
});

test('a flip after a turn is as seen on the screen', () => {
  near(apply(toViewport(format, { ...initialView, turns: 1, flipHorizontal: true }, 400, 400), 0, 0), 100, 0);
});

test('zooming keeps what lies under the pointer', () => {
  const before = invert(toViewport(format, initialView, 400, 400));
  const view = zoomAt(initialView, 2.5, 90, 170, 400, 400);
  near(apply(invert(toViewport(format, view, 400, 400)), 90, 170), ...apply(before, 90, 170));
});

test('actual pixels are whole device pixels on whole places', () => {
  const view = actualPixels(format, initialView, 401, 333, 2);
  const m = toViewport(format, view, 401, 333, 2);
  expect(m.a).toBeCloseTo(0.5, 9);
  expect((m.e * 2) % 1).toBeCloseTo(0, 9);
});

test('an affine and its inverse are nothing', () => {
  const m = toViewport(format, { ...initialView, turns: 3, flipVertical: true, zoom: 3, panX: 5 }, 300, 200);
  near(apply(compose(m, invert(m)), 12, 34), 12, 34);
});
