import { request } from '../../api/http.ts';
import type { PixelFormat } from '../manifest/types.ts';

/** Asks the server to decode a frame that the browser's codecs cannot; values come little endian, samples by pixel (docs/design/web-api.md). */
export async function serverDecoded(
  study: string, series: string, instance: string, frame: number, format: PixelFormat, signal: AbortSignal,
): Promise<{ readonly bytes: ArrayBuffer; readonly format: PixelFormat }> {
  const answer = await request(`/api/studies/${study}/series/${series}/instances/${instance}/frames/${frame + 1}/decoded`, { signal });
  return parseDecoded(await answer.arrayBuffer(), format);
}

/** uint32 LE length of a JSON that says what the values are, the JSON, the values. */
export function parseDecoded(packed: ArrayBuffer, format: PixelFormat): { readonly bytes: ArrayBuffer; readonly format: PixelFormat } {
  const length = new DataView(packed).getUint32(0, true);
  const described = JSON.parse(new TextDecoder().decode(new Uint8Array(packed, 4, length))) as Partial<PixelFormat>;
  const { planar: _, ...rest } = format;
  return { bytes: packed.slice(4 + length), format: { ...rest, ...described, syntax: '1.2.840.10008.1.2.1' } };
}
