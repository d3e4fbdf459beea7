import type { PixelFormat } from '../manifest/types.ts';
import { type DecodedFrame, UndecodableFrame } from './decoded.ts';
import { decodePlain, isPlain } from './plain.ts';
import type { DecodeReply, DecodeRequest } from './decodeWorker.ts';

interface Task {
  readonly request: DecodeRequest;
  readonly resolve: (frame: DecodedFrame) => void;
  readonly reject: (error: Error) => void;
}

/** Decodes frames in module workers, in the order in which they came; workers start when the first frame needs one. */
export class DecodePool {
  private readonly idle: Worker[] = [];
  private readonly busy = new Map<Worker, Task>();
  private readonly waiting: Task[] = [];
  private nextId = 1;
  private isClosed = false;

  constructor(private readonly size = Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1))) {}

  decode(bytes: ArrayBuffer, format: PixelFormat): Promise<DecodedFrame> {
    if (isPlain(format)) {
      try {
        return Promise.resolve(decodePlain(bytes, format));
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new UndecodableFrame(String(error)));
      }
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ request: { id: this.nextId++, bytes, format }, resolve, reject });
      this.pump();
    });
  }

  close(): void {
    this.isClosed = true;
    for (const worker of [...this.idle, ...this.busy.keys()]) {
      worker.terminate();
    }
    for (const task of [...this.busy.values(), ...this.waiting]) {
      task.reject(new UndecodableFrame('The study was closed.'));
    }
    this.idle.length = 0;
    this.busy.clear();
    this.waiting.length = 0;
  }

  private pump(): void {
    while (this.waiting.length > 0 && !this.isClosed) {
      const worker = this.idle.pop() ?? (this.busy.size < this.size ? this.start() : null);
      const task = worker ? this.waiting.shift() : null;
      if (!worker || !task) {
        return;
      }
      this.busy.set(worker, task);
      worker.postMessage(task.request, [task.request.bytes]);
    }
  }

  private start(): Worker {
    const worker = new Worker(new URL('./decodeWorker.ts', import.meta.url), { type: 'module', name: 'decode' });
    worker.onmessage = (event: MessageEvent<DecodeReply>) => {
      const task = this.busy.get(worker);
      this.busy.delete(worker);
      this.idle.push(worker);
      if ('frame' in event.data) {
        task?.resolve(event.data.frame);
      } else {
        task?.reject(new UndecodableFrame(event.data.error));
      }
      this.pump();
    };
    worker.onerror = () => {
      // A codec that runs out of memory takes its worker along; the frame is lost, the next one gets a new worker.
      const task = this.busy.get(worker);
      this.busy.delete(worker);
      worker.terminate();
      task?.reject(new UndecodableFrame('The decoder failed on this frame.'));
      this.pump();
    };
    return worker;
  }
}
