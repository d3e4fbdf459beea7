import type { DecodedFrame } from '../decode/decoded.ts';
import type { Look } from './look.ts';

/** Draws frames on one canvas. */
export interface Renderer {
  readonly name: 'webgl2' | 'cpu';
  /** Draws a frame, or nothing but the ground. False when this renderer cannot show it (too large, context lost). */
  draw(frame: DecodedFrame | null, look: Look | null): boolean;
  dispose(): void;
}
