import type { PixelFormat } from '../manifest/types.ts';
import { type CodecName, codec } from './codecs.ts';
import { type DecodedFrame, UndecodableFrame } from './decoded.ts';
import { finish, type Samples } from './finish.ts';
import { nativeSamples } from './native.ts';
import { decodeRle } from './rle.ts';
import { isNative, syntaxName } from './syntaxes.ts';

const jpegFamily = '1.2.840.10008.1.2.4.';
const byCodec: Record<string, CodecName> = {
  '50': 'jpeg', '51': 'jpeg',
  '80': 'jpegls', '81': 'jpegls',
  '90': 'jpeg2000', '91': 'jpeg2000', '92': 'jpeg2000', '93': 'jpeg2000',
  '201': 'htj2k', '202': 'htj2k', '203': 'htj2k',
};

/** Decodes one frame as it was sent into values that can be shown. Throws UndecodableFrame with words for a reader. */
export async function decodeFrame(bytes: ArrayBuffer, format: PixelFormat): Promise<DecodedFrame> {
  const samples = await toSamples(bytes, format);
  return finish(samples);
}

async function toSamples(bytes: ArrayBuffer, format: PixelFormat): Promise<Samples> {
  const { syntax } = format;
  if (isNative(syntax)) {
    return { values: nativeSamples(bytes, format), format, isPlanar: format.planar === 1 };
  }
  if (syntax === '1.2.840.10008.1.2.5') {
    return { values: nativeSamples(decodeRle(new Uint8Array(bytes), format), format), format, isPlanar: false };
  }
  if (syntax === '1.2.840.10008.1.2.8.1') {
    const plain = new Response(bytes).body?.pipeThrough(new DecompressionStream('deflate-raw'));
    return { values: nativeSamples(await new Response(plain).arrayBuffer(), format), format, isPlanar: format.planar === 1 };
  }
  if (syntax === `${jpegFamily}57` || syntax === `${jpegFamily}70`) {
    const { Decoder } = await import('jpeg-lossless-decoder-js');
    const output = new Decoder().decompress(bytes, 0, bytes.byteLength);
    return { values: nativeSamples(output, { ...format, allocated: format.allocated > 8 ? 16 : 8 }), format, isPlanar: false };
  }
  const name = syntax.startsWith(jpegFamily) ? byCodec[syntax.slice(jpegFamily.length)] : undefined;
  if (!name) {
    throw new UndecodableFrame(`${syntaxName(syntax)} cannot be shown in the browser.`);
  }
  return withCodec(name, bytes, format);
}

async function withCodec(name: CodecName, bytes: ArrayBuffer, format: PixelFormat): Promise<Samples> {
  const encoded = name === 'jpeg' && format.photometric === 'RGB' ? asRgb(new Uint8Array(bytes)) : new Uint8Array(bytes);
  if (name === 'jpeg' && precision(encoded) > 8) {
    throw new UndecodableFrame(`JPEG Extended with ${precision(encoded)} bits cannot be shown in the browser.`);
  }
  const Decoder = await codec(name);
  const decoder = new Decoder();
  try {
    decoder.getEncodedBuffer(encoded.length).set(encoded);
    decoder.decode();
    const info = decoder.getFrameInfo();
    if (info.width !== format.columns || info.height !== format.rows || info.componentCount !== format.samples) {
      throw new UndecodableFrame(
        `The compressed frame is ${info.width} x ${info.height} with ${info.componentCount} samples; its attributes say ${format.columns} x ${format.rows} with ${format.samples}.`,
      );
    }
    const output = decoder.getDecodedBuffer().slice().buffer;
    const wide = info.bitsPerSample > 8 ? 16 : 8;
    // Codecs give values that already lie at the low bits; only the sign has to be taken from the attributes.
    const shape: PixelFormat = { ...format, allocated: wide, stored: Math.min(wide, Math.max(format.stored, info.bitsPerSample)), high: Math.min(wide, Math.max(format.stored, info.bitsPerSample)) - 1 };
    const isColourDone = name === 'jpeg' || name === 'jpeg2000' || name === 'htj2k';
    return {
      values: nativeSamples(output, shape),
      format: isColourDone && format.samples === 3 && (name === 'jpeg' || format.photometric !== 'YBR_FULL') ? { ...shape, photometric: 'RGB' } : shape,
      isPlanar: decoder.getInterleaveMode?.() === 0,
    };
  } catch (error) {
    if (error instanceof UndecodableFrame) {
      throw error;
    }
    throw new UndecodableFrame(`The ${syntaxName(format.syntax)} frame is damaged or of a kind that the codec does not know.`);
  } finally {
    decoder.delete();
  }
}

/**
 * A JPEG without JFIF or Adobe marker is taken for YCbCr by its decoder; where the attributes say RGB, an Adobe marker (APP14, transform 0) tells it so
 * (PS3.5 8.2.1: the photometric interpretation counts).
 */
function asRgb(jpeg: Uint8Array): Uint8Array {
  let hasMarker = false;
  for (let at = 2; at + 4 < jpeg.length && jpeg[at] === 0xff && jpeg[at + 1] !== 0xda; at += 2 + (((jpeg[at + 2] as number) << 8) | (jpeg[at + 3] as number))) {
    hasMarker ||= jpeg[at + 1] === 0xe0 || jpeg[at + 1] === 0xee;
  }
  if (hasMarker) {
    return jpeg;
  }
  const adobe = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0];
  const output = new Uint8Array(jpeg.length + adobe.length);
  output.set(jpeg.subarray(0, 2));
  output.set(adobe, 2);
  output.set(jpeg.subarray(2), 2 + adobe.length);
  return output;
}

/** Sample precision of a JPEG's frame header (ITU-T T.81 B.2.2); 8 when none is found. */
function precision(jpeg: Uint8Array): number {
  for (let at = 2; at + 9 < jpeg.length && jpeg[at] === 0xff; ) {
    const marker = jpeg[at + 1] as number;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return jpeg[at + 4] as number;
    }
    at += 2 + (((jpeg[at + 2] as number) << 8) | (jpeg[at + 3] as number));
  }
  return 8;
}
