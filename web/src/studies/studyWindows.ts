import type { StudyRow } from '../api/studies.ts';

export const windowSize = 100;
const maxWindows = 40;

/** The windows of the list that have been read, by their number; what was seen longest ago is forgotten. */
export class StudyWindows {
  private readonly windows = new Map<number, readonly StudyRow[]>();

  row(index: number): StudyRow | undefined {
    return this.windows.get(Math.floor(index / windowSize))?.[index % windowSize];
  }

  has(number: number): boolean {
    return this.windows.has(number);
  }

  put(number: number, rows: readonly StudyRow[]): void {
    this.windows.delete(number);
    this.windows.set(number, rows);
    if (this.windows.size > maxWindows) {
      const oldest = this.windows.keys().next().value;
      if (oldest !== undefined) {
        this.windows.delete(oldest);
      }
    }
  }

  clear(): void {
    this.windows.clear();
  }

  /** Takes new facts of studies that are held where they stand; nothing moves. */
  refresh(rows: readonly StudyRow[]): void {
    const fresh = new Map(rows.map((row) => [row.uid, row]));
    for (const [number, held] of this.windows) {
      if (held.some((row) => fresh.has(row.uid))) {
        this.windows.set(number, held.map((row) => fresh.get(row.uid) ?? row));
      }
    }
  }

  /** Would these rows, read for a window, stand where the held ones stand? */
  sameOrder(number: number, rows: readonly StudyRow[]): boolean {
    const held = this.windows.get(number);
    return held !== undefined && held.length === rows.length && held.every((row, i) => row.uid === rows[i]?.uid);
  }
}

/** Windows that rows from first to last lie in. */
export function windowsOf(first: number, last: number): number[] {
  const numbers: number[] = [];
  for (let number = Math.floor(first / windowSize); number <= Math.floor(last / windowSize); number++) {
    numbers.push(number);
  }
  return numbers;
}

/** Browsers end at some millions of pixels: longer lists are scrolled in proportion. */
const maxScrollPixels = 12_000_000;

export interface Scrolled {
  readonly height: number;
  readonly first: number;
  /** Where row `first` is drawn, from the top of the scrolled area. */
  readonly top: number;
}

export function scrolled(scrollTop: number, viewHeight: number, total: number, rowHeight: number): Scrolled {
  const real = total * rowHeight;
  if (real <= maxScrollPixels) {
    const first = Math.max(0, Math.min(total - 1, Math.floor(scrollTop / rowHeight)));
    return { height: real, first, top: first * rowHeight };
  }
  const ratio = Math.min(1, scrollTop / Math.max(1, maxScrollPixels - viewHeight));
  const realTop = ratio * (real - viewHeight);
  const first = Math.max(0, Math.min(total - 1, Math.floor(realTop / rowHeight)));
  return { height: maxScrollPixels, first, top: scrollTop - (realTop - first * rowHeight) };
}

/** Where to scroll so that a row is in sight, moving no farther than needed; null where it is in sight already. */
export function scrollToRow(index: number, scrollTop: number, viewHeight: number, total: number, rowHeight: number): number | null {
  const real = total * rowHeight;
  const scale = real <= maxScrollPixels ? 1 : (real - viewHeight) / (maxScrollPixels - viewHeight);
  const top = scrollTop * scale;
  const row = index * rowHeight;
  const wanted = row < top ? row : row + rowHeight > top + viewHeight ? row + rowHeight - viewHeight : top;
  return wanted === top ? null : wanted / scale;
}
