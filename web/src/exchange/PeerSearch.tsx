import { Download, Search } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { peers } from '../console/api.ts';
import { number } from '../console/format.ts';
import { Cell, Mark, Rows, Section } from '../console/Section.tsx';
import { messageOf, useLoaded } from '../console/useLoaded.ts';
import { go } from '../shell/route.ts';
import { date, personName, time } from '../viewer/overlays/text.ts';
import { type Job, jobs, type PeerStudy, searchPeer } from './api.ts';
import { JobProgress } from './JobProgress.tsx';
import { sentence, stateKind, stateWords } from './wording.ts';

interface Found {
  readonly peer: string;
  readonly studies: readonly PeerStudy[];
  readonly hasMore: boolean;
}

/** Asks a peer what it has, and brings studies of it here. */
export function PeerSearch() {
  const known = useLoaded(peers.list);
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const asking = useRef<AbortController | null>(null);
  useEffect(() => () => asking.current?.abort(), []);
  const callable = (known.value ?? []).filter((peer) => peer.enabled);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const question = { patient: text('patient'), id: text('id'), accession: text('accession'), modality: text('modality'), from: text('from'), until: text('until') };
    setProblem('');
    setFound(null);
    if (Object.values(question).every((value) => value === '')) {
      setProblem('Say something to search for: a name, an identifier, an accession number, a modality or a date.');
      return;
    }
    asking.current?.abort();
    const asked = new AbortController();
    asking.current = asked;
    setBusy(true);
    searchPeer(text('peer'), question, asked.signal).then(
      (answer) => setFound({ peer: text('peer'), ...answer }),
      (error: unknown) => !asked.signal.aborted && setProblem(messageOf(error)),
    ).finally(() => asking.current === asked && setBusy(false));
  };

  return (
    <>
      <Section title="Search a peer" lead="Ask another archive what it has, and bring studies of it here.">
        {known.value?.length === 0 ? (
          <div className="empty">
            <p>No peers are registered.</p>
            <button type="button" className="button" onClick={() => go('/console/peers')}>Add a peer</button>
          </div>
        ) : (
          <form className="peer-search" role="search" aria-label="Search a peer" onSubmit={submit}>
            <div className="field">
              <label htmlFor="search-peer">Peer</label>
              <select id="search-peer" name="peer" className="input" required>
                {callable.map((peer) => <option key={peer.name} value={peer.name}>{peer.name}</option>)}
              </select>
            </div>
            <div className="field">
              <label htmlFor="search-patient">Patient's name</label>
              <input id="search-patient" name="patient" className="input" placeholder="doe jane" maxLength={200} spellCheck={false} autoComplete="off" />
            </div>
            <div className="field">
              <label htmlFor="search-id">Patient ID</label>
              <input id="search-id" name="id" className="input" maxLength={200} spellCheck={false} autoComplete="off" />
            </div>
            <div className="field">
              <label htmlFor="search-accession">Accession</label>
              <input id="search-accession" name="accession" className="input" maxLength={200} spellCheck={false} autoComplete="off" />
            </div>
            <div className="field">
              <label htmlFor="search-modality">Modality</label>
              <input id="search-modality" name="modality" className="input" placeholder="CT" maxLength={16} autoCapitalize="characters" spellCheck={false} autoComplete="off" />
            </div>
            <div className="field">
              <label htmlFor="search-from">Studies from</label>
              <input id="search-from" name="from" type="date" className="input" />
            </div>
            <div className="field">
              <label htmlFor="search-until">to</label>
              <input id="search-until" name="until" type="date" className="input" />
            </div>
            <button type="submit" className="button primary" disabled={isBusy || callable.length === 0}>
              <Search aria-hidden="true" />
              {isBusy ? 'Asking…' : 'Search'}
            </button>
          </form>
        )}
        {(problem || known.problem) && <p className="problem spaced" role="alert">{problem || known.problem}</p>}
        {isBusy && <div className="empty spaced" role="status">Waiting for the peer's answer…</div>}
      </Section>
      {found && <Answer key={found.peer} found={found} />}
    </>
  );
}

