import { DecodePool } from './decode/decodePool.ts';
import { FrameCache, type FrameState } from './frames/frameCache.ts';
import { SeriesLoader } from './frames/seriesLoader.ts';
import { PlaneStore } from './overlays/planes.ts';
import { type DisplaySet, displaySets } from './manifest/displaySets.ts';
import type { StudyManifest } from './manifest/types.ts';
import { type FrameSource, ViewportModel } from './viewport/viewportModel.ts';
import { Store } from './viewport/store.ts';

export type DragTool = 'window' | 'scroll' | 'pan' | 'zoom';

export interface Layout {
  readonly rows: 1 | 2;
  readonly columns: 1 | 2;
}

export const layouts: readonly Layout[] = [
  { rows: 1, columns: 1 },
  { rows: 1, columns: 2 },
  { rows: 2, columns: 1 },
  { rows: 2, columns: 2 },
];

export interface StudyState {
  readonly layout: Layout;
  readonly active: number;
  readonly tool: DragTool;
  readonly overlays: boolean;
  /** Overlay planes of the images (60xx) are shown. */
  readonly graphics: boolean;
  /** The series changed on the server while it is open. */
  readonly isOutdated: boolean;
  /** Counts thumbnails and other frames that came; the strip redraws by it. */
  readonly arrivals: number;
}

/** Bytes of decoded frames that an open study may hold. */
function budget(): number {
  const gigabytes = (navigator as { deviceMemory?: number }).deviceMemory ?? 4;
  return Math.min(1024, Math.max(160, gigabytes * 128)) * 1024 * 1024;
}

/** An open study: its display sets, viewports and frames. Closing it gives all memory back. */
export class StudyModel extends Store<StudyState> implements FrameSource {
  readonly sets: readonly DisplaySet[];
  readonly viewports: readonly ViewportModel[];
  readonly planes: PlaneStore;
  private readonly cache = new FrameCache(budget());
  private readonly pool = new DecodePool();
  private readonly loaders = new Map<string, SeriesLoader>();

  constructor(
    readonly manifest: StudyManifest,
    series: string | null,
    isPhone: boolean,
  ) {
    super({ layout: { rows: 1, columns: 1 }, active: 0, tool: isPhone ? 'scroll' : 'window', overlays: true, graphics: true, isOutdated: false, arrivals: 0 });
    this.planes = new PlaneStore(manifest.study.uid);
    this.sets = displaySets(manifest);
    this.viewports = [0, 1, 2, 3].map((id) => new ViewportModel(id, this));
    const first = Math.max(0, this.sets.findIndex((set) => series !== null && set.series.uid === series));
    this.viewports[0]?.show(this.sets[first] ?? null);
  }

  get activeViewport(): ViewportModel {
    return this.viewports[this.get().active] as ViewportModel;
  }

  get visibleViewports(): readonly ViewportModel[] {
    const { layout } = this.get();
    return this.viewports.slice(0, layout.rows * layout.columns);
  }

  frame(set: DisplaySet, index: number): FrameState | undefined {
    return this.cache.get(set.series.uid, set.frames[index] ?? -1);
  }

  want(set: DisplaySet, index: number): void {
    const place = set.frames[index];
    if (place !== undefined) {
      this.loader(set).look(place);
    }
  }

  /** The frame that stands for a display set in the strip, asked for when nothing more urgent is on its way. */
  thumbnail(set: DisplaySet): FrameState | undefined {
    const index = thumbnailIndex(set);
    const state = this.frame(set, index);
    const place = set.frames[index];
    if (state === undefined && place !== undefined) {
      this.loader(set).look(place, true);
    }
    return state;
  }

  show(set: DisplaySet, viewport = this.activeViewport): void {
    this.stopUnseen(set, viewport);
    viewport.show(set);
  }

  /** The next or previous display set in the active viewport. */
  step(by: 1 | -1): void {
    const at = this.sets.findIndex((set) => set.id === this.activeViewport.get().set?.id);
    const next = this.sets[Math.max(0, Math.min(this.sets.length - 1, at + by))];
    if (next && next.id !== this.activeViewport.get().set?.id) {
      this.show(next);
    }
  }

  setLayout(layout: Layout): void {
    const count = layout.rows * layout.columns;
    this.set({ layout, active: Math.min(this.get().active, count - 1) });
    // Empty viewports take the display sets that follow those shown.
    let next = 0;
    for (const viewport of this.viewports.slice(0, count)) {
      if (viewport.get().set === null) {
        const shown = new Set(this.viewports.map((one) => one.get().set?.id));
        while (next < this.sets.length && shown.has(this.sets[next]?.id)) {
          next++;
        }
        viewport.show(this.sets[next] ?? null);
      }
    }
    for (const viewport of this.viewports.slice(count)) {
      viewport.show(null);
    }
  }

  close(): void {
    for (const loader of this.loaders.values()) {
      loader.stop();
    }
    this.pool.close();
    this.cache.clear();
  }

  private loader(set: DisplaySet): SeriesLoader {
    let loader = this.loaders.get(set.series.uid);
    if (!loader) {
      loader = new SeriesLoader(
        this.manifest.study.uid, set.series, this.cache, this.pool,
        (series, place) => this.arrived(series, place),
        () => this.set({ isOutdated: true }),
      );
      this.loaders.set(set.series.uid, loader);
    }
    return loader;
  }

  private arrived(series: string, place: number): void {
    for (const viewport of this.viewports) {
      viewport.arrived(series, place);
    }
    if (this.sets.some((set) => set.series.uid === series && set.frames[thumbnailIndex(set)] === place)) {
      this.set({ arrivals: this.get().arrivals + 1 });
    }
  }

  /** A series that no viewport shows any more gives the line to the one that is opened. */
  private stopUnseen(next: DisplaySet, replaced: ViewportModel): void {
    const seen = new Set(this.viewports.filter((viewport) => viewport !== replaced).map((viewport) => viewport.get().set?.series.uid));
    seen.add(next.series.uid);
    for (const [series, loader] of this.loaders) {
      if (!seen.has(series)) {
        loader.stop();
      }
    }
  }
}

function thumbnailIndex(set: DisplaySet): number {
  return set.isCine ? 0 : Math.floor(set.frames.length / 2);
}
