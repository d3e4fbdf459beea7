import { type DragEvent, useCallback, useRef, useState } from 'react';
import { csrfToken } from '../api/http.ts';
import { droppedFiles } from './dropped.ts';
import { multipart, outcomes, peek } from './multipart.ts';

export interface UploadState {
  readonly files: number;
  readonly stored: number;
  readonly skipped: number;
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
  readonly sentBytes: number;
  readonly totalBytes: number;
  readonly isRunning: boolean;
}

const nothing: UploadState = { files: 0, stored: 0, skipped: 0, failures: [], sentBytes: 0, totalBytes: 0, isRunning: false };
const maxBatchFiles = 100;
const maxBatchBytes = 32 << 20;

interface Candidate {
  readonly file: File;
  readonly instance: string | null;
}

/** Sends files in batches, one batch after the other, and keeps account of each file. */
export function useUpload() {
  const [state, setState] = useState<UploadState>(nothing);
  const [isOver, setOver] = useState(false);
  const queue = useRef<File[]>([]);
  const running = useRef(false);
  const current = useRef<XMLHttpRequest | null>(null);

  const run = useCallback(async () => {
    running.current = true;
    for (;;) {
      const batch: Candidate[] = [];
      let bytes = 0;
      let skipped = 0;
      for (let file = queue.current[0]; file && batch.length < maxBatchFiles && (batch.length === 0 || bytes + file.size <= maxBatchBytes); file = queue.current[0]) {
        queue.current.shift();
        const start = peek(new Uint8Array(await file.slice(0, 2048).arrayBuffer()));
        if (file.name.toUpperCase() === 'DICOMDIR' || (!start.isPart10 && !/\.(dcm|dicom|ima)$/i.test(file.name))) {
          skipped++;
          setState((before) => ({ ...before, totalBytes: before.totalBytes - file.size }));
          continue;
        }
        batch.push({ file, instance: start.instance });
        bytes += file.size;
      }
      setState((before) => ({ ...before, skipped: before.skipped + skipped }));
      if (batch.length === 0) {
        break;
      }
      const result = await send(batch, current, (sent) => setState((before) => ({ ...before, sentBytes: doneBytes.current + sent })));
      doneBytes.current += bytes;
      setState((before) => ({
        ...before, sentBytes: doneBytes.current, stored: before.stored + result.stored, failures: [...before.failures, ...result.failures],
      }));
    }
    running.current = false;
    setState((before) => ({ ...before, isRunning: false }));
  }, []);
  const doneBytes = useRef(0);

  const addFiles = useCallback(
    (files: readonly File[]) => {
      if (files.length === 0) {
        return;
      }
      const isNew = !running.current;
      if (isNew) {
        doneBytes.current = 0;
      }
      queue.current.push(...files);
      const added = files.reduce((sum, file) => sum + file.size, 0);
      setState((before) => {
        const base = isNew ? nothing : before;
        return { ...base, files: base.files + files.length, totalBytes: base.totalBytes + added, isRunning: true };
      });
      if (isNew) {
        void run();
      }
    },
    [run],
  );

  const cancel = useCallback(() => {
    queue.current = [];
    current.current?.abort();
  }, []);

  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const dropTarget = {
    onDragOver: (event: DragEvent) => {
      if (hasFiles(event)) {
        event.preventDefault();
        setOver(true);
      }
    },
    onDragLeave: (event: DragEvent) => {
      if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) {
        setOver(false);
      }
    },
    onDrop: (event: DragEvent) => {
      setOver(false);
      if (hasFiles(event)) {
        event.preventDefault();
        void droppedFiles(event.dataTransfer.items).then(addFiles);
      }
    },
  };

  return { state, isOver, dropTarget, addFiles, cancel, dismiss: () => setState(nothing) };
}

interface BatchResult {
  readonly stored: number;
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
}

function send(batch: readonly Candidate[], current: { current: XMLHttpRequest | null }, onSent: (bytes: number) => void): Promise<BatchResult> {
  const { body, contentType } = multipart(batch.map((one) => one.file), `gantry-${crypto.getRandomValues(new Uint32Array(2)).join('')}`);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    current.current = request;
    const allFailed = (reason: string) => resolve({ stored: 0, failures: batch.map(({ file }) => ({ name: nameOf(file), reason })) });
    request.open('POST', '/dicom-web/studies');
    request.setRequestHeader('Content-Type', contentType);
    request.setRequestHeader('Accept', 'application/dicom+json');
    request.setRequestHeader('X-Gantry-Csrf', csrfToken());
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onerror = () => allFailed('The connection failed.');
    request.onabort = () => allFailed('Cancelled.');
    request.onload = () => {
      try {
        const answer = JSON.parse(request.responseText) as Parameters<typeof outcomes>[0] & { title?: string; detail?: string };
        const { stored, failed, others } = outcomes(answer);
        if (stored.size + failed.size + others.length === 0) {
          allFailed(answer.detail ?? answer.title ?? `The server answered ${request.status}.`);
          return;
        }
        const failures = batch
          .filter(({ instance }) => (instance !== null ? !stored.has(instance) : stored.size < batch.length))
          .map(({ file, instance }) => ({ name: nameOf(file), reason: failed.get(instance ?? '') ?? others[0] ?? 'The archive did not take it.' }));
        resolve({ stored: batch.length - failures.length, failures });
      } catch {
        allFailed(`The server answered ${request.status}.`);
      }
    };
    request.send(body);
  });
}

function nameOf(file: File): string {
  return file.webkitRelativePath || file.name;
}
