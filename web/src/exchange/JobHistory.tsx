import { X } from 'lucide-react';
import { useCallback, useEffect, useRef } from 'react';
import { moment } from '../console/format.ts';
import { Mark } from '../console/Section.tsx';
import { useLoaded } from '../console/useLoaded.ts';
import { jobs } from './api.ts';
import { aboutJob, kindTitle, otherSide, stateKind, stateWords } from './wording.ts';

const everyMs = 2000;

/** What became of a job, step by step. */
export function JobHistory({ id, onClose }: { id: number; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { value: job, problem } = useLoaded(useCallback((signal: AbortSignal) => jobs.get(id, signal), [id]), everyMs);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog form-dialog wide" aria-label={`Job ${id}`} onClose={onClose}>
      <header>
        <h2>Job {id}</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <X aria-hidden="true" />
        </button>
      </header>
      <div className="dialog-body">
        {problem && <p className="problem" role="alert">{problem}</p>}
        {job && (
          <>
            <p>
              <b>{kindTitle(job.kind)}</b> {otherSide(job)}: {aboutJob(job)}
            </p>
            <p><Mark kind={stateKind(job.state)}>{stateWords[job.state]}</Mark></p>
            <ol className="history">
              {(job.history ?? []).map((event, i) => (
                <li key={i}>
                  <time dateTime={event.at}>{moment(event.at, true)}</time>
                  <span>{event.text}</span>
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
    </dialog>
  );
}
