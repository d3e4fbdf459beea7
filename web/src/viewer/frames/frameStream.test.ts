import { expect, test } from 'vitest';
import { FrameStreamParser } from './frameStream.ts';

function stream(...frames: [number, number[] | null][]): Uint8Array {
  const bytes: number[] = [];
  for (const [index, body] of frames) {
    const head = new DataView(new ArrayBuffer(8));
    head.setUint32(0, index, true);
    head.setUint32(4, body?.length ?? 0xffffffff, true);
    bytes.push(...new Uint8Array(head.buffer), ...(body ?? []));
  }
  return Uint8Array.from(bytes);
}

for (const size of [1, 3, 8, 11, 1000]) {
  test(`frames come whole from pieces of ${size} bytes`, () => {
    const all = stream([7, [1, 2, 3]], [0, null], [9, [4]]);
    const parser = new FrameStreamParser();
    const seen: [number, number[] | null][] = [];
    for (let at = 0; at < all.length; at += size) {
      for (const frame of parser.push(all.subarray(at, at + size))) {
        seen.push([frame.index, frame.bytes ? [...new Uint8Array(frame.bytes)] : null]);
      }
    }
    expect(seen).toEqual([
      [7, [1, 2, 3]],
      [0, null],
      [9, [4]],
    ]);
    expect(parser.isComplete).toBe(true);
  });
}

test('an answer that ends within a frame is not complete', () => {
  const parser = new FrameStreamParser();
  expect([...parser.push(stream([1, [1, 2, 3]]).subarray(0, 10))]).toEqual([]);
  expect(parser.isComplete).toBe(false);
});

test('a length beyond the limit is refused before anything is allocated', () => {
  const parser = new FrameStreamParser(2);
  expect(() => [...parser.push(stream([1, [1, 2, 3]]))]).toThrow(RangeError);
});
