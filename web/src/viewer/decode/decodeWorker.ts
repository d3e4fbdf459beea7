import type { PixelFormat } from '../manifest/types.ts';
import type { DecodedFrame } from './decoded.ts';
import { decodeFrame } from './decodeFrame.ts';

export interface DecodeRequest {
  readonly id: number;
  readonly bytes: ArrayBuffer;
  readonly format: PixelFormat;
}

export type DecodeReply = { readonly id: number; readonly frame: DecodedFrame } | { readonly id: number; readonly error: string };

const scope = self as unknown as { postMessage(message: DecodeReply, transfer: Transferable[]): void; onmessage: ((event: MessageEvent<DecodeRequest>) => void) | null };

scope.onmessage = (event) => {
  const { id, bytes, format } = event.data;
  decodeFrame(bytes, format).then(
    (frame) => scope.postMessage({ id, frame }, [frame.values.buffer as ArrayBuffer]),
    (error: unknown) => scope.postMessage({ id, error: error instanceof Error ? error.message : String(error) }, []),
  );
};
