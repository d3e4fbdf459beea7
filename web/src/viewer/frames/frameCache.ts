import { type DecodedFrame, frameBytes } from '../decode/decoded.ts';

/** What is known of a frame: decoded, or why not. */
export type FrameState = { readonly frame: DecodedFrame } | { readonly failure: string };

interface Shelf {
  readonly frames: Map<number, FrameState>;
  centre: number;
  usedAt: number;
}

/** Decoded frames within a budget of bytes: series that were looked at least recently go first, and of one series what is farthest from the visible frame. */
export class FrameCache {
  private readonly shelves = new Map<string, Shelf>();
  private clock = 0;
  private held = 0;

  constructor(readonly budgetBytes: number) {}

  get bytes(): number {
    return this.held;
  }

  get(series: string, index: number): FrameState | undefined {
    return this.shelves.get(series)?.frames.get(index);
  }

  count(series: string): number {
    return this.shelves.get(series)?.frames.size ?? 0;
  }

  /** The reader looks at this frame of this series. */
  look(series: string, index: number): void {
    const shelf = this.shelf(series);
    shelf.centre = index;
    shelf.usedAt = ++this.clock;
  }

  put(series: string, index: number, state: FrameState): void {
    const shelf = this.shelf(series);
    this.held += size(state) - size(shelf.frames.get(index));
    shelf.frames.set(index, state);
    while (this.held > this.budgetBytes && this.evict(series, index)) {
      // One frame a turn.
    }
  }

  clear(): void {
    this.shelves.clear();
    this.held = 0;
  }

  private shelf(series: string): Shelf {
    let shelf = this.shelves.get(series);
    if (!shelf) {
      shelf = { frames: new Map(), centre: 0, usedAt: ++this.clock };
      this.shelves.set(series, shelf);
    }
    return shelf;
  }

  private evict(keptSeries: string, keptIndex: number): boolean {
    const byAge = [...this.shelves.entries()].filter(([, shelf]) => shelf.frames.size > 0).sort((a, b) => a[1].usedAt - b[1].usedAt);
    for (const [series, shelf] of byAge) {
      let farthest = -1;
      for (const index of shelf.frames.keys()) {
        if (series === keptSeries && index === keptIndex) {
          continue;
        }
        if (farthest < 0 || Math.abs(index - shelf.centre) > Math.abs(farthest - shelf.centre)) {
          farthest = index;
        }
      }
      if (farthest >= 0) {
        this.held -= size(shelf.frames.get(farthest));
        shelf.frames.delete(farthest);
        return true;
      }
    }
    return false;
  }
}

function size(state: FrameState | undefined): number {
  return state && 'frame' in state ? frameBytes(state.frame) : 0;
}
