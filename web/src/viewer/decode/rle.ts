import type { PixelFormat } from '../manifest/types.ts';
import { UndecodableFrame } from './decoded.ts';

/** Expands an RLE frame (PS3.5 G) into little-endian samples, colour-by-plane turned into colour-by-pixel. */
export function decodeRle(source: Uint8Array, format: PixelFormat): ArrayBuffer {
  const sampleBytes = Math.max(1, format.allocated >> 3);
  const pixels = format.rows * format.columns;
  const segments = format.samples * sampleBytes;
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  if (source.length < 64 || view.getUint32(0, true) !== segments) {
    throw new UndecodableFrame('The RLE header does not fit the image.');
  }
  const output = new Uint8Array(pixels * segments);
  const plane = new Uint8Array(pixels);
  for (let segment = 0; segment < segments; segment++) {
    const start = view.getUint32(4 + segment * 4, true);
    const end = segment + 1 < segments ? view.getUint32(8 + segment * 4, true) : source.length;
    if (start < 64 || end > source.length || end < start) {
      throw new UndecodableFrame('An RLE segment lies outside the frame.');
    }
    unpack(source, start, end, plane);
    // Segments run from the most significant byte of a sample to the least (PS3.5 G.2).
    const sample = Math.floor(segment / sampleBytes);
    const place = sample * sampleBytes + (sampleBytes - 1 - (segment % sampleBytes));
    for (let pixel = 0, at = place; pixel < pixels; pixel++, at += segments) {
      output[at] = plane[pixel] as number;
    }
  }
  return output.buffer;
}

function unpack(source: Uint8Array, start: number, end: number, plane: Uint8Array): void {
  let at = start;
  let filled = 0;
  while (at < end && filled < plane.length) {
    const control = source[at++] as number;
    if (control < 128) {
      const count = Math.min(control + 1, plane.length - filled, end - at);
      plane.set(source.subarray(at, at + count), filled);
      filled += count;
      at += control + 1;
    } else if (control > 128) {
      const count = Math.min(257 - control, plane.length - filled);
      plane.fill(source[at++] ?? 0, filled, filled + count);
      filled += count;
    }
  }
  if (filled < plane.length) {
    plane.fill(0, filled);
  }
}
