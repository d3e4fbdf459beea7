import type { DecodedFrame } from '../decode/decoded.ts';
import type { DisplaySet } from '../manifest/displaySets.ts';
import type { LookupTable, PixelFormat, VoiWindow } from '../manifest/types.ts';
import type { Look } from '../render/look.ts';
import { voiTable, windowOf } from '../render/voiTable.ts';
import { defaultWindow } from '../tools/presets.ts';
import { invert, scaling, compose } from './affine.ts';
import { Store } from './store.ts';
import { actualPixels, initialView, toViewport, type View, zoomAt } from './view.ts';

export interface ViewportState {
  readonly set: DisplaySet | null;
  /** Place within the display set. */
  readonly index: number;
  readonly view: View;
  /** What the reader chose; null is the frame's own. */
  readonly window: VoiWindow | null;
  /** A VOI LUT that the reader chose. */
  readonly table: LookupTable | null;
  readonly invert: boolean;
  readonly interpolate: boolean;
  readonly playing: boolean;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  /** Counts arrivals of frames that matter here. */
  readonly arrivals: number;
}

const empty: ViewportState = {
  set: null, index: 0, view: initialView, window: null, table: null, invert: false, interpolate: true, playing: false, fps: 15, width: 0, height: 0, arrivals: 0,
};

/** What a viewport needs of the study's frames. */
export interface FrameSource {
  frame(set: DisplaySet, place: number): { readonly frame: DecodedFrame } | { readonly failure: string } | undefined;
  want(set: DisplaySet, place: number): void;
}

/** State of one viewport: which frame of which display set, and how it is shown. Knows nothing of decoding or of the DOM. */
export class ViewportModel extends Store<ViewportState> {
  /** The window of the first frame shown without a window of its own, kept so that a stack does not flicker. */
  private auto: { set: string; window: VoiWindow } | null = null;

  constructor(
    readonly id: number,
    private readonly source: FrameSource,
  ) {
    super(empty);
  }

  show(set: DisplaySet | null, index = 0): void {
    const { width, height } = this.get();
    this.auto = null;
    this.set({ ...empty, width, height, set, index, fps: set?.fps ?? 15, playing: false });
    this.want();
  }

  get format(): PixelFormat | null {
    const { set, index } = this.get();
    const place = set?.frames[index];
    return set && place !== undefined ? (set.series.formats[set.series.frames.format[place] ?? -1] ?? null) : null;
  }

  get current(): { readonly frame: DecodedFrame } | { readonly failure: string } | undefined {
    const { set, index } = this.get();
    return set && set.frames.length > 0 ? this.source.frame(set, index) : undefined;
  }

  scrollTo(index: number): void {
    const { set } = this.get();
    if (!set || set.frames.length === 0) {
      return;
    }
    const to = Math.max(0, Math.min(set.frames.length - 1, Math.round(index)));
    if (to !== this.get().index) {
      this.set({ index: to });
      this.want();
    }
  }

  scroll(by: number): void {
    this.scrollTo(this.get().index + by);
  }

  /** The next frame of a loop; false when it has not come yet. */
  advance(): boolean {
    const { set, index } = this.get();
    if (!set || set.frames.length < 2) {
      return false;
    }
    const next = (index + 1) % set.frames.length;
    if (this.source.frame(set, next) === undefined) {
      this.source.want(set, next);
      return false;
    }
    this.set({ index: next });
    return true;
  }

  resize(width: number, height: number): void {
    if (width !== this.get().width || height !== this.get().height) {
      this.set({ width, height });
    }
  }

  /** The VOI LUT in force: the one chosen, else the frame's first where it has no windows; null where a window holds. */
  get table(): LookupTable | null {
    const { window, table } = this.get();
    const format = this.format;
    if (table || window || !format || this.isColour) {
      return table;
    }
    return format.windows?.some((own) => own.width > 0) ? null : (format.voiLuts?.[0] ?? null);
  }

