import { expect, test } from 'vitest';
import { paintBits } from './planes.ts';

test('overlay bits go from the least significant of each byte on', () => {
  const output = new Uint32Array(10);
  paintBits(String.fromCharCode(0b00000101, 0b00000010), 7, output);
  expect([...output]).toEqual([7, 0, 7, 0, 0, 0, 0, 0, 0, 7]);
});
