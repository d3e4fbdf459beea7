import { useCallback, useMemo, useState } from 'react';
import { moment } from '../console/format.ts';
import { Cell, Mark, Rows, Section } from '../console/Section.tsx';
import { messageOf, useLoaded } from '../console/useLoaded.ts';
import { type Job, type JobState, jobs } from './api.ts';
import { JobHistory } from './JobHistory.tsx';
import { JobProgress } from './JobProgress.tsx';
import { aboutJob, jobKinds, kindTitle, otherSide, sentence, stateKind, stateWords } from './wording.ts';

const everyMs = 2000;
const pageSize = 100;
const states: readonly JobState[] = ['queued', 'running', 'failed', 'done', 'canceled'];

/** What was asked for, how far it is, and why it failed. */
export function Jobs() {
  const [state, setState] = useState<JobState | ''>('');
  const [kind, setKind] = useState('');
  return (
    <Section
      title="Jobs"
      lead="Sending, retrieving and the like, newest first. A job outlives restarts and is tried again when it fails."
      actions={
        <>
          <select className="input" aria-label="State" value={state} onChange={(event) => setState(event.currentTarget.value as JobState | '')}>
            <option value="">Every state</option>
            {states.map((one) => <option key={one} value={one}>{stateWords[one].charAt(0).toUpperCase() + stateWords[one].slice(1)}</option>)}
          </select>
          <select className="input" aria-label="Kind" value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
            <option value="">Every kind</option>
            {jobKinds.map(([one, title]) => <option key={one} value={one}>{title}</option>)}
          </select>
        </>
      }
    >
      <JobTable key={`${state} ${kind}`} state={state} kind={kind} />
    </Section>
  );
}

function JobTable({ state, kind }: { state: JobState | ''; kind: string }) {
  const filter = useMemo(() => ({ state, kind }), [state, kind]);
  const loaded = useLoaded(useCallback((signal: AbortSignal) => jobs.list(filter, 0, signal), [filter]), everyMs);
  const [older, setOlder] = useState<readonly Job[]>([]);
  const [isEnd, setEnd] = useState(false);
  const [problem, setProblem] = useState('');
  const [shown, setShown] = useState<number | null>(null);
  const newest = loaded.value;
  const all = useMemo(() => (newest ? [...newest, ...older.filter((job) => job.id < (newest.at(-1)?.id ?? 0))] : null), [newest, older]);

  const change = (action: (id: number) => Promise<Job | undefined>, id: number) =>
    action(id).then(
      (job) => {
        setProblem('');
        setOlder((before) => before.map((one) => (job && one.id === id ? job : one)));
        loaded.reload();
      },
      (error: unknown) => setProblem(messageOf(error)),
    );
  const more = () => {
    jobs.list(filter, all?.at(-1)?.id ?? 0).then(
      (next) => {
        setOlder((before) => [...before, ...next]);
        setEnd(next.length < pageSize);
      },
      (error: unknown) => setProblem(messageOf(error)),
    );
  };

  return (
    <>
      {problem && <p className="problem" role="alert">{problem}</p>}
      <Rows
        loaded={{ ...loaded, value: all }}
        empty={state || kind ? 'No job is like that.' : 'No jobs yet. Send a study from the study list, or retrieve one under Search a peer.'}
        head={['Job', 'State', 'Progress', 'Asked for', '']}
      >
        {(job) => (
          <tr key={job.id} data-job={job.id} data-off={job.state === 'canceled'}>
            <Cell of="Job" className="main long">
              <b>{kindTitle(job.kind)}</b> {otherSide(job)}
              <div className="sub">{job.study ? <a href={`/studies/${job.study.uid}`}>{aboutJob(job)}</a> : aboutJob(job)}</div>
              {job.error && <div className={job.state === 'failed' ? 'sub why bad' : 'sub why'}>{sentence(job.error)}</div>}
            </Cell>
            <Cell of="State">
              <Mark kind={stateKind(job.state)}>{stateWords[job.state]}</Mark>
              {job.state === 'queued' && job.attempts > 0 && job.nextTryAt && <div className="sub">try {job.attempts + 1} at {moment(job.nextTryAt, true).slice(11)}</div>}
            </Cell>
            <Cell of="Progress"><JobProgress job={job} /></Cell>
            <Cell of="Asked for">
              {moment(job.createdAt)}
              {job.by && <div className="sub">by {job.by}</div>}
            </Cell>
            <Cell of="" className="actions">
              {(job.state === 'failed' || job.state === 'canceled' || (job.state === 'queued' && job.attempts > 0)) && (
                <button type="button" className="button small" aria-label={`Try job ${job.id} again`} onClick={() => void change(jobs.retry, job.id)}>Try again</button>
              )}
              {(job.state === 'queued' || job.state === 'running') && (
                <button type="button" className="button small" aria-label={`Cancel job ${job.id}`} onClick={() => void change(jobs.cancel, job.id)}>Cancel</button>
              )}
              <button type="button" className="button small" aria-label={`History of job ${job.id}`} onClick={() => setShown(job.id)}>History</button>
            </Cell>
          </tr>
        )}
      </Rows>
      {newest && newest.length === pageSize && !isEnd && (
        <div className="more">
          <button type="button" className="button" onClick={more}>Older jobs</button>
        </div>
      )}
      {shown !== null && <JobHistory id={shown} onClose={() => setShown(null)} />}
    </>
  );
}
