import type { PixelFormat } from '../manifest/types.ts';
import { type DecodedFrame, UndecodableFrame } from './decoded.ts';

/** Reads the samples of a native frame (little endian, PS3.5 8.1.1) and cuts them to the bits stored. */
export function nativeSamples(bytes: ArrayBuffer, format: PixelFormat): DecodedFrame['values'] {
  const count = format.rows * format.columns * format.samples;
  const need = Math.ceil((count * format.allocated) / 8);
  if (bytes.byteLength < need && !format.photometric.endsWith('_422')) {
    throw new UndecodableFrame(`The frame has ${bytes.byteLength} bytes where its size asks for ${need}.`);
  }
  if (format.float) {
    return format.allocated === 64 ? Float32Array.from(new Float64Array(bytes, 0, count)) : new Float32Array(bytes, 0, count);
  }
  switch (format.allocated) {
    case 1:
      return bits(new Uint8Array(bytes), count);
    case 8: {
      const values = new Uint8Array(bytes);
      return format.signed ? Int16Array.from(new Int8Array(bytes), (v) => v) : cut8(values, format);
    }
    case 16:
      return format.signed ? signed16(new Int16Array(bytes, 0, count), format) : unsigned16(new Uint16Array(bytes, 0, count), format);
    case 32:
      return Float32Array.from(format.signed ? new Int32Array(bytes, 0, count) : new Uint32Array(bytes, 0, count));
    default:
      throw new UndecodableFrame(`${format.allocated} bits allocated are not supported.`);
  }
}

function bits(bytes: Uint8Array, count: number): Uint8Array {
  const values = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    values[i] = ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1;
  }
  return values;
}

function cut8(values: Uint8Array, format: PixelFormat): Uint8Array {
  const shift = format.high + 1 - format.stored;
  if (format.stored >= 8 && shift <= 0) {
    return values;
  }
  const mask = (1 << Math.min(8, format.stored)) - 1;
  return values.map((v) => (v >> Math.max(0, shift)) & mask);
}

function unsigned16(values: Uint16Array, format: PixelFormat): Uint16Array {
  const shift = format.high + 1 - format.stored;
  if (format.stored >= 16) {
    return values;
  }
  // Bits above the high bit may hold overlays or rubbish; they are no part of the value (PS3.5 8.1.1).
  const mask = (1 << format.stored) - 1;
  for (let i = 0; i < values.length; i++) {
    values[i] = ((values[i] as number) >> Math.max(0, shift)) & mask;
  }
  return values;
}

function signed16(values: Int16Array, format: PixelFormat): Int16Array {
  if (format.stored >= 16) {
    return values;
  }
  const up = Math.max(0, 15 - format.high);
  const down = 16 - format.stored;
  for (let i = 0; i < values.length; i++) {
    values[i] = (((values[i] as number) << (16 + up)) >> 16) >> down;
  }
  return values;
}
