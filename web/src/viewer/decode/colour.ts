import type { LookupTable, Palette, PixelFormat } from '../manifest/types.ts';
import { UndecodableFrame } from './decoded.ts';

/** Turns colour samples into RGB triples of bytes (PS3.3 C.7.6.3.1.2). */
export function toRgb(samples: Uint8Array | Uint16Array, format: PixelFormat, isPlanar: boolean): Uint8Array {
  const pixels = format.rows * format.columns;
  const bytes = to8(samples, format.stored);
  if (format.photometric === 'YBR_FULL_422' && bytes.length < pixels * 3) {
    return from422(bytes, pixels);
  }
  if (bytes.length < pixels * 3) {
    throw new UndecodableFrame('The frame has fewer samples than its size asks for.');
  }
  const interleaved = isPlanar ? interleave(bytes, pixels) : bytes.length === pixels * 3 ? bytes : bytes.slice(0, pixels * 3);
  switch (format.photometric) {
    case 'RGB':
    case 'YBR_ICT':
    case 'YBR_RCT':
      return interleaved;
    case 'YBR_FULL':
    case 'YBR_FULL_422':
      return fromYbr(interleaved);
    default:
      throw new UndecodableFrame(`The photometric interpretation ${format.photometric} is not supported.`);
  }
}

function to8(samples: Uint8Array | Uint16Array, stored: number): Uint8Array {
  if (samples instanceof Uint8Array) {
    return samples;
  }
  const shift = Math.max(0, stored - 8);
  return Uint8Array.from(samples, (v) => v >> shift);
}

function interleave(planes: Uint8Array, pixels: number): Uint8Array {
  const output = new Uint8Array(pixels * 3);
  for (let i = 0, at = 0; i < pixels; i++, at += 3) {
    output[at] = planes[i] as number;
    output[at + 1] = planes[pixels + i] as number;
    output[at + 2] = planes[2 * pixels + i] as number;
  }
  return output;
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : Math.round(value);
}

function put(output: Uint8Array, at: number, y: number, cb: number, cr: number): void {
  output[at] = clamp(y + 1.402 * (cr - 128));
  output[at + 1] = clamp(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128));
  output[at + 2] = clamp(y + 1.772 * (cb - 128));
}

function fromYbr(ybr: Uint8Array): Uint8Array {
  const output = new Uint8Array(ybr.length);
  for (let at = 0; at + 2 < ybr.length; at += 3) {
    put(output, at, ybr[at] as number, ybr[at + 1] as number, ybr[at + 2] as number);
  }
  return output;
}

/** Y1 Y2 Cb Cr for two pixels. */
function from422(bytes: Uint8Array, pixels: number): Uint8Array {
  if (bytes.length < pixels * 2) {
    throw new UndecodableFrame('The frame has fewer samples than its size asks for.');
  }
  const output = new Uint8Array(pixels * 3);
  for (let pixel = 0, at = 0; pixel < pixels; pixel += 2, at += 4) {
    const cb = bytes[at + 2] ?? 128;
    const cr = bytes[at + 3] ?? 128;
    put(output, pixel * 3, bytes[at] ?? 0, cb, cr);
    if (pixel + 1 < pixels) {
      put(output, pixel * 3 + 3, bytes[at + 1] ?? 0, cb, cr);
    }
  }
  return output;
}

/** The entries of a lookup table. */
export function entries(table: LookupTable): Uint16Array {
  const binary = atob(table.data);
  const words = new Uint16Array(binary.length >> 1);
  for (let i = 0; i < words.length; i++) {
    words[i] = binary.charCodeAt(2 * i) | (binary.charCodeAt(2 * i + 1) << 8);
  }
  return words;
}

/** Maps palette indices to RGB; indices below or above the table take its first or last entry. */
export function fromPalette(indices: ArrayLike<number>, palette: Palette): Uint8Array {
  const tables = [palette.red, palette.green, palette.blue].map((table) => {
    const words = entries(table);
    // Lenient: tables of 16 bits whose values all fit a byte were written by makers of 8-bit ones, PS3.3 C.7.6.3.1.6.
    const isWide = table.bits > 8 && words.some((word) => word > 255);
    return { first: table.first, values: Uint8Array.from(words, (word) => (isWide ? word >> 8 : word)) };
  });
  const output = new Uint8Array(indices.length * 3);
  for (let i = 0; i < indices.length; i++) {
    for (let channel = 0; channel < 3; channel++) {
      const table = tables[channel];
      if (table) {
        const at = Math.min(table.values.length - 1, Math.max(0, (indices[i] as number) - table.first));
        output[i * 3 + channel] = table.values[at] ?? 0;
      }
    }
  }
  return output;
}
