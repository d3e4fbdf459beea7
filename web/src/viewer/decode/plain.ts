import type { PixelFormat } from '../manifest/types.ts';
import { type DecodedFrame, range } from './decoded.ts';
import { nativeSamples } from './native.ts';
import { isNative } from './syntaxes.ts';

/** Frames that need no codec, no colours and no table: these are made where they are, without a worker. */
export function isPlain(format: PixelFormat): boolean {
  return isNative(format.syntax) && format.samples === 1 && format.photometric.startsWith('MONOCHROME') && !format.modalityLut;
}

export function decodePlain(bytes: ArrayBuffer, format: PixelFormat): DecodedFrame {
  const { rows, columns } = format;
  const values = nativeSamples(bytes, format);
  const cut = values.length > rows * columns ? values.subarray(0, rows * columns) : values;
  return { rows, columns, kind: 'grey', values: cut, ...(format.windows?.length ? { min: 0, max: 0 } : range(cut, format.padding)) };
}
