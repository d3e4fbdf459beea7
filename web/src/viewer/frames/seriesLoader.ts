import { ApiError, request } from '../../api/http.ts';
import { type DecodedFrame, UndecodableFrame } from '../decode/decoded.ts';
import type { DecodePool } from '../decode/decodePool.ts';
import type { PixelFormat, SeriesManifest } from '../manifest/types.ts';
import { presented } from '../render/presented.ts';
import type { FrameCache } from './frameCache.ts';
import { FrameStreamParser } from './frameStream.ts';
import { listText, outwards } from './readingOrder.ts';
import { serverDecoded } from './serverDecoded.ts';

const maxBytesARequest = 48 << 20;
const maxFramesARequest = 400;
const maxDecodingAtOnce = 16;

/** Brings a series' frames into the cache, from the visible one outwards. A jump past what is on its way starts anew from there. */
export class SeriesLoader {
  private running: AbortController | null = null;
  private coming: Set<number> = new Set();
  private centre = 0;
  private direction: 1 | -1 = 1;
  private span: number;

  constructor(
    private readonly study: string,
    readonly series: SeriesManifest,
    private readonly cache: FrameCache,
    private readonly pool: DecodePool,
    private readonly onFrame: (series: string, index: number) => void,
    private readonly onChanged: () => void,
  ) {
    this.span = series.frames.frame.length;
  }

  formatOf(index: number): PixelFormat | undefined {
    return this.series.formats[this.series.frames.format[index] ?? -1];
  }

  /** Wants this frame next and then the others about it; with `only`, nothing but this one (a thumbnail). */
  look(index: number, only = false): void {
    if (!only) {
      this.cache.look(this.series.uid, index);
      this.direction = index < this.centre ? -1 : 1;
      this.centre = index;
    }
    const isHere = this.cache.get(this.series.uid, index) !== undefined;
    if (only && (isHere || this.running)) {
      return;
    }
    if (this.running && (isHere || this.coming.has(index))) {
      // What is on its way will do, unless the reader waits for a frame far down the stream.
      if (isHere || [...this.coming].indexOf(index) < 4) {
        return;
      }
    }
    this.running?.abort();
    const run = new AbortController();
    this.running = run;
    void this.run(run, only ? [index] : null);
  }

  stop(): void {
    this.running?.abort();
    this.running = null;
    this.coming.clear();
  }

  private async run(run: AbortController, only: readonly number[] | null): Promise<void> {
    let failures = 0;
    while (!run.signal.aborted) {
      // The frame that the reader waits for comes alone and is painted before others crowd the line and the processor.
      const isAwaited = only === null && this.cache.get(this.series.uid, this.centre) === undefined;
      const batch = only ?? (isAwaited ? [this.centre] : this.nextBatch());
      if (batch.length === 0) {
        break;
      }
      this.coming = new Set(batch);
      try {
        await this.fetchBatch(batch, run.signal);
        failures = 0;
        if (isAwaited) {
          await presented();
        }
      } catch (error) {
        if (run.signal.aborted) {
          return;
        }
        if (error instanceof ApiError && error.status === 409) {
          this.onChanged();
          return;
        }
        if (++failures >= 3 || (error instanceof ApiError && error.status >= 400 && error.status < 500)) {
          const failure = error instanceof Error ? error.message : 'The frames could not be read.';
          for (const index of this.coming) {
            this.cache.put(this.series.uid, index, { failure });
            this.onFrame(this.series.uid, index);
          }
          break;
        }
      }
      if (only) {
        break;
      }
    }
    if (this.running === run) {
      this.running = null;
      this.coming.clear();
    }
  }

  /** The nearest frames that are missing, as many as fit one request and the cache. */
  private nextBatch(): number[] {
    const { bytes } = this.series.frames;
    const batch: number[] = [];
    let sum = 0;
    let room = this.cache.budgetBytes * 0.8;
    for (const index of outwards(this.centre, this.span, this.direction)) {
      const format = this.formatOf(index);
      room -= format ? decodedBytes(format) : 0;
      if (room < 0 && batch.length > 0) {
        break;
      }
      if (this.cache.get(this.series.uid, index) !== undefined) {
        if (room < 0) {
          break;
        }
        continue;
      }
      if (batch.length > 0 && (sum + (bytes[index] ?? 0) > maxBytesARequest || batch.length >= maxFramesARequest)) {
        break;
      }
      sum += bytes[index] ?? 0;
      batch.push(index);
    }
    return batch;
  }

  private async fetchBatch(batch: readonly number[], signal: AbortSignal): Promise<void> {
    const { uid, version } = this.series;
    const response = await request(`/api/studies/${this.study}/series/${uid}/frames?v=${version}&list=${listText(batch)}`, { signal });
    const reader = response.body?.getReader();
    if (!reader) {
      throw new ApiError(0, 'The server sent no frames.');
    }
    const parser = new FrameStreamParser();
    const decoding = new Set<Promise<void>>();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      for (const { index, bytes } of parser.push(value)) {
        const one: Promise<void> = this.take(index, bytes, signal).finally(() => decoding.delete(one));
        decoding.add(one);
      }
      // The stream waits for the decoders, so that encoded frames do not pile up.
      while (decoding.size > maxDecodingAtOnce) {
        await Promise.race(decoding);
      }
    }
    await Promise.all(decoding);
    if (!parser.isComplete || this.coming.size > 0) {
      throw new ApiError(0, 'The connection was cut while frames were read.');
    }
  }

  /** Decodes here, or where the browser cannot, on the server. */
  private async decode(index: number, bytes: ArrayBuffer | null, format: PixelFormat, signal: AbortSignal): Promise<DecodedFrame> {
    let reason = new UndecodableFrame('The stored object holds no pixels for this frame.');
    if (bytes) {
      try {
        return await this.pool.decode(bytes, format);
      } catch (error) {
        if (!(error instanceof UndecodableFrame) || signal.aborted) {
          throw error;
        }
        reason = error;
      }
    }
    const { uid, frames, instances } = this.series;
    const instance = instances[frames.instance[index] ?? -1]?.uid ?? '';
    try {
      const sent = await serverDecoded(this.study, uid, instance, frames.frame[index] ?? 0, format, signal);
      return await this.pool.decode(sent.bytes, sent.format);
    } catch (error) {
      throw error instanceof ApiError && error.status === 422 ? new UndecodableFrame(`${reason.message} ${error.message}`) : reason;
    }
  }

  private async take(index: number, bytes: ArrayBuffer | null, signal: AbortSignal): Promise<void> {
    const { uid } = this.series;
    const format = this.formatOf(index);
    try {
      if (!format) {
        throw new ApiError(0, 'The study does not say what this frame is.');
      }
      const frame = await this.decode(index, bytes, format, signal);
      if (signal.aborted) {
        return;
      }
      this.cache.put(uid, index, { frame });
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      this.cache.put(uid, index, { failure: error instanceof Error ? error.message : String(error) });
    }
    this.coming.delete(index);
    this.onFrame(uid, index);
  }
}

function decodedBytes(format: PixelFormat): number {
  const pixels = format.rows * format.columns;
  return format.samples === 3 || format.photometric === 'PALETTE COLOR' ? pixels * 3 : pixels * (format.allocated <= 8 ? 1 : format.allocated <= 16 ? 2 : 4);
}
