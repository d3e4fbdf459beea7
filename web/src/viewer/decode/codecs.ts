import charlsWasm from '@cornerstonejs/codec-charls/decodewasm?url';
import jpegWasm from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url';
import openjpegWasm from '@cornerstonejs/codec-openjpeg/decodewasm?url';
import openjphWasm from '@cornerstonejs/codec-openjph/wasm?url';

/** What the codec packages' decoders have in common. */
export interface WasmDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): unknown;
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number; isSigned?: boolean };
  getInterleaveMode?(): number;
  delete(): void;
}

type Glue = (options: { locateFile: (name: string) => string }) => Promise<Record<string, new () => WasmDecoder>>;

async function start(glue: Promise<{ default: unknown }>, wasm: string, decoder: string): Promise<new () => WasmDecoder> {
  const module = await ((await glue).default as Glue)({ locateFile: () => wasm });
  const type = module[decoder];
  if (!type) {
    throw new Error(`The codec has no ${decoder}.`);
  }
  return type;
}

const loaders = {
  htj2k: () => start(import('@cornerstonejs/codec-openjph/wasmjs'), openjphWasm, 'HTJ2KDecoder'),
  jpegls: () => start(import('@cornerstonejs/codec-charls/decodewasmjs'), charlsWasm, 'JpegLSDecoder'),
  jpeg2000: () => start(import('@cornerstonejs/codec-openjpeg/decodewasmjs'), openjpegWasm, 'J2KDecoder'),
  jpeg: () => start(import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'), jpegWasm, 'JPEGDecoder'),
};

export type CodecName = keyof typeof loaders;

const started = new Map<CodecName, Promise<new () => WasmDecoder>>();

/** A codec, fetched and started when the first frame needs it. */
export function codec(name: CodecName): Promise<new () => WasmDecoder> {
  let type = started.get(name);
  if (!type) {
    type = loaders[name]();
    // A failed fetch must not be kept for good.
    type.catch(() => started.delete(name));
    started.set(name, type);
  }
  return type;
}
