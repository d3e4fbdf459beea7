import type { PixelFormat } from '../manifest/types.ts';
import { type Affine, compose, quarterTurns, scaling, translation } from './affine.ts';

/** Where an image lies in its viewport. Zoom 1 fits it; pan is in CSS pixels. */
export interface View {
  readonly zoom: number;
  readonly panX: number;
  readonly panY: number;
  readonly turns: number;
  readonly flipHorizontal: boolean;
  readonly flipVertical: boolean;
}

export const initialView: View = { zoom: 1, panX: 0, panY: 0, turns: 0, flipHorizontal: false, flipVertical: false };

export const zoomLimits: readonly [number, number] = [0.1, 60];

/** Height of a pixel against its width: images are shown in their true proportions (PS3.3 10.7, C.7.6.3.1.7). */
export function pixelAspect(format: PixelFormat): number {
  const [vertical, horizontal] = format.spacing ?? format.aspect ?? [1, 1];
  const ratio = vertical / horizontal;
  return Number.isFinite(ratio) && ratio > 0.01 && ratio < 100 ? ratio : 1;
}

/** CSS pixels of an image pixel's width when the image fits. */
export function fitScale(format: PixelFormat, turns: number, width: number, height: number): number {
  const aspect = pixelAspect(format);
  const isOnSide = turns % 2 !== 0;
  const w = isOnSide ? format.rows * aspect : format.columns;
  const h = isOnSide ? format.columns : format.rows * aspect;
  return Math.min(width / w, height / h);
}

/** From image pixels to CSS pixels of a viewport. */
export function toViewport(format: PixelFormat, view: View, width: number, height: number, deviceRatio = 1): Affine {
  const scale = fitScale(format, view.turns, width, height) * view.zoom;
  const aspect = pixelAspect(format);
  let m = translation(-format.columns / 2, -format.rows / 2);
  m = compose(m, scaling(scale, scale * aspect));
  m = compose(m, quarterTurns(view.turns));
  m = compose(m, scaling(view.flipHorizontal ? -1 : 1, view.flipVertical ? -1 : 1));
  m = compose(m, translation(width / 2 + view.panX, height / 2 + view.panY));
  // At whole magnifications image pixels begin on device pixels, so that nothing is blurred.
  const magnification = scale * deviceRatio;
  if (Math.abs(magnification - Math.round(magnification)) < 1e-6) {
    const corner = { x: Math.round(m.e * deviceRatio) / deviceRatio, y: Math.round(m.f * deviceRatio) / deviceRatio };
    m = { ...m, e: corner.x, f: corner.y };
  }
  return m;
}

/** Zooms by a factor so that what lies under a point of the viewport stays there. */
export function zoomAt(view: View, factor: number, x: number, y: number, width: number, height: number): View {
  const zoom = Math.min(zoomLimits[1], Math.max(zoomLimits[0], view.zoom * factor));
  const real = zoom / view.zoom;
  const dx = x - width / 2 - view.panX;
  const dy = y - height / 2 - view.panY;
  return { ...view, zoom, panX: view.panX + dx * (1 - real), panY: view.panY + dy * (1 - real) };
}

/** The zoom at which an image pixel is one device pixel. */
export function actualPixels(format: PixelFormat, view: View, width: number, height: number, deviceRatio: number): View {
  return { ...view, zoom: 1 / deviceRatio / fitScale(format, view.turns, width, height), panX: 0, panY: 0 };
}
