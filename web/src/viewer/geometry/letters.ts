import { negate, type Vector3 } from './vector.ts';

const negligible = 0.2;

/** The letters of a direction in the patient, strongest first: L/R, P/A, H/F (PS3.3 C.7.6.1.1.1), at most two. */
export function lettersOf(direction: Vector3): string {
  const parts: [number, string][] = [
    [Math.abs(direction[0]), direction[0] < 0 ? 'R' : 'L'],
    [Math.abs(direction[1]), direction[1] < 0 ? 'A' : 'P'],
    [Math.abs(direction[2]), direction[2] < 0 ? 'F' : 'H'],
  ];
  return parts
    .filter(([size]) => size > negligible)
    .sort((a, b) => b[0] - a[0])
    .slice(0, 2)
    .map(([, letter]) => letter)
    .join('');
}

const opposites: Record<string, string> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H' };

function opposite(letters: string): string {
  return [...letters].map((letter) => opposites[letter] ?? '').join('');
}

export interface EdgeLetters {
  readonly top: string;
  readonly right: string;
  readonly bottom: string;
  readonly left: string;
}

/** Letters at the edges of an image as it lies in the viewport after flips and a rotation in quarter turns clockwise. */
export function edgeLetters(
  source: { readonly row: Vector3; readonly column: Vector3 } | readonly string[] | null,
  quarterTurns: number,
  flipHorizontal: boolean,
  flipVertical: boolean,
): EdgeLetters | null {
  if (source === null) {
    return null;
  }
  let right: string;
  let left: string;
  let bottom: string;
  let top: string;
  if (Array.isArray(source)) {
    const [row = '', column = ''] = source as readonly string[];
    [right, left, bottom, top] = [row, opposite(row), column, opposite(column)];
  } else {
    const { row, column } = source as { row: Vector3; column: Vector3 };
    [right, left, bottom, top] = [lettersOf(row), lettersOf(negate(row)), lettersOf(column), lettersOf(negate(column))];
  }
  if (flipHorizontal) {
    [left, right] = [right, left];
  }
  if (flipVertical) {
    [top, bottom] = [bottom, top];
  }
  for (let turn = 0; turn < ((quarterTurns % 4) + 4) % 4; turn++) {
    [top, right, bottom, left] = [left, top, right, bottom];
  }
  return { top, right, bottom, left };
}
