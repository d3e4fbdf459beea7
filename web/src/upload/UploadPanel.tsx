import { CircleX, X } from 'lucide-react';
import type { useUpload } from './useUpload.ts';

/** Progress of an upload, and what became of the files that were not taken. */
export function UploadPanel({ upload }: { upload: ReturnType<typeof useUpload> }) {
  const { state, cancel, dismiss } = upload;
  if (state.files === 0) {
    return null;
  }
  const parts = [
    `${state.stored.toLocaleString('en-GB')} stored`,
    state.failures.length > 0 ? `${state.failures.length} refused` : '',
    state.skipped > 0 ? `${state.skipped} no DICOM files` : '',
  ].filter(Boolean);
  return (
    <section className="upload-panel" aria-label="Upload">
      <header>
        <p role="status">
          <b>{state.isRunning ? `Uploading ${state.files} files` : 'Upload finished'}</b>
          <br />
          <span className="quiet">{parts.join(' · ')}</span>
        </p>
        {state.isRunning ? (
          <button type="button" className="button" onClick={cancel}>Cancel</button>
        ) : (
          <button type="button" className="icon-button" aria-label="Close" onClick={dismiss}>
            <X aria-hidden="true" />
          </button>
        )}
      </header>
      <progress max={Math.max(1, state.totalBytes)} value={state.isRunning ? state.sentBytes : Math.max(1, state.totalBytes)} aria-label="Upload progress" />
      {state.failures.length > 0 && (
        <ul>
          {state.failures.slice(0, 200).map(({ name, reason }, i) => (
            <li key={`${i}-${name}`}>
              <CircleX aria-hidden="true" />
              <span>
                <b>{name}</b>
                <br />
                <span className="quiet">{reason}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
