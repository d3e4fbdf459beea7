import { expect, test } from 'vitest';
import type { PixelFormat } from '../manifest/types.ts';
import { parseDecoded } from './serverDecoded.ts';

test('what the server decoded comes with what its values are', () => {
  const format: PixelFormat = {
    syntax: '1.2.840.10008.1.2.4.51', rows: 1, columns: 2, samples: 1, allocated: 16, stored: 16, high: 15, signed: false, photometric: 'MONOCHROME2', planar: 1, slope: 2,
  };
  const json = new TextEncoder().encode('{"allocated":16,"stored":12,"high":11}  ');
  const packed = new Uint8Array(4 + json.length + 4);
  packed[0] = json.length;
  packed.set(json, 4);
  packed.set([1, 2, 3, 4], 4 + json.length);
  const { bytes, format: told } = parseDecoded(packed.buffer, format);
  expect([...new Uint8Array(bytes)]).toEqual([1, 2, 3, 4]);
  expect(told).toMatchObject({ syntax: '1.2.840.10008.1.2.1', stored: 12, high: 11, slope: 2 });
  expect(told.planar).toBeUndefined();
});
