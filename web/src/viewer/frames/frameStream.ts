/** One frame of an answer of the frame stream; null where the server could not read it. */
export interface StreamedFrame {
  readonly index: number;
  readonly bytes: ArrayBuffer | null;
}

const unreadable = 0xffffffff;

/** Takes an answer's pieces as they come and gives whole frames: uint32 index, uint32 length, bytes, all little endian. */
export class FrameStreamParser {
  private head = new Uint8Array(8);
  private headFilled = 0;
  private body: Uint8Array<ArrayBuffer> | null = null;
  private bodyFilled = 0;
  private index = 0;

  constructor(private readonly maxFrameBytes = 1 << 30) {}

  /** True between frames: an answer that ends elsewhere was cut. */
  get isComplete(): boolean {
    return this.headFilled === 0 && this.body === null;
  }

  *push(piece: Uint8Array): Generator<StreamedFrame> {
    let at = 0;
    while (at < piece.length) {
      if (this.body === null) {
        const take = Math.min(8 - this.headFilled, piece.length - at);
        this.head.set(piece.subarray(at, at + take), this.headFilled);
        this.headFilled += take;
        at += take;
        if (this.headFilled < 8) {
          return;
        }
        const view = new DataView(this.head.buffer);
        this.index = view.getUint32(0, true);
        const length = view.getUint32(4, true);
        if (length === unreadable) {
          this.headFilled = 0;
          yield { index: this.index, bytes: null };
          continue;
        }
        if (length > this.maxFrameBytes) {
          throw new RangeError(`A frame of ${length} bytes is larger than the viewer takes.`);
        }
        this.body = new Uint8Array(length);
        this.bodyFilled = 0;
      }
      const take = Math.min(this.body.length - this.bodyFilled, piece.length - at);
      this.body.set(piece.subarray(at, at + take), this.bodyFilled);
      this.bodyFilled += take;
      at += take;
      if (this.bodyFilled === this.body.length) {
        const bytes = this.body.buffer;
        this.body = null;
        this.headFilled = 0;
        yield { index: this.index, bytes };
      }
    }
  }
}
