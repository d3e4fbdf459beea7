import { expect, test } from 'vitest';
import type { PixelFormat } from '../manifest/types.ts';
import { decodeRle } from './rle.ts';

const format: PixelFormat = { syntax: '', rows: 2, columns: 3, samples: 1, allocated: 16, stored: 16, high: 15, signed: false, photometric: 'MONOCHROME2' };

function frame(...segments: number[][]): Uint8Array {
  const bytes = new Uint8Array(64 + segments.reduce((sum, s) => sum + s.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, segments.length, true);
  let at = 64;
  segments.forEach((segment, i) => {
    view.setUint32(4 + 4 * i, at, true);
    bytes.set(segment, at);
    at += segment.length;
  });
  return bytes;
}

test('16-bit samples come from a segment of high and one of low bytes', () => {
  // High: six times 0x01 (run of 6). Low: literal 0..5.
  const output = decodeRle(frame([251, 1], [5, 0, 1, 2, 3, 4, 5]), format);
  expect([...new Uint16Array(output)]).toEqual([256, 257, 258, 259, 260, 261]);
});

test('128 is skipped and colour planes are interleaved', () => {
  const colour = { ...format, samples: 3, allocated: 8, rows: 1, columns: 2, photometric: 'RGB' };
  expect([...new Uint8Array(decodeRle(frame([128, 1, 10, 11], [255, 20], [1, 30, 31]), colour))]).toEqual([10, 20, 30, 11, 20, 31]);
});

test('segments outside the frame are refused', () => {
  const bad = frame([0, 1], [0, 1]);
  new DataView(bad.buffer).setUint32(8, 5000, true);
  expect(() => decodeRle(bad, format)).toThrow('outside');
});
