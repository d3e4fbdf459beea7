/** x' = a x + c y + e, y' = b x + d y + f. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export const identity: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

/** First `first`, then `then`. */
export function compose(first: Affine, then: Affine): Affine {
  return {
    a: then.a * first.a + then.c * first.b,
    b: then.b * first.a + then.d * first.b,
    c: then.a * first.c + then.c * first.d,
    d: then.b * first.c + then.d * first.d,
    e: then.a * first.e + then.c * first.f + then.e,
    f: then.b * first.e + then.d * first.f + then.f,
  };
}

export function invert(m: Affine): Affine {
  const det = m.a * m.d - m.b * m.c;
  return {
    a: m.d / det,
    b: -m.b / det,
    c: -m.c / det,
    d: m.a / det,
    e: (m.c * m.f - m.d * m.e) / det,
    f: (m.b * m.e - m.a * m.f) / det,
  };
}

export function apply(m: Affine, x: number, y: number): readonly [number, number] {
  return [m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f];
}

export function translation(x: number, y: number): Affine {
  return { ...identity, e: x, f: y };
}

export function scaling(x: number, y: number): Affine {
  return { ...identity, a: x, d: y };
}

/** Quarter turns clockwise, as seen with y downwards. */
export function quarterTurns(turns: number): Affine {
  const [cos, sin] = ([[1, 0], [0, 1], [-1, 0], [0, -1]] as const)[((turns % 4) + 4) % 4] ?? [1, 0];
  return { a: cos, b: sin, c: -sin, d: cos, e: 0, f: 0 };
}