  /** The window in force where no table is: the reader's, else the frame's. */
  get window(): VoiWindow | null {
    const { set, window } = this.get();
    const format = this.format;
    if (!set || !format) {
      return null;
    }
    if (window) {
      return window;
    }
    const current = this.current;
    const frame = current && 'frame' in current ? current.frame : null;
    if (format.windows?.some((own) => own.width > 0)) {
      return defaultWindow(format, frame);
    }
    if (this.auto?.set !== set.id) {
      if (!frame) {
        return defaultWindow(format, null);
      }
      this.auto = { set: set.id, window: defaultWindow(format, frame) };
    }
    return this.auto.window;
  }

  dragWindow(dx: number, dy: number): void {
    const table = this.table;
    const now = table ? windowOf(table) : this.window;
    if (!now || this.isColour) {
      return;
    }
    const step = Math.max(now.width, 1) / 300;
    const width = Math.max(this.isFine ? 1e-3 : 1, now.width + dx * step);
    const round = (value: number) => (this.isFine ? value : Math.round(value * 10) / 10);
    this.set({ table: null, window: { width: round(width), centre: round(now.centre + dy * step) } });
  }

  get isColour(): boolean {
    const format = this.format;
    return format !== null && (format.samples > 1 || format.photometric === 'PALETTE COLOR');
  }

  private get isFine(): boolean {
    const format = this.format;
    return format !== null && (format.float === true || Math.abs(format.slope ?? 1) < 0.1);
  }

  zoom(factor: number, x: number, y: number): void {
    const { view, width, height } = this.get();
    this.set({ view: zoomAt(view, factor, x, y, width, height) });
  }

  pan(dx: number, dy: number): void {
    const { view } = this.get();
    this.set({ view: { ...view, panX: view.panX + dx, panY: view.panY + dy } });
  }

  turn(by: number): void {
    const { view } = this.get();
    this.set({ view: { ...view, turns: (((view.turns + by) % 4) + 4) % 4 } });
  }

  flip(axis: 'horizontal' | 'vertical'): void {
    const { view } = this.get();
    this.set({ view: axis === 'horizontal' ? { ...view, flipHorizontal: !view.flipHorizontal } : { ...view, flipVertical: !view.flipVertical } });
  }

  fit(): void {
    const { view } = this.get();
    this.set({ view: { ...view, zoom: 1, panX: 0, panY: 0 } });
  }

  actualPixels(deviceRatio: number): void {
    const { view, width, height } = this.get();
    const format = this.format;
    if (format) {
      this.set({ view: actualPixels(format, view, width, height, deviceRatio) });
    }
  }

  reset(): void {
    this.auto = null;
    this.set({ view: initialView, window: null, table: null, invert: false, interpolate: true });
  }

  /** How the current frame is drawn on a canvas of device pixels; null while there is nothing to draw. */
  look(deviceRatio: number): Look | null {
    const { view, width, height, invert: inverted, interpolate } = this.get();
    const format = this.format;
    const window = this.window;
    const table = this.table;
    if (!format || !window || width === 0 || height === 0) {
      return null;
    }
    const m = compose(toViewport(format, view, width, height, deviceRatio), scaling(deviceRatio, deviceRatio));
    const isWhiteLow = format.photometric === 'MONOCHROME1' || format.inverse === true;
    return {
      toImage: invert(m),
      slope: format.modalityLut ? 1 : (format.slope ?? 1),
      intercept: format.modalityLut ? 0 : (format.intercept ?? 0),
      centre: window.centre,
      width: window.width,
      table: table ? voiTable(table) : null,
      voi: format.voiFunction === 'SIGMOID' || format.voiFunction === 'LINEAR_EXACT' ? format.voiFunction : 'LINEAR',
      invert: inverted !== isWhiteLow,
      interpolate,
      padding: format.padding && !this.isColour ? [format.padding[0], format.padding[1]] : null,
    };
  }

  /** A frame of the shown series has come. */
  arrived(series: string, place: number): void {
    const { set, index, arrivals } = this.get();
    if (set?.series.uid === series && set.frames[index] === place) {
      this.set({ arrivals: arrivals + 1 });
    }
  }

  private want(): void {
    const { set, index } = this.get();
    if (set && set.frames.length > 0) {
      this.source.want(set, index);
    }
  }
}
