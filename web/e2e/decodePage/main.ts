// Decodes frames as the viewer does, for tests that compare with independent decoders.
import type { DecodedFrame } from '../../src/viewer/decode/decoded.ts';
import { decodeFrame } from '../../src/viewer/decode/decodeFrame.ts';
import { FrameStreamParser } from '../../src/viewer/frames/frameStream.ts';
import { serverDecoded } from '../../src/viewer/frames/serverDecoded.ts';
import type { PixelFormat, SeriesManifest, StudyManifest } from '../../src/viewer/manifest/types.ts';

interface Decoded {
  readonly instance: string;
  readonly kind?: string;
  readonly isWhole?: boolean;
  readonly byServer?: boolean;
  readonly sha256?: string;
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  readonly failure?: string;
}

async function hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function decodeInstance(study: string, series: SeriesManifest, instance: number, maxFrames: number): Promise<Decoded> {
  const uid = series.instances[instance]?.uid ?? '';
  const places = series.frames.instance.flatMap((of, place) => (of === instance ? [place] : [])).sort((a, b) => (series.frames.frame[a] ?? 0) - (series.frames.frame[b] ?? 0));
  // Of long ones the first frames are decoded, to see that they are.
  const isWhole = places.length <= maxFrames;
  places.splice(isWhole ? maxFrames : 3);
  let body: ArrayBuffer;
  try {
    const response = await fetch(`/api/studies/${study}/series/${series.uid}/frames?v=${series.version}&list=${places.join(',')}`);
    body = await response.arrayBuffer();
    if (!response.ok) {
      return { instance: uid, failure: `the frames were answered ${response.status}` };
    }
  } catch {
    return { instance: uid, failure: 'the answer with the frames was cut' };
  }
  const frames = new Map([...new FrameStreamParser().push(new Uint8Array(body))].map((frame) => [frame.index, frame.bytes]));
  const parts: Uint8Array[] = [];
  let [min, max, sum, count, kind, byServer] = [Infinity, -Infinity, 0, 0, '', false];
  try {
    for (const place of places) {
      const shown = series.formats[series.frames.format[place] ?? 0];
      const bytes = frames.get(place);
      if (!shown) {
        return { instance: uid, failure: 'no format' };
      }
      // The references are stored values: the viewer's modality LUT comes after them.
      const { modalityLut: _, ...format } = shown;
      const frame = await (bytes ? decodeFrame(bytes, format) : Promise.reject(new Error('no bytes'))).catch(async (reason: Error) => {
        byServer = true;
        return fromServer(study, series.uid, uid, series.frames.frame[place] ?? 0, format, reason);
      });
      kind = frame.kind;
      for (const value of frame.values) {
        min = Math.min(min, value);
        max = Math.max(max, value);
        sum += value;
      }
      count += frame.values.length;
      parts.push(new Uint8Array(frame.values.buffer, frame.values.byteOffset, frame.values.byteLength));
    }
  } catch (error) {
    return { instance: uid, failure: error instanceof Error ? error.message : String(error) };
  }
  const all = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return { instance: uid, kind, isWhole, byServer, sha256: await hex(all), min, max, mean: sum / count };
}

/** As the viewer's loader does where the browser cannot. */
async function fromServer(study: string, series: string, instance: string, frame: number, format: PixelFormat, reason: Error): Promise<DecodedFrame> {
  try {
    const sent = await serverDecoded(study, series, instance, frame, format, new AbortController().signal);
    return await decodeFrame(sent.bytes, sent.format);
  } catch (error) {
    throw new Error(`${reason.message} ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function decodeStudy(study: string, maxFrames: number): Promise<Decoded[]> {
  const answer = await fetch(`/api/studies/${study}/manifest`);
  if (!answer.ok) {
    return [{ instance: study, failure: `the manifest was answered ${answer.status}: ${await answer.text()}` }];
  }
  const manifest = (await answer.json()) as StudyManifest;
  const results: Decoded[] = [];
  for (const series of manifest.series) {
    for (let instance = 0; instance < series.instances.length; instance++) {
      results.push(await decodeInstance(study, series, instance, maxFrames));
    }
  }
  return results;
}

Object.assign(window, { decodeStudy });
