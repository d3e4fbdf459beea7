import type { Affine } from '../viewport/affine.ts';

export interface VoiTable {
  readonly first: number;
  readonly bytes: Uint8Array;
}

/** How a frame is shown; everything a renderer needs beside the pixels. */
export interface Look {
  /** From device pixels of the canvas to image pixels (0,0 is the outer corner of the first pixel). */
  readonly toImage: Affine;
  readonly slope: number;
  readonly intercept: number;
  readonly centre: number;
  readonly width: number;
  /** A VOI LUT takes the place of the window: bytes for values from `first` on, values beyond its ends take the last ones (PS3.3 C.11.2.1.1). */
  readonly table: VoiTable | null;
  /** VOI LUT Function (PS3.3 C.11.2.1.3). */
  readonly voi: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';
  readonly invert: boolean;
  readonly interpolate: boolean;
  /** Stored values that are no part of the image. */
  readonly padding: readonly [number, number] | null;
}