function Answer({ found: { peer, studies, hasMore } }: { found: Found }) {
  const [method, setMethod] = useState<'get' | 'move'>('get');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<ReadonlyMap<string, Job>>(new Map());
  const [problem, setProblem] = useState('');

  // Looked at until all have come to an end.
  const isUnderWay = [...asked.values()].some((job) => job.state === 'queued' || job.state === 'running');
  useEffect(() => {
    if (!isUnderWay) {
      return;
    }
    const look = new AbortController();
    const timer = setInterval(() => {
      for (const [uid, job] of asked) {
        if (job.state === 'queued' || job.state === 'running') {
          jobs.get(job.id, look.signal).then((now) => setAsked((before) => new Map(before).set(uid, now)), () => {
            // The next look tries again.
          });
        }
      }
    }, 1000);
    return () => {
      clearInterval(timer);
      look.abort();
    };
  }, [isUnderWay, asked]);

  const retrieve = async (uids: readonly string[]) => {
    setProblem('');
    try {
      for (const uid of uids) {
        const job = await jobs.add({ kind: 'retrieve', peer, method, studies: [uid] });
        setAsked((before) => (job ? new Map(before).set(uid, job) : before));
      }
      setChosen(new Set());
    } catch (error) {
      setProblem(messageOf(error));
    }
  };
  const choose = (uid: string, isChosen: boolean) =>
    setChosen((before) => {
      const next = new Set(before);
      if (isChosen) {
        next.add(uid);
      } else {
        next.delete(uid);
      }
      return next;
    });

  return (
    <Section
      title={`${number(studies.length)}${hasMore ? '+' : ''} ${studies.length === 1 ? 'study' : 'studies'} at ${peer}`}
      {...(hasMore ? { lead: 'There are more: narrow the search.' } : {})}
      actions={studies.length > 0 && (
        <>
          <select className="input" aria-label="How to retrieve" value={method} onChange={(event) => setMethod(event.currentTarget.value as 'get' | 'move')}>
            <option value="get">By C-GET</option>
            <option value="move">By C-MOVE</option>
          </select>
          <button type="button" className="button primary" disabled={chosen.size === 0} onClick={() => void retrieve([...chosen])}>
            <Download aria-hidden="true" />
            Retrieve {chosen.size === 0 ? 'the chosen' : chosen.size}
          </button>
        </>
      )}
    >
      {problem && <p className="problem" role="alert">{problem}</p>}
      <Rows loaded={{ value: studies, problem: '', reload: () => {} }} empty="Nothing there matches." head={['', 'Patient', 'ID', 'Date', 'Modality', 'Description', 'Images', 'Here', '']}>
        {(study) => (
          <tr key={study.uid}>
            <Cell of="" className="choice"><input type="checkbox" aria-label={`Choose ${nameOf(study)}`} checked={chosen.has(study.uid)} onChange={(event) => choose(study.uid, event.currentTarget.checked)} /></Cell>
            <Cell of="Patient" className="main long">{nameOf(study)}<div className="sub">{[date(study.birthDate), study.sex].filter(Boolean).join(' ')}</div></Cell>
            <Cell of="ID">{study.id}</Cell>
            <Cell of="Date">{date(study.date)}<div className="sub">{time(study.time)}</div></Cell>
            <Cell of="Modality">{study.modalities.join(' ')}</Cell>
            <Cell of="Description" className="long">{study.description}{study.accession && <div className="sub">{study.accession}</div>}</Cell>
            <Cell of="Images">{study.instances === undefined ? '' : number(study.instances)}</Cell>
            <Cell of="Here"><Here study={study} job={asked.get(study.uid)} /></Cell>
            <Cell of="" className="actions">
              {(study.here > 0 || asked.get(study.uid)?.state === 'done') && <a className="button small" href={`/studies/${study.uid}`}>Open</a>}
              <button type="button" className="button small" aria-label={`Retrieve ${nameOf(study)}`} disabled={isActive(asked.get(study.uid))} onClick={() => void retrieve([study.uid])}>Retrieve</button>
            </Cell>
          </tr>
        )}
      </Rows>
    </Section>
  );
}

function Here({ study, job }: { study: PeerStudy; job: Job | undefined }) {
  if (job) {
    return (
      <>
        <Mark kind={stateKind(job.state)}>{job.state === 'done' ? 'retrieved' : stateWords[job.state]}</Mark>
        {job.state !== 'done' && <JobProgress job={job} />}
        {job.error && <div className="sub why bad">{sentence(job.error)}</div>}
      </>
    );
  }
  if (study.here === 0) {
    return <Mark kind="off">no</Mark>;
  }
  return study.instances === undefined || study.here >= study.instances ? <Mark kind="good">yes</Mark> : <Mark kind="wait">{number(study.here)} of {number(study.instances)}</Mark>;
}

function nameOf(study: PeerStudy): string {
  return personName(study.patient) || 'No name';
}

function isActive(job: Job | undefined): boolean {
  return job?.state === 'queued' || job?.state === 'running';
}
