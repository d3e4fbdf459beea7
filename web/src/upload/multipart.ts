/** Builds a STOW-RS body (PS3.18 10.5) of files without reading them: the browser streams them from disk. */
export function multipart(files: readonly Blob[], boundary: string): { body: Blob; contentType: string } {
  const parts: BlobPart[] = [];
  for (const file of files) {
    parts.push(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`, file, '\r\n');
  }
  parts.push(`--${boundary}--\r\n`);
  return { body: new Blob(parts), contentType: `multipart/related; type="application/dicom"; boundary=${boundary}` };
}

export interface Peek {
  readonly isPart10: boolean;
  /** Media Storage SOP Instance UID (0002,0003), to match the server's answer. */
  readonly instance: string | null;
}

/** Looks into the first bytes of a file (PS3.10 7.1). */
export function peek(start: Uint8Array): Peek {
  const isPart10 = start.length >= 132 && start[128] === 0x44 && start[129] === 0x49 && start[130] === 0x43 && start[131] === 0x4d;
  if (!isPart10) {
    return { isPart10, instance: null };
  }
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  for (let at = 132; at + 8 <= start.length && view.getUint16(at, true) === 2; ) {
    const element = view.getUint16(at + 2, true);
    const isLong = start[at + 4] === 0x4f && (start[at + 5] === 0x42 || start[at + 5] === 0x57);
    if (isLong && at + 12 > start.length) {
      break;
    }
    const length = isLong ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true);
    const value = at + (isLong ? 12 : 8);
    if (element === 3 && value + length <= start.length) {
      return { isPart10, instance: new TextDecoder().decode(start.subarray(value, value + length)).replace(/[\0 ]+$/, '') };
    }
    at = value + length;
  }
  return { isPart10, instance: null };
}

type Item = Record<string, { readonly Value?: readonly unknown[] } | undefined>;

/** What became of each instance, from the answer's Referenced and Failed SOP Sequences. */
export function outcomes(answer: Item): { stored: Set<string>; failed: Map<string, string>; others: string[] } {
  const uid = (item: Item) => String(item['00081155']?.Value?.[0] ?? '');
  const items = (tag: string) => (answer[tag]?.Value ?? []) as Item[];
  return {
    stored: new Set(items('00081199').map(uid)),
    failed: new Map(items('00081198').map((item) => [uid(item), reason(Number(item['00081197']?.Value?.[0] ?? 0))])),
    // Other Failures Sequence: parts that could not even be named.
    others: items('0008119A').map((item) => reason(Number(item['00081197']?.Value?.[0] ?? 0))),
  };
}

/** A Failure Reason (0008,1197) in a reader's words (PS3.18 Table I.2-2). */
function reason(code: number): string {
  switch (code) {
    case 0xa700:
      return 'The archive is full or busy; try again later.';
    case 0xa900:
      return 'The content is not what its header announces.';
    case 0x0111:
      return 'Another instance with the same identifier is already stored.';
    case 0xc000:
      return 'The file is damaged or cut short.';
    default:
      return `The archive refused it (0x${code.toString(16).toUpperCase().padStart(4, '0')}).`;
  }
}
