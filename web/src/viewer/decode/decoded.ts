/** A frame ready to be shown: values after decoding, before rescale and window; or colours. */
export interface DecodedFrame {
  readonly rows: number;
  readonly columns: number;
  /** `grey` has one value a pixel, `colour` has RGB triples of bytes. */
  readonly kind: 'grey' | 'colour';
  readonly values: Uint8Array | Uint16Array | Int16Array | Float32Array;
  /** Smallest and largest value, padding apart; for grey only. */
  readonly min: number;
  readonly max: number;
}

/** Why a frame is not shown, in words for a reader. */
export class UndecodableFrame extends Error {}

export function frameBytes(frame: DecodedFrame): number {
  return frame.values.byteLength;
}

export function range(values: DecodedFrame['values'], padding?: readonly [number, number]): { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  const [from, to] = padding ?? [1, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value >= from && value <= to) {
      continue;
    }
    if (value < min) {
      min = value;
    }
    if (value > max) {
      max = value;
    }
  }
  return min <= max ? { min, max } : { min: 0, max: 0 };
}
