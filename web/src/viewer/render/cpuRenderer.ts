import type { DecodedFrame } from '../decode/decoded.ts';
import { invert } from '../viewport/affine.ts';
import type { Look, VoiTable } from './look.ts';
import type { Renderer } from './renderer.ts';
import { shown } from './voi.ts';

/** Canvas 2D, for machines whose WebGL is software or lost: values go through a table of all of them, the canvas scales. */
export class CpuRenderer implements Renderer {
  readonly name = 'cpu';
  private readonly source = document.createElement('canvas');
  private readonly paint: CanvasRenderingContext2D;
  private pixels: ImageData | null = null;
  private painted: { frame: DecodedFrame; key: string } | null = null;
  private readonly tables = new Map<VoiTable, number>();
  private table: { key: string; bytes: Uint8Array } | null = null;

  private constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly context: CanvasRenderingContext2D,
  ) {
    const paint = this.source.getContext('2d');
    if (!paint) {
      throw new Error('The browser gives no canvas.');
    }
    this.paint = paint;
  }

  static create(canvas: HTMLCanvasElement): CpuRenderer | null {
    const context = canvas.getContext('2d', { alpha: false });
    return context ? new CpuRenderer(canvas, context) : null;
  }

  draw(frame: DecodedFrame | null, look: Look | null): boolean {
    const { context, canvas } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = '#000';
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (!frame || !look) {
      return true;
    }
    const values = look.table ? this.numberOf(look.table) : `${look.centre}/${look.width}/${look.voi}`;
    const key = `${look.slope}/${look.intercept}/${values}/${look.invert}/${look.padding}`;
    if (this.painted?.frame !== frame || this.painted.key !== key) {
      this.fill(frame, look, key);
      this.painted = { frame, key };
    }
    const m = invert(look.toImage);
    context.imageSmoothingEnabled = look.interpolate;
    context.imageSmoothingQuality = Math.hypot(m.a, m.b) < 0.7 ? 'medium' : 'low';
    context.setTransform(m.a, m.b, m.c, m.d, m.e, m.f);
    context.drawImage(this.source, 0, 0);
    return true;
  }

  dispose(): void {
    this.source.width = 0;
    this.source.height = 0;
    this.pixels = null;
    this.painted = null;
  }

  private numberOf(table: VoiTable): string {
    let number = this.tables.get(table);
    if (number === undefined) {
      number = this.tables.size + 1;
      this.tables.set(table, number);
    }
    return `table ${number}`;
  }

  private fill(frame: DecodedFrame, look: Look, key: string): void {
    const { rows, columns, values } = frame;
    if (this.source.width !== columns || this.source.height !== rows) {
      this.source.width = columns;
      this.source.height = rows;
      this.pixels = null;
    }
    this.pixels ??= this.paint.createImageData(columns, rows);
    const output = new Uint32Array(this.pixels.data.buffer);
    if (frame.kind === 'colour') {
      const flip = look.invert ? 0xffffff : 0;
      for (let i = 0, at = 0; i < output.length; i++, at += 3) {
        output[i] = 0xff000000 | (((values[at] as number) | ((values[at + 1] as number) << 8) | ((values[at + 2] as number) << 16)) ^ flip);
      }
    } else if (values instanceof Float32Array) {
      for (let i = 0; i < output.length; i++) {
        output[i] = 0xff000000 | (0x010101 * shown(values[i] as number, look));
      }
    } else {
      const offset = values instanceof Int16Array ? 32768 : 0;
      const table = this.tableFor(values instanceof Uint8Array ? 256 : 65536, offset, look, `${offset}/${values.BYTES_PER_ELEMENT}/${key}`);
      for (let i = 0; i < output.length; i++) {
        output[i] = 0xff000000 | (0x010101 * (table[(values[i] as number) + offset] as number));
      }
    }
    this.paint.putImageData(this.pixels, 0, 0);
  }

  private tableFor(count: number, offset: number, look: Look, key: string): Uint8Array {
    if (this.table?.key !== key) {
      const bytes = new Uint8Array(count);
      for (let i = 0; i < count; i++) {
        bytes[i] = shown(i - offset, look);
      }
      this.table = { key, bytes };
    }
    return this.table.bytes;
  }
}
