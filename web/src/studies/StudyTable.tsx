import { ArrowDown, ArrowUp, FolderOpen, PencilLine, SearchX, Send, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { SortColumn, StudyRow } from '../api/studies.ts';
import { fetchAhead } from '../api/manifest.ts';
import { go } from '../shell/route.ts';
import { date, personName, time } from '../viewer/overlays/text.ts';
import { scrolled, scrollToRow } from './studyWindows.ts';
import type { useStudies } from './useStudies.ts';

interface Column {
  readonly name: string;
  readonly sort?: SortColumn;
  readonly className: string;
}

const columns: readonly Column[] = [
  { name: 'Patient', sort: 'patient', className: 'c-patient' },
  { name: 'Born', sort: 'birthDate', className: 'c-born' },
  { name: 'ID', sort: 'id', className: 'c-id' },
  { name: 'Study date', sort: 'date', className: 'c-date' },
  { name: 'Modality', className: 'c-modality' },
  { name: 'Description', sort: 'description', className: 'c-description' },
  { name: 'Accession', sort: 'accession', className: 'c-accession' },
  { name: 'Series', className: 'c-series' },
  { name: 'Images', className: 'c-images' },
];

interface Props {
  readonly host: RefObject<HTMLDivElement | null>;
  readonly studies: ReturnType<typeof useStudies>;
  readonly sort: { readonly column: SortColumn; readonly descending: boolean };
  readonly isSearch: boolean;
  /** The row that was opened last, where a reader who comes back stands again. */
  readonly standing: number | null;
  readonly onOpen: (index: number) => void;
  /** Counts wishes to go to the first row. */
  readonly enter: number;
  readonly mayUpload: boolean;
  readonly onSort: (column: SortColumn) => void;
  readonly onHover: () => void;
  readonly onUpload: () => void;
  /** Null for those who may not. */
  readonly onSend: ((study: StudyRow) => void) | null;
  /** Null for those who may not. */
  readonly onCorrect: ((study: StudyRow) => void) | null;
}

const phone = matchMedia('(max-width: 720px)');

/** The rows in sight out of however many there are. */
export function StudyTable({ host, studies, sort, isSearch, standing, onOpen, enter, mayUpload, onSort, onHover, onUpload, onSend, onCorrect }: Props) {
  const { state, isCurrent, row, look, restart } = studies;
  const [view, setView] = useState({ top: 0, height: 800 });
  const [isPhone, setPhone] = useState(phone.matches);
  const rowHeight = isPhone ? 76 : 32;
  const total = state.total ?? 0;

  useEffect(() => {
    const change = () => setPhone(phone.matches);
    phone.addEventListener('change', change);
    return () => phone.removeEventListener('change', change);
  }, []);

  useLayoutEffect(() => {
    const element = host.current;
    if (!element) {
      return;
    }
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [host]);

  const place = scrolled(view.top, view.height, total, rowHeight);
  const first = Math.max(0, place.first - 4);
  const last = Math.min(total - 1, place.first + Math.ceil(view.height / rowHeight) + 6);
  useEffect(() => {
    if (total > 0) {
      look(first, last);
    }
  }, [first, last, total, look, state.version]);

  const wanted = useRef<number | null>(null);
  /** Stands on a row, once it is there. */
  const moveTo = (index: number) => {
    const element = host.current;
    if (!element) {
      return;
    }
    wanted.current = Math.max(0, Math.min(total - 1, index));
    const top = scrollToRow(wanted.current, element.scrollTop, element.clientHeight, total, rowHeight);
    if (top !== null) {
      element.focus({ preventScroll: true });
      element.scrollTop = top;
    }
    settle();
  };
  const settle = () => {
    // Rows of the question before are about to go.
    const link = wanted.current === null || !isCurrent ? null : host.current?.querySelector<HTMLElement>(`.study-row[data-index="${wanted.current}"] a`);
    if (link) {
      link.focus({ preventScroll: true });
      wanted.current = null;
    }
  };
  useEffect(() => {
    if (enter > 0) {
      wanted.current = 0;
      host.current?.scrollTo({ top: 0 });
    }
  }, [enter, host]);
  useEffect(settle);

  const hasReturned = useRef(false);
  useEffect(() => {
    if (total > 0 && !hasReturned.current) {
      hasReturned.current = true;
      if (standing !== null) {
        moveTo(standing);
      }
    }
  });

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const index = (event.target as HTMLElement).closest<HTMLElement>('.study-row')?.dataset['index'];
    const at = index === undefined ? (wanted.current ?? place.first) : Number(index);
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: total - 1 }[event.key];
    if (to !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      moveTo(to);
    }
  };

  const rows = [];
  for (let index = first; index <= last; index++) {
    const study = row(index);
    const top = place.top + (index - place.first) * rowHeight;
    rows.push(
      study ? (
        <Row key={study.uid} study={study} index={index} top={top} isPhone={isPhone} isFresh={state.fresh.has(study.uid)} onHover={onHover} onOpen={onOpen} onSend={onSend} onCorrect={onCorrect} />
      ) : (
        <div key={`empty-${index}`} className="study-row waiting" style={{ transform: `translateY(${top}px)` }} aria-hidden="true" />
      ),
    );
  }

  return (
    <div className="study-table" data-exchange={onSend !== null} role="table" aria-label="Studies" aria-rowcount={total} aria-busy={state.isLoading}>
      <div className="study-head" role="row">
        {columns.map(({ name, sort: by, className }) => (
          <div key={name} role="columnheader" className={className} aria-sort={by === sort.column ? (sort.descending ? 'descending' : 'ascending') : undefined}>
            {by ? (
              <button type="button" onClick={() => onSort(by)}>
                {name}
                {by === sort.column && (sort.descending ? <ArrowDown aria-hidden="true" /> : <ArrowUp aria-hidden="true" />)}
              </button>
            ) : (
              name
            )}
          </div>
        ))}
        {onSend && <div role="columnheader" aria-label="Correct or send" />}
      </div>
      {state.hasNews && (
        <button type="button" className="news" onClick={() => { host.current?.scrollTo({ top: 0 }); restart(); }}>
          <ArrowUp aria-hidden="true" /> New studies have arrived
        </button>
      )}
      <div ref={host} className="study-body" role="rowgroup" tabIndex={-1} onKeyDown={onKeyDown}>
        {total > 0 && <div className="study-space" style={{ height: place.height }}>{rows}</div>}
        <Nothing state={state} isSearch={isSearch} mayUpload={mayUpload} onRetry={restart} onUpload={onUpload} />
      </div>
    </div>
  );
}

