import { X } from 'lucide-react';
import { useCallback, useRef, useState } from 'react';
import type { StudyRow } from '../api/studies.ts';
import { peers } from '../console/api.ts';
import { FormDialog } from '../console/FormDialog.tsx';
import { Mark } from '../console/Section.tsx';
import { useLoaded } from '../console/useLoaded.ts';
import { go } from '../shell/route.ts';
import { type Job, type JobRequest, jobs } from './api.ts';
import { JobProgress } from './JobProgress.tsx';
import { kindTitle, otherSide, sentence, stateKind, stateWords, studyTitle } from './wording.ts';
import '../console/console.css';
import './exchange.css';

const everyMs = 700;

/** Sends a study to a peer, or has another job done with one, and tells how it goes. */
export default function SendStudy({ study, onClose }: { study: StudyRow; onClose: () => void }) {
  const [job, setJob] = useState<Job | null>(null);
  const hasAsked = useRef(false);
  const take = (asked: Job) => {
    hasAsked.current = true;
    setJob(asked);
  };
  // The dialogue closes too when it has done its work: the progress takes its place then.
  const leave = () => hasAsked.current || onClose();
  return job ? <Progress first={job} title={studyTitle(study, study.uid)} onClose={onClose} /> : <Question study={study} onAsked={take} onClose={leave} />;
}

function Question({ study, onAsked, onClose }: { study: StudyRow; onAsked: (job: Job) => void; onClose: () => void }) {
  const { value: known, problem } = useLoaded(peers.list);
  const callable = (known ?? []).filter((peer) => peer.enabled);
  const submit = async (form: FormData) => {
    const kind = String(form.get('kind')) as JobRequest['kind'];
    const job = await jobs.add({ kind, peer: String(form.get('peer')), ...(kind === 'prefetch' ? { patientId: study.id ?? '' } : { studies: [study.uid] }) });
    if (job) {
      onAsked(job);
    }
  };
  return (
    <FormDialog title="Send to a peer" action="Send" isReady={callable.length > 0} onSubmit={submit} onClose={onClose}>
      {problem && <p className="problem" role="alert">{problem}</p>}
      <p>{studyTitle(study, study.uid)}<br /><span className="quiet">{study.series} series, {study.instances.toLocaleString('en-GB')} images</span></p>
      {known && callable.length === 0 ? (
        <div className="empty">
          <p>There is no peer to send to.</p>
          <button type="button" className="button" onClick={() => go('/console/peers')}>Add a peer</button>
        </div>
      ) : (
        <>
          <div className="field">
            <label htmlFor="send-peer">Peer</label>
            <select id="send-peer" name="peer" className="input" required autoFocus>
              {callable.map((peer) => <option key={peer.name} value={peer.name}>{peer.name}</option>)}
            </select>
          </div>
          <div className="field">
            <label htmlFor="send-kind">Do</label>
            <select id="send-kind" name="kind" className="input" defaultValue="send">
              <option value="send">Send the study</option>
              <option value="notify">Only tell that it is here</option>
              <option value="commit-request">Ask it to commit to keeping what it has of the study</option>
              {study.id && <option value="prefetch">Fetch the patient's other studies from it</option>}
            </select>
          </div>
        </>
      )}
    </FormDialog>
  );
}

function Progress({ first, title, onClose }: { first: Job; title: string; onClose: () => void }) {
  const [isOver, setOver] = useState(false);
  const load = useCallback(
    (signal: AbortSignal) =>
      jobs.get(first.id, signal).then((now) => {
        setOver(now.state !== 'queued' && now.state !== 'running');
        return now;
      }),
    [first.id],
  );
  const { value } = useLoaded(load, isOver ? 0 : everyMs);
  const job = value ?? first;
  return (
    <section className="job-panel" role="status" aria-label={`Job ${job.id}`}>
      <header>
        <b>{kindTitle(job.kind)} {otherSide(job)}</b>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <X aria-hidden="true" />
        </button>
      </header>
      <p>{title}</p>
      <p><Mark kind={stateKind(job.state)}>{stateWords[job.state]}</Mark> <JobProgress job={job} /></p>
      {job.error && <p className="why bad">{sentence(job.error)}</p>}
      <a href="/console/jobs" onClick={(event) => { event.preventDefault(); go('/console/jobs'); }}>All jobs</a>
    </section>
  );
}
