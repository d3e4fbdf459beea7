import { getJson } from '../../api/http.ts';

/** What the server tells of the overlays that cover a frame (docs/design/web-api.md). */
interface OverlayPlane {
  readonly rows: number;
  readonly columns: number;
  readonly top: number;
  readonly left: number;
  readonly isRegion: boolean;
  readonly label?: string;
  readonly bits: string;
}

/** An overlay as something to draw: opaque where a bit is set. */
export interface Plane {
  readonly mask: HTMLCanvasElement;
  /** Where its first pixel lies in the frame. */
  readonly top: number;
  readonly left: number;
}

const maxKept = 64;
/** Graphics, and regions of interest; neither is a grey that pixels could have. */
const colours = { graphics: 0xff7fe3ff, region: 0xff7fd1a5 } as const;

/** The overlay planes (PS3.3 C.9.2) of a study's frames, read when a frame with overlays is first looked at. */
export class PlaneStore {
  private readonly kept = new Map<string, Promise<readonly Plane[]>>();

  constructor(private readonly study: string) {}

  planes(series: string, instance: string, frame: number): Promise<readonly Plane[]> {
    const path = `/api/studies/${this.study}/series/${series}/instances/${instance}/frames/${frame + 1}/overlays`;
    let asked = this.kept.get(path);
    if (!asked) {
      asked = getJson<{ readonly overlays: readonly OverlayPlane[] }>(path).then((answer) => answer.overlays.map(toPlane));
      asked.catch(() => this.kept.delete(path));
      this.kept.set(path, asked);
      if (this.kept.size > maxKept) {
        this.kept.delete(this.kept.keys().next().value ?? '');
      }
    }
    return asked;
  }
}

function toPlane({ rows, columns, top, left, isRegion, bits }: OverlayPlane): Plane {
  const mask = document.createElement('canvas');
  mask.width = columns;
  mask.height = rows;
  const context = mask.getContext('2d');
  if (context) {
    const image = context.createImageData(columns, rows);
    paintBits(atob(bits), isRegion ? colours.region : colours.graphics, new Uint32Array(image.data.buffer));
    context.putImageData(image, 0, 0);
  }
  return { mask, top, left };
}

/** Sets a colour (ABGR) wherever a bit is set; bits go from the least significant of each byte on. */
export function paintBits(packed: string, colour: number, output: Uint32Array): void {
  for (let i = 0; i < output.length; i++) {
    if ((packed.charCodeAt(i >> 3) >> (i & 7)) & 1) {
      output[i] = colour;
    }
  }
}