function Row({ study, index, top, isPhone, isFresh, onHover, onOpen, onSend, onCorrect }: { study: StudyRow; index: number; top: number; isPhone: boolean; isFresh: boolean; onHover: () => void; onOpen: (index: number) => void; onSend: Props['onSend']; onCorrect: Props['onCorrect'] }) {
  const name = personName(study.patient) || 'No name';
  const when = [date(study.date), time(study.time)].filter(Boolean).join(' ');
  const path = `/studies/${study.uid}`;
  const link = (
    <a
      href={path}
      onPointerEnter={onHover}
      onFocus={onHover}
      onPointerDown={() => fetchAhead(study.uid)}
      onClick={(event) => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
          event.preventDefault();
          fetchAhead(study.uid);
          onOpen(index);
          go(path);
        }
      }}
    >
      {name}
    </a>
  );
  const modalities = study.modalities.map((modality) => <span key={modality} className="modality">{modality}</span>);
  const send = onSend && (
    <button type="button" className="icon-button send" aria-label={`Send ${name} to a peer`} title="Send to a peer" onClick={() => onSend(study)}>
      <Send aria-hidden="true" />
    </button>
  );
  const correct = onCorrect && (
    <button type="button" className="icon-button" aria-label={`Correct data of ${name}`} title="Correct patient or study data" onClick={() => onCorrect(study)}>
      <PencilLine aria-hidden="true" />
    </button>
  );
  const style = { transform: `translateY(${top}px)` };
  const born = [date(study.birthDate), study.sex].filter(Boolean).join(' ');
  if (isPhone) {
    return (
      <div className="study-row card" role="row" data-index={index} data-fresh={isFresh} style={style}>
        <div role="cell" className="card-top">{link}<span className="born">{born}</span><span className="modalities">{modalities}</span></div>
        {send && <div role="cell" className="c-send">{correct}{send}</div>}
        <div role="cell">{study.description || 'No description'}</div>
        <div role="cell" className="quiet">{[when, study.id, `${study.instances} ${study.instances === 1 ? 'image' : 'images'}`].filter(Boolean).join(' · ')}</div>
      </div>
    );
  }
  return (
    <div className="study-row" role="row" aria-rowindex={index + 1} data-index={index} data-fresh={isFresh} style={style}>
      <div role="cell" className="c-patient" title={name}>{link}</div>
      <div role="cell" className="c-born">{born}</div>
      <div role="cell" className="c-id" title={study.id}>{study.id}</div>
      <div role="cell" className="c-date">{when}</div>
      <div role="cell" className="c-modality">{modalities}</div>
      <div role="cell" className="c-description" title={study.description}>{study.description}</div>
      <div role="cell" className="c-accession" title={study.accession}>{study.accession}</div>
      <div role="cell" className="c-series">{study.series}</div>
      <div role="cell" className="c-images">{study.instances.toLocaleString('en-GB')}</div>
      {send && <div role="cell" className="c-send">{correct}{send}</div>}
    </div>
  );
}

function Nothing({ state, isSearch, mayUpload, onRetry, onUpload }: { state: Props['studies']['state']; isSearch: boolean; mayUpload: boolean; onRetry: () => void; onUpload: () => void }) {
  if (state.problem) {
    const { problem } = state;
    return (
      <div className="list-notice" role="alert">
        <TriangleAlert aria-hidden="true" />
        <h2>{problem.isForbidden ? 'You may not see the study list' : 'The study list could not be read'}</h2>
        <p>{problem.message}</p>
        {!problem.isForbidden && <button type="button" className="button" onClick={onRetry}>Try again</button>}
      </div>
    );
  }
  if (state.total === null) {
    return <div className="list-skeleton" aria-hidden="true">{Array.from({ length: 12 }, (_, i) => <span key={i} />)}</div>;
  }
  if (state.total > 0) {
    return null;
  }
  return isSearch ? (
    <div className="list-notice">
      <SearchX aria-hidden="true" />
      <h2>No study matches</h2>
      <p>Every word must begin a word of the name, ID, accession number, description, modality or date.</p>
      <button type="button" className="button" onClick={() => go('/')}>Clear the search</button>
    </div>
  ) : (
    <div className="list-notice">
      <FolderOpen aria-hidden="true" />
      <h2>No studies yet</h2>
      <p>They appear here as a modality sends them{mayUpload ? ', or drop files and folders on this page' : ''}.</p>
      {mayUpload && <button type="button" className="button primary" onClick={onUpload}>Choose files</button>}
    </div>
  );
}
