import type { PixelFormat } from '../manifest/types.ts';
import { entries, fromPalette, toRgb } from './colour.ts';
import { type DecodedFrame, range, UndecodableFrame } from './decoded.ts';

/** Samples out of a codec. */
export interface Samples {
  readonly values: DecodedFrame['values'];
  readonly format: PixelFormat;
  readonly isPlanar: boolean;
}

/** Turns samples into what is shown: palette and colour models to RGB, modality LUT applied. */
export function finish({ values, format, isPlanar }: Samples): DecodedFrame {
  const { rows, columns } = format;
  if (format.photometric === 'PALETTE COLOR') {
    if (!format.palette) {
      throw new UndecodableFrame('The image has no colour palette.');
    }
    return { rows, columns, kind: 'colour', values: fromPalette(values, format.palette), min: 0, max: 255 };
  }
  if (format.samples === 3) {
    return { rows, columns, kind: 'colour', values: toRgb(values as Uint8Array | Uint16Array, format, isPlanar), min: 0, max: 255 };
  }
  if (format.samples !== 1) {
    throw new UndecodableFrame(`Images with ${format.samples} samples a pixel are not supported.`);
  }
  const cut = values.length > rows * columns ? values.subarray(0, rows * columns) : values;
  const grey = format.modalityLut ? withTable(cut, entries(format.modalityLut), format.modalityLut.first) : cut;
  return { rows, columns, kind: 'grey', values: grey, ...(format.windows?.length ? { min: 0, max: 0 } : range(grey, format.padding)) };
}

function withTable(values: ArrayLike<number>, table: Uint16Array, first: number): Uint16Array {
  const output = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    output[i] = table[Math.min(table.length - 1, Math.max(0, (values[i] as number) - first))] ?? 0;
  }
  return output;
}
