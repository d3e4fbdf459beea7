/** Vectors in the patient's coordinates: mm, LPS (PS3.3 C.7.6.2.1.1). */
export type Vector3 = readonly [number, number, number];

export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function negate(a: Vector3): Vector3 {
  return [-a[0], -a[1], -a[2]];
}

/** Row and column directions of an Image Orientation (Patient); null when it is not one. */
export function directions(orientation: readonly number[] | undefined): { row: Vector3; column: Vector3; normal: Vector3 } | null {
  if (orientation?.length !== 6 || orientation.some((n) => !Number.isFinite(n))) {
    return null;
  }
  const [a, b, c, d, e, f] = orientation as [number, number, number, number, number, number];
  const row: Vector3 = [a, b, c];
  const column: Vector3 = [d, e, f];
  if (dot(row, row) < 0.5 || dot(column, column) < 0.5) {
    return null;
  }
  return { row, column, normal: cross(row, column) };
}
