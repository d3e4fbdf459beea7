/** Frame numbers from the visible one outwards, the reader's direction first: 5, 6, 4, 7, 3, ... */
export function* outwards(centre: number, count: number, direction: 1 | -1 = 1): Generator<number> {
  if (centre >= 0 && centre < count) {
    yield centre;
  }
  for (let step = 1; step < count; step++) {
    const ahead = centre + step * direction;
    const behind = centre - step * direction;
    if (ahead >= 0 && ahead < count) {
      yield ahead;
    }
    if (behind >= 0 && behind < count) {
      yield behind;
    }
  }
}

/** Writes a list as the server takes it: runs of three and more as first-last. */
export function listText(frames: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < frames.length; ) {
    let end = i;
    while (end + 1 < frames.length && frames[end + 1] === (frames[end] ?? 0) + 1) {
      end++;
    }
    if (end - i >= 2) {
      parts.push(`${frames[i]}-${frames[end]}`);
      i = end + 1;
    } else {
      parts.push(`${frames[i]}`);
      i++;
    }
  }
  return parts.join(',');
}
